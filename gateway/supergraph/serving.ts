import type { Logger } from 'pino';
import type { Execution, ExecutionStatistics } from '../execution/execution.ts';
import { Supergraph } from '../execution/supergraph.ts';
import type { ResilientSubgraph } from '../subgraphs/resilient-subgraph.ts';
import type { Watched } from '../watched-file.ts';

/** One supergraph as it is served. Whoever has begun with it ends with it, whatever is served next. */
export interface Served {
  readonly execution: Execution;
  /** The ways to its subgraphs, by their names. */
  readonly connections: Readonly<Record<string, ResilientSubgraph>>;
}

export interface ServingOptions {
  readonly source: Watched;
  readonly logger: Logger;
  /** The way to a subgraph, which may be where the supergraph says. Undefined: nobody serves it. */
  connect(name: string, url: string): ResilientSubgraph | undefined;
  execution(supergraph: Supergraph, connections: Served['connections']): Execution;
}

type Listener = (served: Served) => void;

/**
 * What is served now. When its source has changed, the next supergraph is made ready completely and then takes the
 * place of the one before in one step; one that cannot be served changes nothing.
 */
export class Serving {
  private readonly connections = new Map<string, ResilientSubgraph>();
  private readonly listeners: Listener[] = [];
  private unwatch = () => {};
  private past = { hits: 0, misses: 0, planningMs: 0 };
  private reloading: Promise<void> = Promise.resolve();
  /** The last text that was looked at, whether it could be served or not. */
  private seen = '';
  private served: Served | undefined;

  private constructor(private readonly options: ServingOptions) {}

  /** @throws {Error} for a supergraph that cannot be served */
  static async start(options: ServingOptions): Promise<Serving> {
    const serving = new Serving(options);
    serving.served = await serving.load(await serving.read());
    serving.unwatch = options.source.watch(() => void serving.reload());
    // It may have changed before it was watched.
    void serving.reload();
    return serving;
  }

  get now(): Served {
    if (!this.served) throw new Error('Nothing is served yet.');
    return this.served;
  }

  /** Of all that was served since the start; the size is of now. */
  get statistics(): ExecutionStatistics {
    const { size, hits, misses, planningMs } = this.now.execution.statistics;
    return {
      size,
      hits: this.past.hits + hits,
      misses: this.past.misses + misses,
      planningMs: this.past.planningMs + planningMs,
    };
  }

  onReplaced(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Looks at the source again, after what is under way. */
  reload(): Promise<void> {
    this.reloading = this.reloading.then(() => this.replace());
    return this.reloading;
  }

  stop(): void {
    this.unwatch();
  }

  private async replace(): Promise<void> {
    const { logger } = this.options;
    try {
      const before = this.seen;
      const sdl = await this.read();
      if (sdl === before) return;
      const next = await this.load(sdl);
      await next.execution.foresee(this.now.execution.latest);
      this.past = this.statistics;
      this.served = next;
      for (const listener of this.listeners) listener(next);
      logger.info({ subgraphs: Object.keys(next.connections) }, 'another supergraph is served');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      logger.error({ why }, 'the supergraph cannot be served, so the one before stays');
    }
  }

  private async read(): Promise<string> {
    this.seen = await this.options.source.read();
    return this.seen;
  }

  private async load(sdl: string): Promise<Served> {
    const { logger, execution } = this.options;
    const supergraph = await Supergraph.load(sdl, logger);
    const connections = Object.fromEntries(
      [...supergraph.urls].map(([name, url]) => [name, this.connection(name, url)]),
    );
    return { execution: execution(supergraph, connections), connections };
  }

  /** The same as before for a subgraph that has not moved. */
  private connection(name: string, url: string): ResilientSubgraph {
    const key = `${name} ${url}`;
    const connection = this.connections.get(key) ?? this.options.connect(name, url);
    if (!connection)
      throw new Error(`The supergraph names the subgraph ${name}, which nobody serves.`);
    this.connections.set(key, connection);
    return connection;
  }
}
