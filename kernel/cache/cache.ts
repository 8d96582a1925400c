import { Counter } from 'prom-client';
import { withoutErrand } from '../runtime/errand.ts';
import { registry } from '../telemetry/metrics.ts';

/** Where several processes keep values together, as texts. It may forget them, and be away. */
export interface SharedStore {
  /** What is kept under each key; null for what is not. Never fails. */
  read(keys: readonly string[]): Promise<readonly (string | null)[]>;
  /** Never fails. */
  write(texts: ReadonlyMap<string, string>): Promise<void>;
  close(): void;
}

/** A value as it was when it bore this mark. */
type Kept<Value> = { readonly mark: string; readonly value: Value };
type Coming<Value> = { readonly mark: string; readonly values: Promise<Map<string, Value>> };

export interface CacheOptions<Value> {
  /** In metrics, and before the keys in the store. */
  readonly name: string;
  /** So many values are kept in memory; those that were not asked for longest go first. */
  readonly most: number;
  /** Where values are looked for that this process has not. They must be what JSON can say. */
  readonly store: SharedStore | null;
  /** Reads what is kept nowhere; what it does not answer is not there. */
  readonly load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;
  /** Whether what was loaded may be answered again; all is, unless this says otherwise. */
  readonly lasts?: (value: Value) => boolean;
}

const reads = new Counter({
  name: 'comptoir_cache_reads_total',
  help: 'Values asked of a cache, by who had them: this process, one that was loading them already, the shared store, or none.',
  labelNames: ['cache', 'from'],
  registers: [registry],
});

/**
 * Keeps what is read often and changes seldom. Whoever asks says which mark a value bears now, which changes with every change of
 * it and commits with it: so a value that has changed is never answered, in whatever process it was changed, and nobody
 * needs to be told. A value that many ask for at once is loaded once.
 */
export class Cache<Value> {
  private readonly kept = new Map<string, Kept<Value>>();
  private readonly coming = new Map<string, Coming<Value>>();

  constructor(private readonly options: CacheOptions<Value>) {}

  /** The values of these keys, as they are under these marks or later. */
  async read(marks: ReadonlyMap<string, string>): Promise<Map<string, Value>> {
    const found = new Map<string, Value>();
    const waiting = new Map<string, Coming<Value>>();
    const missing = new Map<string, string>();
    for (const [key, mark] of marks) {
      const [kept, coming] = [this.kept.get(key), this.coming.get(key)];
      if (kept?.mark === mark) found.set(key, this.touched(key, kept).value);
      else if (coming?.mark === mark) waiting.set(key, coming);
      else missing.set(key, mark);
    }
    this.count('memory', found.size);
    this.count('loading', waiting.size);
    if (missing.size > 0) {
      for (const [key, coming] of this.bring(missing)) waiting.set(key, coming);
    }
    for (const [key, { values }] of waiting) {
      const value = (await values).get(key);
      if (value !== undefined) found.set(key, value);
    }
    return found;
  }

  private bring(marks: ReadonlyMap<string, string>): Map<string, Coming<Value>> {
    // Others wait for it too, whatever becomes of who came first.
    const values = withoutErrand(() => this.fetch(marks));
    const coming = new Map([...marks].map(([key, mark]) => [key, { mark, values }]));
    for (const [key, one] of coming) this.coming.set(key, one);
    const forget = () => {
      for (const [key, one] of coming) if (this.coming.get(key) === one) this.coming.delete(key);
    };
    values.then(forget, forget);
    return coming;
  }

  private async fetch(marks: ReadonlyMap<string, string>): Promise<Map<string, Value>> {
    const found = await this.shared(marks);
    this.count('store', found.size);
    const missing = [...marks.keys()].filter((key) => !found.has(key));
    if (missing.length > 0) {
      const loaded = await this.options.load(missing);
      this.count('none', missing.length);
      this.share(loaded, marks);
      for (const [key, value] of loaded) found.set(key, value);
    }
    const { lasts = () => true } = this.options;
    for (const [key, value] of found)
      if (lasts(value)) this.keep(key, { mark: marks.get(key)!, value });
    return found;
  }

  private async shared(marks: ReadonlyMap<string, string>): Promise<Map<string, Value>> {
    const { store, name } = this.options;
    const found = new Map<string, Value>();
    if (!store) return found;
    const keys = [...marks.keys()];
    const texts = await store.read(keys.map((key) => `${name}:${key}`));
    for (const [index, key] of keys.entries()) {
      const text = texts[index];
      if (text == null) continue;
      const kept = JSON.parse(text) as Kept<Value>;
      if (kept.mark === marks.get(key)) found.set(key, kept.value);
    }
    return found;
  }

  private share(values: ReadonlyMap<string, Value>, marks: ReadonlyMap<string, string>): void {
    const { store, name } = this.options;
    if (!store || values.size === 0) return;
    const texts = [...values].map(([key, value]) => {
      const kept: Kept<Value> = { mark: marks.get(key)!, value };
      return [`${name}:${key}`, JSON.stringify(kept)] as const;
    });
    void store.write(new Map(texts));
  }

  private keep(key: string, kept: Kept<Value>): void {
    this.touched(key, kept);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.options.most) return;
      this.kept.delete(oldest);
    }
  }

  /** A Map is in the order in which its keys were added. */
  private touched(key: string, kept: Kept<Value>): Kept<Value> {
    this.kept.delete(key);
    this.kept.set(key, kept);
    return kept;
  }

  private count(from: 'memory' | 'loading' | 'store' | 'none', values: number): void {
    if (values > 0) reads.inc({ cache: this.options.name, from }, values);
  }
}
