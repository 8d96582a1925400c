import type { EntityManager } from '@mikro-orm/postgresql';
import { Cache } from '#kernel/cache/cache.ts';
import type { Id } from '#kernel/domain/id.ts';
import { sql } from '#kernel/persistence/sql.ts';
import type { Category } from '../domain/product.ts';
import { allCategories } from './products.ts';

/** All categories, found from each other. */
export class CategoryTree {
  private readonly byId: ReadonlyMap<string, Category>;

  constructor(readonly all: readonly Category[]) {
    this.byId = new Map(all.map((category) => [category.id, category]));
  }

  get(id: string): Category | null {
    return this.byId.get(id) ?? null;
  }

  bySlug(slug: string): Category | null {
    return this.all.find((category) => category.slug === slug) ?? null;
  }

  under(parentId: Id<'cat'> | null): Category[] {
    return this.all.filter((category) => category.parentId === parentId);
  }

  /** From the root down to the parent. */
  above({ parentId }: Pick<Category, 'parentId'>): Category[] {
    const parent = parentId && this.get(parentId);
    return parent ? [...this.above(parent), parent] : [];
  }
}

const ALL = 'all';

/** The tree as it is now: a small question tells whether it is still the one that is known. */
export class Categories {
  private readonly kept: Cache<CategoryTree>;

  constructor(private readonly em: () => EntityManager) {
    const load = async () => new Map([[ALL, new CategoryTree(await allCategories(this.em()))]]);
    this.kept = new Cache({ name: 'categories', most: 1, store: null, load });
  }

  async tree(): Promise<CategoryTree> {
    const [present] = await sql<{ version: string }>(
      this.em(),
      'select version::text from catalogue.category_tree',
    );
    return this.at(present!.version);
  }

  /** The tree of a version that has just been read, or of a later one. */
  async at(version: string): Promise<CategoryTree> {
    const trees = await this.kept.read(new Map([[ALL, version]]));
    return trees.get(ALL)!;
  }
}
