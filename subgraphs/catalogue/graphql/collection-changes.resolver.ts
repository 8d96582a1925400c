import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { parseId } from '#kernel/domain/id.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { CollectionFacts, CollectionRule } from '../domain/collection.ts';
import type { Fault } from '../domain/faults.ts';
import type { SearchFilter } from '../domain/search.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import {
  createCollection,
  removeCollection,
  setCollectionPublished,
  updateCollection,
} from '../usecases/keep-collections.ts';
import { saidIn } from './addressed.type.ts';
import {
  ChangeCollectionResult,
  type CollectionRuleType,
  CollectionType,
  CreateCollectionInput,
  CreateCollectionResult,
  SeenCollectionInput,
  UpdateCollectionInput,
  UpdateCollectionResult,
} from './collection.type.ts';
import { mediaFrom } from './media.type.ts';
import { operatorOf } from './operator.ts';
import { said } from './said.ts';

const NEEDS = 'Needs catalogue.manage.';

/** What operators do with collections. */
@Resolver()
export class CollectionChangesResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @Mutation(() => CreateCollectionResult, {
    description: `Adds a collection, which buyers do not see until it is published. ${NEEDS}`,
  })
  async createCollection(
    @Arg('input', () => CreateCollectionInput, { description: 'The collection.' })
    input: CreateCollectionInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof CreateCollectionResult> {
    const by = operatorOf(request);
    const slips: Fault[] = [];
    const facts: CollectionFacts = {
      ...saidIn(input, slips),
      position: input.position,
      sort: input.sort,
      media: mediaFrom(input.media, slips),
      rule: ruleOf(input.rule),
    };
    return CollectionType.of(await createCollection(this.rt, by, facts, slips));
  }

  @Mutation(() => UpdateCollectionResult, {
    description: `Says something else of a collection. ${NEEDS}`,
  })
  async updateCollection(
    @Arg('input', () => UpdateCollectionInput, { description: 'What is said of it.' })
    input: UpdateCollectionInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof UpdateCollectionResult> {
    const by = operatorOf(request);
    const slips: Fault[] = [];
    const facts = factsOf(input, slips);
    return CollectionType.of(await updateCollection(this.rt, by, seenIn(input), facts, slips));
  }

  @Mutation(() => ChangeCollectionResult, { description: `Shows a collection to buyers. ${NEEDS}` })
  publishCollection(
    @Arg('input', () => SeenCollectionInput, { description: 'The collection.' })
    input: SeenCollectionInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeCollectionResult> {
    return this.show(input, request, true);
  }

  @Mutation(() => ChangeCollectionResult, {
    description: `Hides a collection from buyers; operators go on seeing it. ${NEEDS}`,
  })
  unpublishCollection(
    @Arg('input', () => SeenCollectionInput, { description: 'The collection.' })
    input: SeenCollectionInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeCollectionResult> {
    return this.show(input, request, false);
  }

  @Mutation(() => ChangeCollectionResult, {
    description: `Removes a collection; its products stay as they are. ${NEEDS}`,
  })
  async removeCollection(
    @Arg('input', () => SeenCollectionInput, { description: 'The collection.' })
    input: SeenCollectionInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeCollectionResult> {
    const by = operatorOf(request);
    return CollectionType.of(await removeCollection(this.rt, by, seenIn(input)));
  }

  private async show(
    input: SeenCollectionInput,
    request: GraphRequest,
    published: boolean,
  ): Promise<CollectionType> {
    const by = operatorOf(request);
    return CollectionType.of(await setCollectionPublished(this.rt, by, seenIn(input), published));
  }
}

const seenIn = ({ collectionId, expectedVersion }: SeenCollectionInput) => ({
  id: parseId('col', collectionId),
  expectedVersion,
});

const factsOf = (input: UpdateCollectionInput, slips: Fault[]): Partial<CollectionFacts> => ({
  ...saidIn(input, slips),
  ...said({
    position: input.position,
    sort: input.sort,
    media: input.media && mediaFrom(input.media, slips),
    rule: input.rule && ruleOf(input.rule),
  }),
});

/** Only what the filter says is kept of it, so that histories tell nothing else. */
const ruleOf = ({ filter, currency, productIds }: CollectionRuleType): CollectionRule => ({
  filter: Object.fromEntries(
    Object.entries(filter).filter(
      ([name, said]) => said != null && !(name === 'inStockOnly' && said === false),
    ),
  ) as SearchFilter,
  currency,
  productIds: productIds.map((id) => parseId('prd', id)),
});
