import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { sql } from '#kernel/persistence/sql.ts';
import type { Language } from '../../domain/names.ts';
import type { Highlight } from '../../domain/ports.ts';
import { MARK_END, MARK_START, marked } from '../marked.ts';
import { type AskedSearch, Question } from './question.ts';

/** By what PostgreSQL stems each language. */
const STEMMED = {
  en: 'english',
  de: 'german',
  fr: 'french',
  es: 'spanish',
  it: 'italian',
} as const satisfies Record<Language, string>;

/** Where these products have what `asked` looks for, in this language or, where nothing is said in it, in English. */
export async function highlightProducts(
  em: EntityManager,
  asked: AskedSearch,
  { ids, language }: { readonly ids: readonly Id<'prd'>[]; readonly language: Language },
): Promise<Highlight[]> {
  if (!asked.search.terms || ids.length === 0) return [];
  const question = new Question(asked);
  const source = question.source();
  const [shown, said] = [question.bind(ids), question.bind(language)];
  const marks = `StartSel=${MARK_START}, StopSel=${MARK_END}`;
  const headline = (text: string, translated: string, how: string) => `
    case when p.${translated} ? ${said} then ts_headline('${STEMMED[language]}', p.${translated} ->> ${said}, terms.query, '${marks}, ${how}')
      else ts_headline('english', p.${text}, terms.query, '${marks}, ${how}') end`;
  const rows = await sql<Highlight>(
    em,
    `select p.id as "productId", ${headline('name', 'names', 'HighlightAll=true')} as name,
       ${headline('description', 'descriptions', 'MaxFragments=1, MaxWords=30, MinWords=10')} as description
     from ${source} where p.id = any (${shown}) order by array_position(${shown}::text[], p.id)`,
    question.values,
  );
  return rows.map(({ productId, name, description }) => ({
    productId,
    name: marked(name),
    description: marked(description),
  }));
}
