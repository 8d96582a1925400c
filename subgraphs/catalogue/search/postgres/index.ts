import type { Runtime } from '#kernel/runtime/context.ts';
import type { Findings, ProductSearch, SearchPage, Suggestion, Typed } from '../../domain/ports.ts';
import type { Search } from '../../domain/search.ts';
import type { Understandings } from '../understandings.ts';
import { highlightProducts } from './highlight-products.ts';
import type { KeptTally } from './kept-tally.ts';
import { matchWords } from './match-words.ts';
import { suggest } from './suggest.ts';

/** Searches the catalogue's own tables: always there, and never older than what was written last. */
export class PostgresSearch implements ProductSearch {
  constructor(
    private readonly rt: Pick<Runtime, 'orm'> & {
      readonly tally: KeptTally;
      readonly understandings: Understandings;
    },
  ) {}

  async prepare(): Promise<void> {
    await this.rt.tally.current();
  }

  async find(search: Search, page: SearchPage): Promise<Findings> {
    const em = () => this.rt.orm.em.fork();
    const meaning = search.terms && (await this.rt.understandings.of(search.terms));
    const asked = { search, meaning };
    const matches = await matchWords(em(), asked);
    const seen = (await this.rt.tally.current()).look(search, matches);
    const places = seen.page(page);
    return {
      places,
      didYouMean: meaning?.didYouMean ?? null,
      count: async () => seen.count(),
      highlight: (ids, language) => highlightProducts(em(), asked, { ids, language }),
    };
  }

  suggest(typed: Typed): Promise<Suggestion[]> {
    return suggest(this.rt.orm.em.fork(), typed);
  }
}
