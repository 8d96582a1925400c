import { generateCatalogue } from '../seed/index.ts';
import { KINDS, LANGUAGES, gradeOf, judgements } from './judgements.ts';
import { judgedProducts } from './rules.ts';

const products = judgedProducts(generateCatalogue());

describe('the judgements', () => {
  it.each(judgements)('know what is best for “$query”, which is not everything', (judgement) => {
    const best = products.filter((product) => gradeOf(judgement, product) === 3);
    expect(best.length).toBeGreaterThan(0);
    expect(best.length).toBeLessThan(products.length / 10);
  });

  it('ask nothing twice', () => {
    const queries = judgements.map(({ query }) => query.toLowerCase());
    expect(new Set(queries).size).toBe(queries.length);
  });

  it('hold a third out of every kind and language', () => {
    for (const kind of KINDS) {
      for (const language of LANGUAGES) {
        const some = judgements.filter((one) => one.kind === kind && one.language === language);
        const heldOut = some.filter((one) => one.heldOut);
        expect([kind, language, heldOut.length]).toEqual([
          kind,
          language,
          Math.floor(some.length / 3),
        ]);
      }
    }
  });

  it('are of every kind, and in every language', () => {
    expect(new Set(judgements.map(({ kind }) => kind))).toEqual(new Set(KINDS));
    expect(new Set(judgements.map(({ language }) => language))).toEqual(new Set(LANGUAGES));
  });
});
