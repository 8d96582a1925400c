import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** Integers are read as bigint, because amounts must not pass through floating point. */
export type Row = Record<string, string | bigint | null>;
type Parameters = Record<string, SQLInputValue>;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS tokens (
    id          TEXT PRIMARY KEY,
    test_card   TEXT NOT NULL,
    exp_month   INTEGER NOT NULL CHECK (exp_month BETWEEN 1 AND 12),
    exp_year    INTEGER NOT NULL,
    created_at  TEXT NOT NULL,
    payment_id  TEXT REFERENCES payments (id)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS payments (
    seq                  INTEGER PRIMARY KEY AUTOINCREMENT,
    id                   TEXT NOT NULL UNIQUE,
    reference            TEXT NOT NULL UNIQUE,
    status               TEXT NOT NULL CHECK (status IN ('requires_action', 'authorized', 'declined', 'captured',
                                                          'partially_captured', 'voided', 'expired')),
    awaiting             TEXT CHECK (awaiting IN ('card', 'challenge')),
    amount_minor         INTEGER NOT NULL CHECK (amount_minor > 0),
    captured_minor       INTEGER NOT NULL DEFAULT 0 CHECK (captured_minor BETWEEN 0 AND amount_minor),
    refunded_minor       INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND captured_minor),
    currency             TEXT NOT NULL CHECK (length(currency) = 3),
    challenge_required   INTEGER NOT NULL CHECK (challenge_required IN (0, 1)),
    challenge_tries      INTEGER NOT NULL DEFAULT 0,
    test_card            TEXT,
    decline_code         TEXT,
    description          TEXT,
    return_url           TEXT,
    metadata             TEXT NOT NULL,
    created_at           TEXT NOT NULL,
    updated_at           TEXT NOT NULL,
    expires_at_ms        INTEGER NOT NULL,
    CHECK ((awaiting IS NOT NULL) = (status = 'requires_action')),
    CHECK ((decline_code IS NOT NULL) = (status = 'declined')),
    CHECK ((captured_minor > 0) = (status IN ('captured', 'partially_captured'))),
    CHECK (status <> 'captured' OR captured_minor = amount_minor)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS payments_that_may_expire ON payments (expires_at_ms)
    WHERE status IN ('requires_action', 'authorized');

  CREATE TABLE IF NOT EXISTS refunds (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT NOT NULL UNIQUE,
    reference     TEXT NOT NULL UNIQUE,
    payment_id    TEXT NOT NULL REFERENCES payments (id),
    status        TEXT NOT NULL CHECK (status IN ('succeeded', 'failed')),
    amount_minor  INTEGER NOT NULL CHECK (amount_minor > 0),
    failure_code  TEXT,
    created_at    TEXT NOT NULL,
    CHECK ((failure_code IS NOT NULL) = (status = 'failed'))
  ) STRICT;
  CREATE INDEX IF NOT EXISTS refunds_of_payment ON refunds (payment_id);

  CREATE TABLE IF NOT EXISTS answers (
    idempotency_key  TEXT PRIMARY KEY,
    fingerprint      TEXT NOT NULL,
    status           INTEGER NOT NULL,
    body             TEXT NOT NULL,
    created_at       TEXT NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS webhooks (
    seq                INTEGER PRIMARY KEY AUTOINCREMENT,
    id                 TEXT NOT NULL UNIQUE,
    type               TEXT NOT NULL,
    payment_reference  TEXT NOT NULL,
    refund_reference   TEXT,
    body               TEXT NOT NULL,
    attempts           INTEGER NOT NULL DEFAULT 0,
    next_attempt_ms    INTEGER NOT NULL,
    delivered_at       TEXT,
    last_failure       TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS webhooks_to_deliver ON webhooks (next_attempt_ms) WHERE delivered_at IS NULL;
  CREATE INDEX IF NOT EXISTS webhooks_of_payment ON webhooks (payment_reference);

  CREATE TABLE IF NOT EXISTS calls (
    seq                INTEGER PRIMARY KEY AUTOINCREMENT,
    operation          TEXT NOT NULL,
    payment_reference  TEXT NOT NULL,
    refund_reference   TEXT,
    replayed           INTEGER NOT NULL CHECK (replayed IN (0, 1)),
    received_at        TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS calls_of_payment ON calls (payment_reference);
`;

/** The provider's own books: one SQLite file, used by this process alone. */
export class Store {
  private readonly statements = new Map<string, StatementSync>();

  private constructor(private readonly database: DatabaseSync) {}

  static open(folder: string): Store {
    mkdirSync(folder, { recursive: true });
    const database = new DatabaseSync(join(folder, 'psp.sqlite'));
    // Calls under way are known to this process alone, so a second one on the same books must not start; it waits a
    // little, because its predecessor may still be answering its last calls.
    // With the write-ahead log, NORMAL loses nothing when the process is killed; only a power cut can take the last
    // commits. A sandbox that moves test money does not pay for an fsync on every call.
    database.exec(`
      PRAGMA busy_timeout = 6000;
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA foreign_keys = ON;
    `);
    database.exec(SCHEMA);
    return new Store(database);
  }

  all(sql: string, parameters: Parameters = {}): Row[] {
    return this.prepare(sql).all(parameters) as Row[];
  }

  get(sql: string, parameters: Parameters = {}): Row | undefined {
    return this.prepare(sql).get(parameters) as Row | undefined;
  }

  /** Answers how many rows changed. */
  run(sql: string, parameters: Parameters = {}): number {
    return Number(this.prepare(sql).run(parameters).changes);
  }

  /** All or nothing. `work` is synchronous, so no other call can come in between. */
  transaction<T>(work: () => T): T {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.database.exec('COMMIT');
      return result;
    } catch (error) {
      this.database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.database.close();
  }

  private prepare(sql: string): StatementSync {
    let statement = this.statements.get(sql);
    if (!statement) {
      statement = this.database.prepare(sql);
      statement.setReadBigInts(true);
      this.statements.set(sql, statement);
    }
    return statement;
  }
}
