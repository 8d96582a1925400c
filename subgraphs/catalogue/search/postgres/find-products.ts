import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import type { FoundProduct, SearchPage } from '../../domain/ports.ts';
import type { SearchSort } from '../../domain/search.ts';
import { PRODUCT_COLUMNS, type ProductRow, productOf } from '../../persistence/products.ts';
import { Question, where } from './question.ts';
import type { AskedSearch } from './question.ts';

/** How each order compares: `key` is the value in words for a cursor, `bound` the value that a cursor's words mean. */
const ORDERS: Readonly<
  Record<SearchSort, { key: string; descends: boolean; bound: (key: string) => string }>
> = {
  RELEVANCE: { key: 'sorted::text', descends: true, bound: (key) => `${key}::numeric` },
  NAME: { key: 'sorted', descends: false, bound: (key) => `${key}::text` },
  PRICE_ASC: { key: 'sorted::text', descends: false, bound: (key) => `${key}::bigint` },
  PRICE_DESC: { key: 'sorted::text', descends: true, bound: (key) => `${key}::bigint` },
  NEWEST: {
    key: '(extract(epoch from sorted) * 1000)::bigint::text',
    descends: true,
    bound: (key) => `timestamptz 'epoch' + ${key}::bigint * interval '1 millisecond'`,
  },
};

function valueOf(sort: SearchSort, question: Question): string {
  switch (sort) {
    case 'RELEVANCE':
      return question.score();
    case 'NAME':
      return 'p.name';
    // Products without a price in this currency come last, whichever way one sorts.
    case 'PRICE_ASC':
      return 'coalesce(r.lowest_minor, 999999999999999999)';
    case 'PRICE_DESC':
      return 'coalesce(r.lowest_minor, -1)';
    case 'NEWEST':
      return 'p.published_at';
  }
}

/** One page of what `asked` finds, in its order. */
export async function findProducts(
  em: EntityManager,
  asked: AskedSearch,
  page: SearchPage,
): Promise<FoundProduct[]> {
  const question = new Question(asked);
  const { key, descends, bound } = ORDERS[asked.search.sort];
  const value = valueOf(asked.search.sort, question);
  const direction = descends ? 'desc' : 'asc';
  const conditions = [
    ...question.conditions(),
    ...question.filters().map(({ condition }) => condition),
  ];
  if (page.after) {
    const from = `(${bound(question.bind(page.after.key))}, ${question.bind(page.after.id)})`;
    conditions.push(`(${value}, p.id) ${descends ? '<' : '>'} ${from}`);
  }
  const rows = await sql<ProductRow & { key: string }>(
    em,
    `with page as (
       select p.id, ${value} as sorted from ${question.source()} ${where(conditions)}
       order by 2 ${direction}, 1 ${direction} limit ${question.bind(page.limit)})
     select ${PRODUCT_COLUMNS}, ${key} as key from page join catalogue.products p using (id)
     order by sorted ${direction}, p.id ${direction}`,
    question.values,
  );
  return rows.map(({ key: last, ...row }) => ({
    ...productOf(row),
    position: { key: last, id: row.id },
  }));
}
