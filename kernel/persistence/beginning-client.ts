import type { Duplex } from 'node:stream';
import pg from 'pg';

export type Callback = (error: unknown, result: unknown) => void;
/** The many signatures of a client's `query`, in one. */
export type Query = (query: unknown, values?: unknown, callback?: Callback) => unknown;

/** What begins a transaction, as a statement that the connection has prepared. */
type Beginning = { readonly name: string; readonly text: string };

/**
 * A connection on which a transaction begins together with its first statement, in one message: a round trip less, and
 * none at all for a transaction in which nothing is asked. Whoever uses it need not know.
 */
export class BeginningClient extends pg.Client {
  /** Said, but not sent yet. */
  private beginning: Beginning | undefined;
  private readonly prepared = new Map<string, Beginning>();

  override query = ((query, values, callback) => {
    const answer = typeof values === 'function' ? (values as Callback) : callback;
    const given = Array.isArray(values) && values.length > 0 ? values : undefined;
    if (typeof query === 'string' && given === undefined) {
      if (BEGINS.test(query)) return this.begin(query, answer);
      if (this.beginning && ENDS.test(query)) {
        this.beginning = undefined;
        return answered(answer);
      }
    }
    const { beginning } = this;
    if (!beginning) return this.send(query, values, callback);
    this.beginning = undefined;
    const config = withValues(query, given);
    if (config) {
      return answering(answer, (done) => this.send(begunQuery(beginning, config, done)));
    }
    this.send(beginning, undefined, (error) => {
      // Nothing may be done outside its transaction: what waits for this connection fails with it.
      if (error) (this as unknown as Connected).connection.stream.destroy();
    });
    return this.send(query, values, callback);
  }) as Query as pg.Client['query'];

  private readonly send: Query = (...query) => (super.query as Query).apply(this, query);

  /** The first of its kind on this connection is sent at once, and prepared by that. */
  private begin(text: string, answer: Callback | undefined): unknown {
    this.beginning = this.prepared.get(text);
    if (this.beginning) return answered(answer);
    const beginning = { name: `begin ${this.prepared.size}`, text };
    return answering(answer, (done) =>
      this.send(beginning, undefined, (error, result) => {
        if (!error) this.prepared.set(text, beginning);
        done(error, result);
      }),
    );
  }
}

type Connected = { readonly connection: { readonly stream: Duplex } };

const BEGINS = /^\s*(begin|start\s+transaction)\b[^;]*$/i;
const ENDS = /^\s*(commit|rollback)\s*$/i;

/** Only what has values is sent by the protocol that can carry both; a text without may also be many statements. */
function withValues(query: unknown, values: unknown[] | undefined): pg.QueryConfig | undefined {
  if (typeof query === 'string') return values && { text: query, values };
  const config = query as pg.QueryConfig & Partial<pg.Submittable>;
  return config.submit === undefined && config.values?.length ? config : undefined;
}

const answering = (answer: Callback | undefined, ask: (done: Callback) => unknown): unknown =>
  answer
    ? ask(answer)
    : new Promise((resolve, reject) =>
        ask((error, result) => (error ? reject(error as Error) : resolve(result))),
      );

const NOTHING = { command: '', rowCount: null, oid: 0, fields: [], rows: [] };

const answered = (answer: Callback | undefined): unknown =>
  answer ? process.nextTick(answer, undefined, NOTHING) : Promise.resolve(NOTHING);

/** What the driver asks of a query and a query of its connection, beyond what their types say. */
interface Driven {
  submit(connection: Wire): Error | null;
  handleCommandComplete(message: unknown, connection: Wire): void;
}
interface Wire {
  readonly stream: Duplex;
  bind(what: { statement: string }): void;
  execute(): void;
}

/** A query that begins its transaction. If it cannot be begun, the server skips the rest of the message. */
function begunQuery(
  beginning: Beginning,
  config: pg.QueryConfig,
  callback: Callback,
): pg.Submittable {
  const query = new pg.Query(config, callback);
  const driven = query as unknown as Driven;
  const submit = driven.submit.bind(query);
  const complete = driven.handleCommandComplete.bind(query);
  let begun = false;
  driven.submit = (connection) => {
    connection.stream.cork();
    try {
      connection.bind({ statement: beginning.name });
      connection.execute();
      return submit(connection);
    } finally {
      connection.stream.uncork();
    }
  };
  driven.handleCommandComplete = (message, connection) => {
    if (begun) complete(message, connection);
    begun = true;
  };
  return query;
}
