import { InvalidProduct } from './errors.ts';
import { lineFaults, requireSound, saidOnce } from './faults.ts';

const pathsOf = (faults: readonly { readonly path: string }[]) => faults.map(({ path }) => path);

describe('what is said by name', () => {
  it('is one thing for each name', () => {
    const said = [
      ['de', 'Tee'],
      ['fr', 'Thé'],
    ] as const;
    expect(saidOnce('names', said, InvalidProduct)).toEqual({ de: 'Tee', fr: 'Thé' });
  });

  it('is refused with each name that stands there again, once', () => {
    const said = ['de', 'fr', 'de', 'it', 'fr', 'de'].map((name) => [name, name] as const);
    let faults: readonly { readonly path: string }[] = [];
    try {
      saidOnce('names', said, InvalidProduct);
    } catch (error) {
      if (error instanceof InvalidProduct) ({ faults } = error);
    }
    expect(pathsOf(faults)).toEqual(['names.de', 'names.fr']);
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
