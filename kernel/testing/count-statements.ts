import pg from 'pg';

/** Runs `work` and answers what SQL it sent, transaction control included, in order. For tests against N+1. */
export async function statementsOf<T>(
  work: () => Promise<T>,
): Promise<{ result: T; statements: string[] }> {
  const statements: string[] = [];
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  const original = prototype.query;
  prototype.query = function query(this: unknown, ...args: unknown[]) {
    const [first] = args;
    statements.push(
      typeof first === 'string' ? first : ((first as { text?: string } | undefined)?.text ?? ''),
    );
    return original.apply(this, args);
  };
  try {
    return { result: await work(), statements };
  } finally {
    prototype.query = original;
  }
}
