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
  if (typeof sql !== 'string' || !Array.isArray(params) || /\?\?|\\\?/.test(sql)) return null;
  const parts = sql.split('?');
  if (parts.length !== params.length + 1) return null;
  const values: unknown[] = [];
  let text = parts[0] ?? '';
  for (const [index, param] of params.entries()) {
    const items = Array.isArray(param) && !isJson(param) ? param.flat(Infinity) : [param];
    if (items.length === 0 || items.some((item) => isRaw(item))) return null;
    const places = items.map((item) => `$${values.push(valueOf(item))}`);
    text += places.join(', ') + (parts[index + 1] ?? '');
  }
  return { text, values };
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
