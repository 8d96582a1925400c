import type { Logger } from 'pino';
import type { Findings, ProductSearch, SearchPage, Suggestion } from '../domain/ports.ts';
import type { Search } from '../domain/search.ts';

/** How long an engine that failed is left alone. */
const PAUSE_MS = 5_000;

/**
 * Asks `first`, and `second` for whatever that cannot answer. After a failure `first` is left alone for a while, so that
 * nobody waits for an engine that is down; the next search after that tries it again.
 */
export class SearchWithFallback implements ProductSearch {
  private pausedUntil = 0;

  constructor(
    private readonly first: ProductSearch,
    private readonly second: ProductSearch,
    private readonly options: { readonly logger: Pick<Logger, 'warn'>; readonly now: () => Date },
  ) {}

  find(search: Search, page: SearchPage): Promise<Findings> {
    return this.ask(async (engine) => {
      const findings = await engine.find(search, page);
      if (engine === this.second) return findings;
      return {
        ...findings,
        count: () =>
          this.orElse(
            () => findings.count(),
            async () => (await this.second.find(search, page)).count(),
          ),
      };
    });
  }

  suggest(beginning: string, limit: number): Promise<Suggestion[]> {
    return this.ask((engine) => engine.suggest(beginning, limit));
  }

  private ask<T>(question: (engine: ProductSearch) => Promise<T>): Promise<T> {
    return this.orElse(
      () => question(this.first),
      () => question(this.second),
    );
  }

  private async orElse<T>(first: () => Promise<T>, second: () => Promise<T>): Promise<T> {
    const now = this.options.now().getTime();
    if (now < this.pausedUntil) return second();
    try {
      return await first();
    } catch (error) {
      this.pausedUntil = now + PAUSE_MS;
      this.options.logger.warn({ err: error }, 'search falls back to PostgreSQL');
      return second();
    }
  }
}
