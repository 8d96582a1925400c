import { NativeQueryBuilder, PostgreSqlConnection, PostgreSqlDriver } from '@mikro-orm/postgresql';
import { JsonProperty, Utils, isRaw } from '@mikro-orm/core';
import { CompiledQuery, type ControlledTransaction } from 'kysely';

/** A statement as PostgreSQL takes it: `$1` in the text, the value beside it. */
export interface Parameterized {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * The object mapper writes values into the text of its statements. Here they stay beside it: what people typed never
 * is SQL, statements that differ in nothing else are prepared once, and neither a log nor a trace shows them.
 */
class ParameterConnection extends PostgreSqlConnection {
  override execute: PostgreSqlConnection['execute'] = async (
    query,
    params,
    method,
    ctx,
    context,
  ) => {
    const asked = parameterized(query, params ?? []);
    if (!asked) return super.execute(query, params, method, ctx, context);
    await this.ensureConnection();
    const compiled = CompiledQuery.raw(asked.text, [...asked.values]);
    const client = (ctx as ControlledTransaction<unknown> | undefined) ?? this.getClient<unknown>();
    return this.executeQuery(asked.text, async () =>
      this.transformRawResult(await client.executeQuery(compiled), method ?? 'all'),
    );
  };
}

export class ParameterDriver extends PostgreSqlDriver {
  protected override readonly connection = new ParameterConnection(this.config);
}

type Asked = Parameters<PostgreSqlConnection['execute']>;

/** Null for what only the mapper can write: identifiers and SQL among the values. */
export function parameterized(query: Asked[0], given: NonNullable<Asked[1]>): Parameterized | null {
  const raw = query instanceof NativeQueryBuilder ? query.toRaw() : query;
  const [sql, params] = isRaw(raw) ? [raw.sql, raw.params] : [raw, given];
  if (typeof sql !== 'string' || !Array.isArray(params)) return null;
  const values: unknown[] = [];
  const counts: number[] = [];
  for (const param of params) {
    const items = Array.isArray(param) && !isJson(param) ? param.flat(Infinity) : [param];
    if (items.length === 0 || items.some((item) => isRaw(item))) return null;
    counts.push(items.length);
    for (const item of items) values.push(valueOf(item));
  }
  const text = counts.length === values.length ? numbered(sql, counts) : withPlaces(sql, counts);
  return text === null ? null : { text, values };
}

const MOST_KNOWN = 2000;
const known = new Map<string, { readonly text: string | null; readonly places: number }>();

/** The mapper asks in the same few texts again and again; whatever looks statements up finds the same string fastest. */
function numbered(sql: string, counts: readonly number[]): string | null {
  const before = known.get(sql);
  if (before?.places === counts.length) return before.text;
  const text = withPlaces(sql, counts);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(sql, { text, places: counts.length });
  return text;
}

/** @param counts how many values take the place of each `?` */
function withPlaces(sql: string, counts: readonly number[]): string | null {
  const parts = sql.split('?');
  if (/\?\?|\\\?/.test(sql) || parts.length !== counts.length + 1) return null;
  let place = 0;
  const places = counts.map((count) =>
    Array.from({ length: count }, () => `$${(place += 1)}`).join(', '),
  );
  return parts.map((part, index) => part + (places[index] ?? '')).join('');
}

/** The mapper marks what goes into a column of JSON. */
const isJson = (value: unknown): boolean =>
  Utils.isPlainObject(value) ||
  (typeof value === 'object' &&
    value !== null &&
    (value as Record<symbol, unknown>)[JsonProperty] === true);

const valueOf = (item: unknown): unknown => {
  if (typeof item === 'bigint') return item.toString();
  return isJson(item) ? JSON.stringify(item) : item;
};
