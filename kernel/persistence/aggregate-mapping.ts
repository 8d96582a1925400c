import { p } from '@mikro-orm/core';

/** The columns every aggregate has: its id, and the version that both orders its events and detects lost updates. */
export const aggregateProperties = <Prefix extends string>() => ({
  id: p.string().$type<`${Prefix}_${string}`>().primary(),
  version: p.integer().concurrencyCheck(),
});
