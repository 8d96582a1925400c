import { InvalidProduct, ProductNotReady } from './errors.ts';
import { type Fault, lineFaults, madeSound, requireSound, saidOnce } from './faults.ts';

const pathsOf = (faults: readonly { readonly path: string }[]) => faults.map(({ path }) => path);

describe('what is said by name', () => {
  const say = (...names: string[]) => {
    const faults: Fault[] = [];
    const said = saidOnce(
      'names',
      names.map((name) => [name, name.toUpperCase()]),
      faults,
    );
    return { said, faults: pathsOf(faults) };
  };

  it('is one thing for each name', () => {
    expect(say('de', 'fr')).toEqual({ said: { de: 'DE', fr: 'FR' }, faults: [] });
  });

  it('is at fault with each name that stands there again, once', () => {
    expect(say('de', 'fr', 'de', 'it', 'fr', 'de').faults).toEqual(['names.de', 'names.fr']);
  });
});

describe('how a thing is said', () => {
  const slip = { path: 'names.de', message: 'This is said twice.' };
  const fault = { path: 'name', message: 'A line of 1 to 100 characters.' };

  it('is at fault along with the thing', () => {
    const make = () => requireSound('', [fault], InvalidProduct);
    expect(() => madeSound([slip], InvalidProduct, make)).toThrow(
      expect.objectContaining({ faults: [slip, fault] }),
    );
  });

  it('alone is enough to refuse it', () => {
    expect(() => madeSound([slip], InvalidProduct, () => 'tea')).toThrow(
      expect.objectContaining({ faults: [slip] }),
    );
    expect(madeSound([], InvalidProduct, () => 'tea')).toBe('tea');
  });

  it('does not hide another refusal', () => {
    const make = () => {
      throw new ProductNotReady();
    };
    expect(() => madeSound([slip], InvalidProduct, make)).toThrow(ProductNotReady);
  });
});

describe('a line', () => {
  it('is said in English, and in the languages that there are', () => {
    expect(lineFaults(['name', 'Tea'], ['names', { de: 'Tee', it: 'Tè' }])).toEqual([]);
    expect(pathsOf(lineFaults(['label', 'Tea'], ['labels', { nl: 'Thee' }]))).toEqual([
      'labels.nl',
    ]);
  });

  it.each(['', ' ', 'T'.repeat(101), 'one\ntwo', 'bell\u0007'])('is refused: %j', (wrong) => {
    expect(pathsOf(lineFaults(['name', wrong], ['names', { de: wrong }]))).toEqual([
      'name',
      'names.de',
    ]);
  });
});

it('refuses what is wrong, and answers the rest', () => {
  expect(requireSound('tea', [], InvalidProduct)).toBe('tea');
  const faults = [{ path: 'name', message: 'A line of 1 to 100 characters.' }];
  expect(() => requireSound('tea', faults, InvalidProduct)).toThrow(new InvalidProduct(faults));
});
