import fc from 'fast-check';
import { newId } from '../domain/id.ts';
import {
  type CursorPart,
  decodeCursor,
  encodeCursor,
  idOf,
  instant,
  logPosition,
  text,
  wholeNumber,
} from './cursor.ts';

const REFUSED = 'not a cursor of this list';

it('comes back as the parts that it was made of, and may stand in a URL', () => {
  fc.assert(
    fc.property(fc.string(), fc.maxSafeInteger(), (name, place) => {
      const cursor = encodeCursor(name, place);
      expect(cursor).toMatch(/^[\w-]*$/);
      expect(decodeCursor(cursor, text, wholeNumber)).toEqual([name, place]);
    }),
  );
});

it('is refused when it is of another list', () => {
  const cursor = encodeCursor('a', 1);
  expect(() => decodeCursor(cursor, text)).toThrow(REFUSED);
  expect(() => decodeCursor(cursor, text, wholeNumber, text)).toThrow(REFUSED);
  expect(() => decodeCursor(cursor, text, text)).toThrow(REFUSED);
});

it('is refused rather than followed when it is any text', () => {
  fc.assert(
    fc.property(fc.string(), (anything) => {
      expect(() => decodeCursor(anything, text, text)).toThrow(REFUSED);
    }),
  );
});

const PARTS: [string, CursorPart<unknown>, unknown, unknown[]][] = [
  ['text', text, '', [null, 1, {}]],
  ['a whole number', wholeNumber, -3, [1.5, '1', null, 1e300]],
  ['a position', logPosition, '12', ['-1', '1 or 1=1', 12, '1'.repeat(19)]],
  ['a time', instant, new Date(0).toISOString(), ['1970', '1970-13-01T00:00:00.000Z', 0]],
  ['an id', idOf('pay'), newId('pay'), [newId('ord'), 'pay_1', null]],
];

it.each(PARTS)('takes %s for what it is', (_name, part, right, wrong) => {
  expect(part(right)).toBe(true);
  expect(wrong.filter((value) => part(value))).toEqual([]);
});
