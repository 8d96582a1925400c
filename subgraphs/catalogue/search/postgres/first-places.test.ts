import fc from 'fast-check';
import type { Id } from '#kernel/domain/id.ts';
import { FirstPlaces, type Place } from './first-places.ts';

const place = fc.record({
  value: fc.integer({ min: 0, max: 5 }),
  id: fc.integer({ min: 0, max: 200 }).map((n): Id<'prd'> => `prd_${String(n).padStart(3, '0')}`),
});
const places = fc.uniqueArray(place, { selector: ({ id }) => id, maxLength: 60 });

it('are those that sorting everything would put first, behind where the last page ended', () => {
  fc.assert(
    fc.property(
      places,
      fc.boolean(),
      fc.option(place),
      fc.integer({ min: 1, max: 12 }),
      (offered, descends, after, limit) => {
        const first = new FirstPlaces(limit, { descends, after });
        for (const { value, id } of offered) if (first.hasRoomFor(value, id)) first.take(value, id);
        const compare = (a: Place, b: Place) =>
          (a.value < b.value || (a.value === b.value && a.id < b.id) ? -1 : 1) *
          (descends ? -1 : 1);
        const behind = offered.filter(
          (one) =>
            !after ||
            ((one.value !== after.value || one.id !== after.id) && compare(one, after) > 0),
        );
        expect(first.kept).toEqual(behind.toSorted(compare).slice(0, limit));
      },
    ),
  );
});
