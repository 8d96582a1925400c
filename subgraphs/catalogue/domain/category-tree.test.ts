import fc from 'fast-check';
import type { Id } from '#kernel/domain/id.ts';
import { type CategoryNode, type Tree, moved, newCategory, renamed } from './category-tree.ts';
import { CategoryNotFound, CategorySlugTaken, InvalidCategory } from './errors.ts';

/** Of paths in order: `a`, `a/b`. An id is made of the slug. */
function treeOf(...paths: readonly string[]): CategoryNode[] {
  const seen = new Map<string, number>();
  return paths.map((path) => {
    const slugs = path.split('/');
    const slug = slugs.at(-1) ?? '';
    const above = slugs.at(-2);
    const position = seen.get(above ?? '') ?? 0;
    seen.set(above ?? '', position + 1);
    const parentId = above === undefined ? null : idOf(above);
    return { id: idOf(slug), slug, name: slug, names: {}, parentId, path, position, version: 0 };
  });
}

const idOf = (slug: string): Id<'cat'> => `cat_${slug}`;
const names = { name: 'Teapots', names: { de: 'Teekannen' } };
const after = (tree: Tree, changed: Tree): Tree =>
  tree.map((node) => changed.find(({ id }) => id === node.id) ?? node);

/** Each path, in the order of the tree. */
const pathsOf = (tree: Tree, parentId: Id<'cat'> | null = null): string[] =>
  tree
    .filter((node) => node.parentId === parentId)
    .toSorted((a, b) => a.position - b.position)
    .flatMap((node) => [node.path, ...pathsOf(tree, node.id)]);

describe('a new category', () => {
  it('is the last one under its parent', () => {
    const tree = treeOf('home', 'home/cups', 'food');
    const made = newCategory(tree, { ...names, slug: 'teapots', parentId: idOf('home') });
    expect(made).toMatchObject({ path: 'home/teapots', position: 1, ...names });
    expect(newCategory(tree, { ...names, slug: 'toys', parentId: null }).position).toBe(2);
  });

  it('has a slug of its own, a name, and a parent that there is', () => {
    const tree = treeOf('home');
    const make = (more: object) => () =>
      newCategory(tree, { ...names, slug: 'teapots', parentId: null, ...more });
    expect(make({ slug: 'home' })).toThrow(CategorySlugTaken);
    expect(make({ parentId: idOf('nowhere') })).toThrow(CategoryNotFound);
    for (const wrong of [{ slug: 'Tea Pots' }, { name: ' ' }, { names: { xx: 'Pots' } }])
      expect(make(wrong)).toThrow(InvalidCategory);
  });
});

describe('a category that is renamed', () => {
  it('stays where it is', () => {
    const tree = treeOf('home', 'home/cups');
    expect(renamed(tree, idOf('cups'), names)).toEqual({ ...tree[1], ...names });
    expect(() => renamed(tree, idOf('nowhere'), names)).toThrow(CategoryNotFound);
  });
});

describe('a category that is moved', () => {
  const tree = treeOf('home', 'home/cups', 'home/cups/mugs', 'home/pots', 'food', 'food/tea');

  it('takes along what is below it', () => {
    const changed = moved(tree, idOf('cups'), { parentId: idOf('food'), position: 0 });
    expect(pathsOf(after(tree, changed))).toEqual([
      'home',
      'home/pots',
      'food',
      'food/cups',
      'food/cups/mugs',
      'food/tea',
    ]);
  });

  it('changes places with those beside it', () => {
    const changed = moved(tree, idOf('food'), { parentId: null, position: 0 });
    expect(pathsOf(after(tree, changed))[0]).toBe('food');
    expect(moved(tree, idOf('food'), { parentId: null, position: 99 })).toEqual([]);
  });

  it('is not put below itself, nor too deep', () => {
    expect(() => moved(tree, idOf('home'), { parentId: idOf('mugs'), position: 0 })).toThrow(
      InvalidCategory,
    );
    const deep = treeOf(
      'a',
      'a/b',
      'a/b/c',
      'a/b/c/d',
      'a/b/c/d/e',
      'a/b/c/d/e/f',
      'x',
      'x/y',
      'x/y/z',
    );
    expect(() => moved(deep, idOf('x'), { parentId: idOf('f'), position: 0 })).toThrow(
      InvalidCategory,
    );
  });

  it('leaves a tree in which every path is its parent’s and its own slug', () => {
    const slugs = tree.map(({ slug }) => slug);
    const move = fc.record({
      id: fc.constantFrom(...slugs),
      parent: fc.option(fc.constantFrom(...slugs)),
      position: fc.nat(4),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 10 }), (moves) => {
        let now: Tree = tree;
        for (const { id, parent, position } of moves) {
          const parentId = parent === null ? null : idOf(parent);
          try {
            now = after(now, moved(now, idOf(id), { parentId, position }));
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidCategory);
          }
        }
        for (const { path, slug, parentId } of now) {
          const parent = now.find((one) => one.id === parentId);
          expect(path).toBe(parent ? `${parent.path}/${slug}` : slug);
        }
        expect(pathsOf(now)).toHaveLength(tree.length);
      }),
    );
  });
});
