import pg from 'pg';

export interface Statement {
  readonly text: string;
  readonly calls: number;
  /** Time in PostgreSQL, in milliseconds. */
  readonly ms: number;
}

/** Counts what the shop asks of its database, by the database's own account; the benchmark's own questions are left out. */
export class StatementMeter {
  private constructor(private readonly client: pg.Client) {}

  /** @param url a superuser's, in the shop's database */
  static async open(url: string): Promise<StatementMeter> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('create extension if not exists pg_stat_statements');
    return new StatementMeter(client);
  }

  async reset(): Promise<void> {
    await this.client.query('select pg_stat_statements_reset()');
  }

  /** Since the last reset, the commonest first; transaction control included. */
  async read(): Promise<Statement[]> {
    const { rows } = await this.client.query<Statement>(
      `select query as text, sum(calls)::float as calls, sum(total_exec_time) as ms from pg_stat_statements
       where userid <> (select usesysid from pg_user where usename = current_user)
       group by query order by calls desc, ms desc`,
    );
    return rows;
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
