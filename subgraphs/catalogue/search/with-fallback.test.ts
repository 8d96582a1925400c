import type { Findings, ProductSearch } from '../domain/ports.ts';
import { parseSearch } from '../domain/search.ts';
import { SearchWithFallback } from './with-fallback.ts';

const asked = parseSearch({ currency: 'EUR' });
const page = { limit: 1, after: null };

/** Answers with its name, unless it has a trouble. */
class Engine implements ProductSearch {
  trouble: Error | null = null;
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  async prepare(): Promise<void> {}

  async find(): Promise<Findings> {
    if (this.trouble) throw this.trouble;
    return { didYouMean: this.name } as Findings;
  }

  async suggest(): Promise<never[]> {
    return [];
  }
}

it('asks an engine again that refused something, and leaves one alone that failed', async () => {
  const [first, second] = [new Engine('first'), new Engine('second')];
  const search = new SearchWithFallback(first, second, {
    logger: { info: () => {}, warn: () => {} },
    now: () => new Date(0),
    isRefusal: (error) => (error as Error).message === 'too long',
  });
  let fallbacks = 0;
  const ask = async () => (await search.find(asked, page, () => (fallbacks += 1))).didYouMean;
  first.trouble = new Error('too long');
  expect([await ask(), fallbacks]).toEqual(['second', 1]);
  first.trouble = null;
  expect([await ask(), fallbacks]).toEqual(['first', 1]);
  first.trouble = new Error('away');
  expect([await ask(), fallbacks]).toEqual(['second', 2]);
  first.trouble = null;
  expect([await ask(), fallbacks]).toEqual(['second', 3]);
});
