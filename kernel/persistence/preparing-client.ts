import { createHash } from 'node:crypto';
import type pg from 'pg';
import { type Stretch, begin, isTracing } from '../telemetry/tracing.ts';
import { DeadlineExceeded, isUseless } from '../runtime/errand.ts';
import { BeginningClient, type Callback, type Query } from './beginning-client.ts';

/** Seen this often, a statement is prepared: one that is asked once would only leave its plan behind. */
const WORTH_PREPARING = 3;
/** The server keeps a plan per name and connection, so there is an end to them; texts beyond it are planned each time. */
const MOST_NAMES = 400;
const MOST_COUNTED = 2000;

/** Which statements of this process are prepared, and under which name. */
class StatementNames {
  private readonly names = new Map<string, string>();
  private readonly seen = new Map<string, number>();
  private generation = 0;

  nameOf(text: string): string | undefined {
    const known = this.names.get(text);
    if (known !== undefined || this.names.size >= MOST_NAMES) return known;
    const times = (this.seen.get(text) ?? 0) + 1;
    if (times < WORTH_PREPARING) {
      if (this.seen.size >= MOST_COUNTED) this.seen.clear();
      this.seen.set(text, times);
      return undefined;
    }
    this.seen.delete(text);
    return this.name(text);
  }

  /** The tables have changed since, and with them what the statement answers. */
  renew(text: string): void {
    this.generation += 1;
    this.name(text);
  }

  private name(text: string): string {
    const digest = createHash('sha256').update(text).digest('base64url').slice(0, 16);
    const name = this.generation === 0 ? digest : `${digest}.${this.generation}`;
    this.names.set(text, name);
    return name;
  }
}

const names = new StatementNames();

/**
 * A connection on which statements that are asked often are parsed and planned once. Whoever uses it need not know: the
 * object mapper and the workflow engine cannot name their statements. Planning was more than half of what PostgreSQL
 * did for a purchase. What would be read for somebody who does not wait any more is not sent.
 */
export class PreparingClient extends BeginningClient {
  private readonly forward = this.query as Query;

  // The many signatures of `query` differ only in what they answer.
  override query = ((text, values, callback) => {
    const stretch = typeof text === 'string' && isTracing() ? beginStatement(text) : undefined;
    if (!stretch) return this.ask(text, values, callback);
    // The values may be left out before a callback.
    const [given, answer] =
      typeof values === 'function' ? [[], values as Callback] : [values, callback];
    if (answer) {
      return this.ask(text, given, (error, result) => {
        stretch.end(error ?? undefined);
        answer(error, result);
      });
    }
    const asked = this.ask(text, values) as Promise<unknown>;
    asked.then(
      () => stretch.end(),
      (error: unknown) => stretch.end(error),
    );
    return asked;
  }) as Query as pg.Client['query'];

  private readonly ask: Query = (text, values, callback) => {
    if (isUseless() && reads(text))
      return refused(typeof values === 'function' ? values : callback);
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) {
      return this.forward(text, values, callback);
    }
    const name = names.nameOf(text);
    if (name === undefined) return this.forward(text, values, callback);
    const named = { name, text, values };
    if (callback) {
      return this.forward(named, (error: unknown, result: unknown) => {
        if (isOutdated(error)) names.renew(text);
        callback(error, result);
      });
    }
    return (this.forward(named) as Promise<unknown>).catch((error: unknown) => {
      if (!isOutdated(error)) throw error;
      names.renew(text);
      // A transaction has failed with it, and is done again by whoever began it.
      if (this.getTransactionStatus() !== 'I') throw error;
      return this.forward(text, values);
    });
  };
}

const LONGEST_TEXT = 2000;

/** What is asked for nobody, such as for work, is not recorded. */
const beginStatement = (text: string): Stretch | undefined =>
  begin(/\w+/.exec(text)?.[0].toUpperCase() ?? 'SQL', {
    kind: 'client',
    attributes: {
      'db.system.name': 'postgresql',
      'db.query.text': withoutValues(text).slice(0, LONGEST_TEXT),
    },
  });

/** What begins or ends a transaction is not among it, so one that is given up is rolled back. */
const reads = (text: unknown): boolean =>
  typeof text === 'string' && /^\s*(select|with)\b/i.test(text);

function refused(callback: unknown): unknown {
  const error = new DeadlineExceeded();
  return typeof callback === 'function'
    ? process.nextTick(callback as Callback, error)
    : Promise.reject(error);
}

/** The object mapper writes values into its statements, and they may be personal. */
export const withoutValues = (text: string): string => text.replaceAll(/'(?:[^']|'')*'/g, '?');

/** A migration changed the columns that a prepared statement answers; PostgreSQL has no code of its own for it. */
export const isOutdated = (error: unknown): boolean =>
  error instanceof Error &&
  (error as { code?: unknown }).code === '0A000' &&
  error.message.includes('cached plan must not change result type');
