import { type Id, newId } from '#kernel/domain/id.ts';
import { CategoryNotFound, CategorySlugTaken, InvalidCategory } from './errors.ts';
import type { Category } from './product.ts';
import { type Fault, fault, lineFaults, requireSound } from './faults.ts';

/** A category as it is kept. */
export type CategoryNode = Category & {
  /** The slugs from the root down to this one, such as drinks/wine. */
  readonly path: string;
  /** Among the categories right beside it; the lowest comes first. */
  readonly position: number;
};

export type CategoryNames = Pick<Category, 'name' | 'names'>;

/** Where a category stands: under which one, and after how many of those beside it. */
export type CategoryPlace = { readonly parentId: Id<'cat'> | null; readonly position: number };

const DEEPEST = 8;

/** All categories, each after the ones above it. */
export type Tree = readonly CategoryNode[];

/**
 * A new category, the last one under its parent.
 * @throws {InvalidCategory | CategorySlugTaken}
 * @throws {CategoryNotFound} if there is no such parent
 */
export function newCategory(
  tree: Tree,
  category: CategoryNames & { readonly slug: string; readonly parentId: Id<'cat'> | null },
): CategoryNode {
  const { slug, parentId } = category;
  const isSlug = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) && slug.length <= 100;
  const parent = parentId && nodeOf(tree, parentId);
  const faults = [
    ...fault(!isSlug, 'slug', 'A slug is 1 to 100 small letters and digits, with single hyphens.'),
    ...nameFaults(category),
    ...depthFaults(parent ? parent.path.split('/').length + 1 : 1),
  ];
  requireSound(category, faults, InvalidCategory);
  if (tree.some((other) => other.slug === slug)) throw new CategorySlugTaken(slug);
  const last = Math.max(-1, ...under(tree, parentId).map(({ position }) => position));
  return {
    ...category,
    id: newId('cat'),
    version: 0,
    path: parent ? `${parent.path}/${slug}` : slug,
    position: last + 1,
  };
}

/**
 * @throws {CategoryNotFound}
 * @throws {InvalidCategory}
 */
export const renamed = (
  tree: Tree,
  id: Id<'cat'>,
  { name, names }: CategoryNames,
): CategoryNode => ({
  ...nodeOf(tree, id),
  ...requireSound({ name, names }, nameFaults({ name, names }), InvalidCategory),
});

/**
 * Puts a category, and all that is below it, somewhere else.
 * @returns all categories whose place differs, the moved one first
 * @throws {CategoryNotFound}
 * @throws {InvalidCategory} if it would stand below itself, too deep, or before the first
 */
export function moved(tree: Tree, id: Id<'cat'>, { parentId, position }: CategoryPlace): Tree {
  const node = nodeOf(tree, id);
  const parent = parentId && nodeOf(tree, parentId);
  const isBelow = ({ path }: CategoryNode) => `${path}/`.startsWith(`${node.path}/`);
  const misplaced = [
    ...fault(parent !== null && isBelow(parent), 'parentId', 'A category cannot be below itself.'),
    ...fault(position < 0, 'position', 'A position is 0 for the first, or more.'),
  ];
  requireSound(node, misplaced, InvalidCategory);
  const path = parent ? `${parent.path}/${node.slug}` : node.slug;
  const subtree = tree
    .filter(isBelow)
    .map((below) => ({ ...below, path: path + below.path.slice(node.path.length) }));
  const deepest = Math.max(...subtree.map((below) => below.path.split('/').length));
  requireSound(subtree, depthFaults(deepest), InvalidCategory);
  const others = under(tree, parentId).filter((other) => other.id !== id);
  const row = others.toSpliced(position, 0, node).map((one, place) => ({
    ...one,
    position: place,
  }));
  const places = new Map(row.map((one) => [one.id, one.position]));
  const next = [...subtree, ...others.filter((other) => !isBelow(other))].map((one) => ({
    ...one,
    parentId: one.id === id ? parentId : one.parentId,
    position: places.get(one.id) ?? one.position,
  }));
  return next.filter((one) => {
    const before = nodeOf(tree, one.id);
    return one.path !== before.path || one.position !== before.position;
  });
}

/** @throws {CategoryNotFound} */
export function nodeOf(tree: Tree, id: Id<'cat'>): CategoryNode {
  const node = tree.find((one) => one.id === id);
  if (!node) throw new CategoryNotFound();
  return node;
}

const under = (tree: Tree, parentId: Id<'cat'> | null): Tree =>
  tree
    .filter((node) => node.parentId === parentId)
    .toSorted((a, b) => a.position - b.position || (a.slug < b.slug ? -1 : 1));

const nameFaults = ({ name, names }: CategoryNames): Fault[] =>
  lineFaults(['name', name], ['names', names]);

const depthFaults = (depth: number): Fault[] =>
  fault(depth > DEEPEST, 'parentId', `The tree is at most ${DEEPEST} levels deep.`);
