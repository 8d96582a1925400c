import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { InvalidId, isId, newId, parseId, stableId } from './id.ts';

const prefix = fc.stringMatching(/^[a-z]{1,10}$/);

it('is told by its prefix, and comes back from text as it was', () => {
  fc.assert(
    fc.property(prefix, (kind) => {
      const id = newId(kind);
      expect(id).toMatch(new RegExp(`^${kind}_[0-7][0-9a-z]{25}$`));
      expect(parseId(kind, id)).toBe(id);
    }),
  );
});

it('is not an id of another kind', () => {
  const id = newId('pay');
  expect(isId('ord', id)).toBe(false);
  expect(isId('pa', id)).toBe(false);
  expect(() => parseId('ord', id)).toThrow(InvalidId);
});

it.each([
  '',
  'pay',
  'pay_',
  'pay_1',
  'pay_01h455vb4pex5vsknk084sn02',
  'pay_01h455vb4pex5vsknk084sn02qq',
  // More than 128 bits, a letter that base 32 leaves out, and a capital one.
  'pay_81h455vb4pex5vsknk084sn02q',
  'pay_01h455vb4pex5vsknk084sn02u',
  'pay_01H455VB4PEX5VSKNK084SN02Q',
  'PAY_01h455vb4pex5vsknk084sn02q',
  ' pay_01h455vb4pex5vsknk084sn02q',
  'pay-01h455vb4pex5vsknk084sn02q',
])('refuses %p', (nonsense) => {
  expect(isId('pay', nonsense)).toBe(false);
  expect(() => parseId('pay', nonsense)).toThrow(InvalidId);
});

it('refuses any text that is none', () => {
  fc.assert(fc.property(fc.string(), (text) => expect(isId('pay', text)).toBe(false)));
  fc.assert(
    fc.property(fc.string({ minLength: 26, maxLength: 26 }), (text) => {
      expect(isId('pay', `pay_${text}`)).toBe(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text));
    }),
  );
});

it('says in its refusal which kind was expected, and not what was given', () => {
  const refusal = new InvalidId('pay');
  expect(refusal).toMatchObject({ name: 'InvalidId', code: 'INVALID_ID', expectedPrefix: 'pay' });
});

it('sorts by when it was made', async () => {
  const made: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    made.push(newId('ord'));
    await sleep(2);
  }
  expect(made.toSorted()).toEqual(made);
});

it('never comes twice', () => {
  const many = Array.from({ length: 10_000 }, () => newId('ord'));
  expect(new Set(many).size).toBe(many.length);
});

describe('a stable id', () => {
  it('is valid, and the same for the same name', () => {
    fc.assert(
      fc.property(prefix, fc.string(), (kind, name) => {
        expect(isId(kind, stableId(kind, name))).toBe(true);
        expect(stableId(kind, name)).toBe(stableId(kind, name));
      }),
    );
  });

  it('is the one it was in the first release, for databases are seeded with it', () => {
    expect(stableId('mer', 'winery')).toBe('mer_5d25dwqjwrh60rxdpxs3jca6d0');
  });

  it('is another for another name or kind', () => {
    const ids = [stableId('mer', 'a'), stableId('mer', 'b'), stableId('prd', 'a')].map((id) =>
      id.slice(4),
    );
    expect(new Set(ids).size).toBe(3);
  });
});
