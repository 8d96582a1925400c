import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { CategoryType } from './category.type.ts';
import { loadersOf } from './loaders.ts';
import { ProductType } from './product.type.ts';
import { ProductSuggestionType } from './search.type.ts';

/** Where a suggestion leads, for whoever would link there at once. */
@Resolver(() => ProductSuggestionType)
export class SuggestionResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @FieldResolver(() => ProductType, {
    nullable: true,
    description: 'The product that it leads to; null if it leads to something else.',
  })
  async product(
    @Root() { kind, value }: ProductSuggestionType,
    @Ctx() request: GraphRequest,
  ): Promise<ProductType | null> {
    if (kind !== 'PRODUCT') return null;
    const offer = await loadersOf(this.rt).offer(request, value);
    return offer?.product.status === 'PUBLISHED' ? ProductType.of(offer) : null;
  }

  @FieldResolver(() => CategoryType, {
    nullable: true,
    description: 'The category that it leads to; null if it leads to something else.',
  })
  async category(
    @Root() { kind, value }: ProductSuggestionType,
    @Ctx() request: GraphRequest,
  ): Promise<CategoryType | null> {
    if (kind !== 'CATEGORY') return null;
    const tree = await loadersOf(this.rt).categories(request, 'all');
    const found = tree!.bySlug(value);
    return found && CategoryType.of(found, tree!);
  }
}
