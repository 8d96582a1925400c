import DataLoader from 'dataloader';
import type { GraphRequest } from './request.ts';

/**
 * Reads many rows by id with one call of `fetch`, however many fields ask for one: a DataLoader per request. A row that
 * `fetch` does not answer is null.
 */
export function batched<Key extends string, Value>(
  fetch: (keys: readonly Key[], request: GraphRequest) => Promise<ReadonlyMap<Key, Value>>,
): (request: GraphRequest, key: Key) => Promise<Value | null> {
  const loaders = new WeakMap<GraphRequest, DataLoader<Key, Value | null>>();
  return (request, key) => {
    let loader = loaders.get(request);
    if (!loader) {
      loader = new DataLoader(async (keys) => {
        const found = await fetch(keys, request);
        return keys.map((wanted) => found.get(wanted) ?? null);
      });
      loaders.set(request, loader);
    }
    return loader.load(key);
  };
}
