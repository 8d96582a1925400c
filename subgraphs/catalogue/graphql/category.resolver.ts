import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { type Language, inLanguage } from '../domain/names.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { CategoryType } from './category.type.ts';
import { LANGUAGE_ARGUMENT, LanguageEnum, languageOf } from './language.ts';
import type { CategoryTree } from '../persistence/categories.ts';
import { loadersOf } from './loaders.ts';
import { byEither } from './product.resolver.ts';

@Resolver(() => CategoryType)
export class CategoryResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @Query(() => [CategoryType], { description: 'The categories at the root of the tree.' })
  async categories(@Ctx() request: GraphRequest): Promise<CategoryType[]> {
    const tree = await this.tree(request);
    return tree.under(null).map((each) => CategoryType.of(each, tree));
  }

  @Query(() => CategoryType, {
    nullable: true,
    description: 'A category by its id or its slug; null if there is none.',
  })
  async category(
    @Arg('id', () => ID, { nullable: true, description: 'The category.' }) id: string | null,
    @Arg('slug', () => String, { nullable: true, description: 'Its name in addresses.' }) slug:
      | string
      | null,
    @Ctx() request: GraphRequest,
  ): Promise<CategoryType | null> {
    const tree = await this.tree(request);
    const found = await byEither(
      [id, async (key) => tree.get(key)],
      [slug, async (key) => tree.bySlug(key)],
    );
    return found && CategoryType.of(found);
  }

  @FieldResolver(() => String, { description: 'Its name for people.' })
  name(
    @Root() { said }: CategoryType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) language: Language | null,
    @Ctx() request: GraphRequest,
  ): string {
    return inLanguage(languageOf(request, language), said.name, said.names);
  }

  @FieldResolver(() => CategoryType, {
    nullable: true,
    description: 'The category above; null at the root.',
  })
  async parent(
    @Root() category: CategoryType,
    @Ctx() request: GraphRequest,
  ): Promise<CategoryType | null> {
    const above = await this.ancestors(category, request);
    return above.at(-1) ?? null;
  }

  @FieldResolver(() => [CategoryType], {
    description: 'The way from the root to the category above.',
  })
  async ancestors(
    @Root() category: CategoryType,
    @Ctx() request: GraphRequest,
  ): Promise<CategoryType[]> {
    const tree = category.tree ?? (await this.tree(request));
    return tree.above(category).map((each) => CategoryType.of(each, tree));
  }

  @FieldResolver(() => [CategoryType], { description: 'The categories right below.' })
  async children(
    @Root() category: CategoryType,
    @Ctx() request: GraphRequest,
  ): Promise<CategoryType[]> {
    const tree = category.tree ?? (await this.tree(request));
    return tree.under(category.id).map((each) => CategoryType.of(each, tree));
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'How many of those beside it come before it; null if it was removed. `moveCategory` takes the same.',
  })
  async position(
    @Root() category: CategoryType,
    @Ctx() request: GraphRequest,
  ): Promise<number | null> {
    const tree = category.tree ?? (await this.tree(request));
    const place = tree.under(category.parentId).findIndex(({ id }) => id === category.id);
    return place < 0 ? null : place;
  }

  private async tree(request: GraphRequest): Promise<CategoryTree> {
    return (await loadersOf(this.rt).categories(request, 'all'))!;
  }
}
