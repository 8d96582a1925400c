import type { EntityManager } from '@mikro-orm/postgresql';
import { Cache } from '#kernel/cache/cache.ts';
import type { SearchTerms } from '../domain/search.ts';
import type { Understanding } from '../domain/understanding.ts';
import { readTuningMark } from '../persistence/search-tuning.ts';
import { Renewed } from './renewed.ts';
import { type Understood, understandQuery } from './understand-query.ts';

/** How long another process may go on by what operators said before. */
const TUNING_LASTS_MS = 1_000;
const MOST = 2_000;

/**
 * What queries mean: understood when first asked, and kept where it lasts. Every engine asks here, so that all of them look for
 * the same.
 */
export class Understandings {
  private readonly kept: Cache<Understood>;
  private readonly tuning: Renewed<string>;

  constructor(em: () => EntityManager) {
    this.tuning = new Renewed(() => readTuningMark(em()), TUNING_LASTS_MS);
    this.kept = new Cache<Understood>({
      name: 'understandings',
      most: MOST,
      store: null,
      load: async ([key]) =>
        new Map([[key!, await understandQuery(em(), JSON.parse(key!) as SearchTerms)]]),
      lasts: ({ lasts }) => lasts,
    });
  }

  async of(terms: SearchTerms): Promise<Understanding> {
    const key = JSON.stringify(terms);
    const mark = await this.tuning.current();
    const understood = await this.kept.read(new Map([[key, mark]]));
    return understood.get(key)!.meaning;
  }

  /** What operators say has changed. */
  tuned(): void {
    this.tuning.renew();
  }
}
