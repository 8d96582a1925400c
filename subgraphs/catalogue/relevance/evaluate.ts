import { type Judgement, type Language, gradeOf, judgements } from './judgements.ts';
import { ndcg } from './ndcg.ts';
import type { JudgedProduct } from './rules.ts';

/** What is judged: something that finds products by words. */
export interface SearchEngine {
  readonly name: string;
  /** The slugs of the first ten products, the best one first. */
  search(query: string, language: Language): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface Verdict {
  readonly judgement: Judgement;
  readonly ndcg: number;
}

/** Asks `engine` every query, one after the other. */
export async function evaluate(
  engine: SearchEngine,
  products: readonly JudgedProduct[],
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const judgement of judgements) {
    const grades = new Map(products.map((product) => [product.slug, gradeOf(judgement, product)]));
    const found = await engine.search(judgement.query, judgement.language);
    const gradesFound = found.map((slug) => grades.get(slug) ?? 0);
    verdicts.push({ judgement, ndcg: ndcg(gradesFound, [...grades.values()]) });
  }
  return verdicts;
}
