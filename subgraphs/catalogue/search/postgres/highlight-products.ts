import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { sql } from '#kernel/persistence/sql.ts';
import type { Highlight } from '../../domain/ports.ts';
import { MARK_END, MARK_START, marked } from '../marked.ts';
import { type AskedSearch, Question } from './question.ts';

/** Where these products have what `asked` looks for. */
export async function highlightProducts(
  em: EntityManager,
  asked: AskedSearch,
  ids: readonly Id<'prd'>[],
): Promise<Highlight[]> {
  if (!asked.search.terms || ids.length === 0) return [];
  const question = new Question(asked);
  const source = question.source();
  const marks = `StartSel=${MARK_START}, StopSel=${MARK_END}`;
  const rows = await sql<Highlight>(
    em,
    `select p.id as "productId", ts_headline('english', p.name, terms.query, '${marks}, HighlightAll=true') as name,
       ts_headline('english', p.description, terms.query, '${marks}, MaxFragments=1, MaxWords=30, MinWords=10') as description
     from ${source} where p.id = any (${question.bind(ids)})`,
    question.values,
  );
  return rows.map(({ productId, name, description }) => ({
    productId,
    name: marked(name),
    description: marked(description),
  }));
}
