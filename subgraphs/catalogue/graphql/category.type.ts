import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { Id } from '#kernel/domain/id.ts';
import { LocalizedTextType } from './localized-text.type.ts';
import { VERSION } from './seen.type.ts';
import type { Category } from '../domain/product.ts';
import type { CategoryTree } from '../persistence/categories.ts';

@ObjectType('Category', { description: 'A node of the tree that products are sorted into.' })
@Directive('@key(fields: "id")')
@Directive('@cacheControl(maxAge: 60)')
export class CategoryType {
  @Field(() => ID, { description: 'The category.' })
  id!: Id<'cat'>;

  @Field(() => Int, VERSION)
  version!: number;

  @Field(() => String, { description: 'Its name in addresses and filters, unique.' })
  slug!: string;

  @Field(() => [LocalizedTextType], { description: 'Its name in other languages.' })
  names!: LocalizedTextType[];

  said!: Pick<Category, 'name' | 'names'>;
  parentId!: Id<'cat'> | null;

  /** If it was read along with it. */
  tree?: CategoryTree | undefined;

  static of(
    { id, version, slug, name, names, parentId }: Category,
    tree?: CategoryTree,
  ): CategoryType {
    return Object.assign(new CategoryType(), {
      id,
      version,
      slug,
      said: { name, names },
      names: LocalizedTextType.listOf(names),
      parentId,
      tree,
    });
  }
}
