import type { Logger } from 'pino';
import type {
  Findings,
  OnFallback,
  ProductSearch,
  SearchPage,
  Suggestion,
} from '../domain/ports.ts';
import type { Search } from '../domain/search.ts';
import { countFallback } from './metrics.ts';

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

  /** An engine that is down keeps nobody from starting. */
  async prepare(): Promise<void> {
    await this.second.prepare();
  }

  find(search: Search, page: SearchPage, onFallback?: OnFallback): Promise<Findings> {
    return this.ask(async (engine) => {
      const findings = await engine.find(search, page);
      if (engine === this.second) return findings;
      const counted = async () => (await this.second.find(search, page)).count();
      return { ...findings, count: () => this.orElse(() => findings.count(), counted, onFallback) };
    }, onFallback);
  }

  suggest(beginning: string, limit: number, onFallback?: OnFallback): Promise<Suggestion[]> {
    return this.ask((engine) => engine.suggest(beginning, limit), onFallback);
  }

  private ask<T>(
    question: (engine: ProductSearch) => Promise<T>,
    onFallback?: OnFallback,
  ): Promise<T> {
    return this.orElse(
      () => question(this.first),
      () => question(this.second),
      onFallback,
    );
  }

  private async orElse<T>(
    first: () => Promise<T>,
    second: () => Promise<T>,
    onFallback?: OnFallback,
  ): Promise<T> {
    const now = this.options.now().getTime();
    if (now >= this.pausedUntil) {
      try {
        return await first();
      } catch (error) {
        this.pausedUntil = now + PAUSE_MS;
        this.options.logger.warn({ err: error }, 'search falls back to PostgreSQL');
      }
    }
    countFallback();
    onFallback?.();
    return second();
  }
}
