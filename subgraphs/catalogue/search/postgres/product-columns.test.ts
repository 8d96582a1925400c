import fc from 'fast-check';
import type { Id } from '#kernel/domain/id.ts';
import { sortKeyOf } from '../../domain/query-words.ts';
import { ProductColumns } from './product-columns.ts';

const product = fc.record({
  id: fc.nat().map((n): Id<'prd'> => `prd_${n}`),
  name: fc.string(),
  publishedAt: fc.nat(),
  facetValueIds: fc.array(fc.nat(), { maxLength: 9 }),
  available: fc.boolean(),
  popularity: fc.nat({ max: 2_147_483_647 }),
  minimumAge: fc.option(fc.integer({ min: 1, max: 99 })),
  forbiddenRegions: fc.array(fc.constantFrom('FR', 'US-UT'), { maxLength: 2 }),
  lowest: fc.dictionary(fc.constantFrom('EUR', 'GBP', 'JPY'), fc.nat()),
});

it('hold of each product what was put last', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 30 }), product)), (puts) => {
      const columns = new ProductColumns();
      for (const [number, put] of puts) columns.put(number, put);
      for (const [number, put] of new Map(puts)) {
        const { from, to, values } = columns.facetValueIds;
        expect({
          id: columns.ids[number],
          name: columns.names[number],
          publishedAt: columns.publishedAt[number],
          facetValueIds: [...values.subarray(from[number], to[number])],
          available: columns.available[number] === 1,
          popularity: columns.popularity[number],
          minimumAge: columns.minimumAge[number] || null,
          forbiddenRegions: columns.forbiddenRegions[number] ?? [],
          lowest: Object.fromEntries(
            ['EUR', 'GBP', 'JPY']
              .map((currency) => [currency, columns.lowestIn(currency)[number]] as const)
              .filter(([, amount]) => !Number.isNaN(amount)),
          ),
        }).toEqual({ ...put, name: sortKeyOf(put.name), lowest: { ...put.lowest } });
      }
    }),
  );
});
