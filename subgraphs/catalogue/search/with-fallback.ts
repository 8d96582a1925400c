import type { Logger } from 'pino';
import type {
  Findings,
  OnFallback,
  ProductSearch,
  SearchPage,
  Suggestion,
  Typed,
} from '../domain/ports.ts';
import { type Search, parseSearch } from '../domain/search.ts';
import { withoutErrand } from '#kernel/runtime/errand.ts';
import { countFallback } from './metrics.ts';

/** How long an engine that failed is left alone. */
const PAUSE_MS = 5_000;

/** Every engine has an answer to it, and asks nobody else. */
const PROBE = parseSearch({ currency: 'EUR' });

/**
 * Asks `first`, and `second` for whatever that cannot answer. After a failure all ask `second`, so that nobody waits for an
 * engine that is down, and now and then `first` is probed, for which nobody waits either. Once it answers, all ask it again.
 */
export class SearchWithFallback implements ProductSearch {
  /** When to probe `first`; null while it answers. */
  private probeAt: number | null = null;

  constructor(
    private readonly first: ProductSearch,
    private readonly second: ProductSearch,
    private readonly options: {
      readonly logger: Pick<Logger, 'info' | 'warn'>;
      readonly now: () => Date;
      /** Whether `first` answers others although it failed one: it refused what that asked for. */
      readonly isRefusal: (error: unknown) => boolean;
    },
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

  suggest(typed: Typed, onFallback?: OnFallback): Promise<Suggestion[]> {
    return this.ask((engine) => engine.suggest(typed), onFallback);
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
    if (this.probeAt === null) {
      try {
        return await first();
      } catch (error) {
        if (this.options.isRefusal(error))
          this.options.logger.warn({ err: error }, 'PostgreSQL answers what was refused');
        else this.leaveAlone(error);
      }
    } else if (this.time() >= this.probeAt) this.probe();
    countFallback();
    onFallback?.();
    return second();
  }

  private probe(): void {
    this.probeAt = Infinity;
    void withoutErrand(() => this.first.find(PROBE, { limit: 1, after: null })).then(
      () => {
        this.probeAt = null;
        this.options.logger.info('search no longer falls back to PostgreSQL');
      },
      (error: unknown) => this.leaveAlone(error),
    );
  }

  private leaveAlone(error: unknown): void {
    this.probeAt = this.time() + PAUSE_MS;
    this.options.logger.warn({ err: error }, 'search falls back to PostgreSQL');
  }

  private time(): number {
    return this.options.now().getTime();
  }
}
