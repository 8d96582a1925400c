import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { type Language, inLanguage } from '../domain/names.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { CategoryType } from './category.type.ts';
import { LANGUAGE_ARGUMENT, LanguageEnum, languageOf } from './language.ts';
import type { CategoryTree } from '../persistence/categories.ts';
import { loadersOf } from './loaders.ts';

@Resolver(() => CategoryType)
export class CategoryResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @Query(() => [CategoryType], { description: 'The categories at the root of the tree.' })
  async categories(@Ctx() request: GraphRequest): Promise<CategoryType[]> {
    return (await this.tree(request)).under(null).map(CategoryType.of);
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
    return (await this.tree(request)).above(category).map(CategoryType.of).at(-1) ?? null;
  }

  @FieldResolver(() => [CategoryType], {
    description: 'The way from the root to the category above.',
  })
  async ancestors(
    @Root() category: CategoryType,
    @Ctx() request: GraphRequest,
  ): Promise<CategoryType[]> {
    return (await this.tree(request)).above(category).map(CategoryType.of);
  }

  @FieldResolver(() => [CategoryType], { description: 'The categories right below.' })
  async children(
    @Root() { id }: CategoryType,
    @Ctx() request: GraphRequest,
  ): Promise<CategoryType[]> {
    return (await this.tree(request)).under(id).map(CategoryType.of);
  }

  private async tree(request: GraphRequest): Promise<CategoryTree> {
    return (await loadersOf(this.rt).categories(request, 'all'))!;
  }
}
