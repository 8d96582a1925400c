import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import { type AskedSearch, Question } from './question.ts';
import type { Matches } from './tally.ts';

/** All products that have what the words of `asked` mean; null if it has no words. */
export async function matchWords(em: EntityManager, asked: AskedSearch): Promise<Matches | null> {
  if (!asked.meaning) return null;
  const question = new Question(asked);
  const source = question.source();
  const isRanked = asked.search.sort === 'RELEVANCE';
  const [matches] = await sql<Matches>(
    em,
    `select coalesce(json_agg(number), '[]') as numbers, ${isRanked ? 'json_agg(score)' : 'null'} as scores
     from (select p.number ${isRanked ? `, ${question.score()} as score` : ''}
       from ${source} where p.status = 'PUBLISHED' and ${question.matches()}) found`,
    question.values,
  );
  return matches!;
}
