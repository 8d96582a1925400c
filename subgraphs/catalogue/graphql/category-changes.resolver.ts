import { Arg, Ctx, Field, ID, InputType, Int, Mutation, Resolver } from 'type-graphql';
import { parseId } from '#kernel/domain/id.ts';
import { problem, resultUnion } from '#kernel/graphql/problems.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { CategoryInUse, CategorySlugTaken, InvalidCategory } from '../domain/errors.ts';
import type { Fault } from '../domain/faults.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import {
  createCategory,
  moveCategory,
  removeCategory,
  renameCategory,
} from '../usecases/keep-categories.ts';
import { CategoryType } from './category.type.ts';
import { FAULTS } from './fault.type.ts';
import { LocalizedTextInput, byLanguage } from './localized-text.type.ts';
import { operatorOf } from './operator.ts';
import { CategoryNotFoundProblem } from './product-changes.type.ts';
import { ChangedMeanwhileProblem, SeenInput } from './seen.type.ts';

@InputType('CreateCategoryInput', { description: 'A category that is new.' })
class CreateCategoryInput {
  @Field(() => String, { description: 'Its name in addresses and filters, for ever; unique.' })
  slug!: string;

  @Field(() => String, { description: 'Its name for people, in English.' })
  name!: string;

  @Field(() => [LocalizedTextInput], {
    defaultValue: [],
    description: 'Its name in other languages.',
  })
  names!: LocalizedTextInput[];

  @Field(() => ID, { nullable: true, description: 'The category above; null for the root.' })
  parentId?: string | null;
}

@InputType('SeenCategoryInput', { description: 'A category, as you have seen it.' })
class SeenCategoryInput extends SeenInput {
  @Field(() => ID, { description: 'The category.' })
  categoryId!: string;
}

@InputType('RenameCategoryInput', { description: 'How a category is called from now on.' })
class RenameCategoryInput extends SeenCategoryInput {
  @Field(() => String, { description: 'Its name for people, in English.' })
  name!: string;

  @Field(() => [LocalizedTextInput], {
    defaultValue: [],
    description: 'Its name in other languages, all of them.',
  })
  names!: LocalizedTextInput[];
}

@InputType('MoveCategoryInput', { description: 'Where a category stands from now on.' })
class MoveCategoryInput extends SeenCategoryInput {
  @Field(() => ID, { nullable: true, description: 'The category above; null for the root.' })
  parentId?: string | null;

  @Field(() => Int, {
    description: 'How many of those beside it come before it; a large number puts it last.',
  })
  position!: number;
}

const InvalidCategoryProblem = problem(InvalidCategory, 'The tree would make no sense.', FAULTS);

const CreateCategoryResult = resultUnion(
  'CreateCategoryResult',
  'The new category, or why there is none.',
  CategoryType,
  InvalidCategoryProblem,
  problem(CategorySlugTaken, 'Another category has this slug.', {
    facts: { slug: { type: () => String, description: 'The slug.' } },
  }),
  CategoryNotFoundProblem,
);

const ChangeCategoryResult = resultUnion(
  'ChangeCategoryResult',
  'The category as it is now, or why it stays as it was.',
  CategoryType,
  InvalidCategoryProblem,
  CategoryNotFoundProblem,
  ChangedMeanwhileProblem,
);

const RemoveCategoryResult = resultUnion(
  'RemoveCategoryResult',
  'The category that was removed, or why it stays.',
  CategoryType,
  CategoryNotFoundProblem,
  ChangedMeanwhileProblem,
  problem(CategoryInUse, 'Products, other categories or collections need the category.', {
    facts: {
      products: { type: () => Int, description: 'How many products, in whatever status.' },
      categories: { type: () => Int, description: 'How many categories right below it.' },
      collections: {
        type: () => [String],
        description: 'The slugs of the collections whose rules name it.',
      },
    },
  }),
);

const PERMISSION = 'catalogue.manage';
const NEEDS = `Needs ${PERMISSION}.`;

/** What operators do with the tree of categories. */
@Resolver()
export class CategoryChangesResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @Mutation(() => CreateCategoryResult, {
    description: `Adds a category, the last one under its parent. ${NEEDS}`,
  })
  async createCategory(
    @Arg('input', () => CreateCategoryInput, { description: 'The category.' })
    { slug, name, names, parentId }: CreateCategoryInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof CreateCategoryResult> {
    const by = operatorOf(request);
    const parent = parentId == null ? null : parseId('cat', parentId);
    const slips: Fault[] = [];
    const called = { name, names: byLanguage('names', names, slips) };
    const category = { slug, ...called, parentId: parent };
    return CategoryType.of(await createCategory(this.rt, by, category, slips));
  }

  @Mutation(() => ChangeCategoryResult, {
    description: `Calls a category something else; its slug stays. ${NEEDS}`,
  })
  async renameCategory(
    @Arg('input', () => RenameCategoryInput, { description: 'The names.' })
    { name, names, ...seen }: RenameCategoryInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeCategoryResult> {
    const by = operatorOf(request);
    const slips: Fault[] = [];
    const called = { name, names: byLanguage('names', names, slips) };
    return CategoryType.of(await renameCategory(this.rt, by, seenIn(seen), called, slips));
  }

  @Mutation(() => ChangeCategoryResult, {
    description: `Puts a category, and all that is below it, somewhere else. ${NEEDS}`,
  })
  async moveCategory(
    @Arg('input', () => MoveCategoryInput, { description: 'The place.' })
    { parentId, position, ...seen }: MoveCategoryInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeCategoryResult> {
    const by = operatorOf(request);
    const place = { parentId: parentId == null ? null : parseId('cat', parentId), position };
    return CategoryType.of(await moveCategory(this.rt, by, seenIn(seen), place));
  }

  @Mutation(() => RemoveCategoryResult, {
    description: `Removes a category that nothing is sorted into, and no rule of a collection names. ${NEEDS}`,
  })
  async removeCategory(
    @Arg('input', () => SeenCategoryInput, { description: 'The category.' })
    input: SeenCategoryInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof RemoveCategoryResult> {
    return CategoryType.of(await removeCategory(this.rt, operatorOf(request), seenIn(input)));
  }
}

const seenIn = ({ categoryId, expectedVersion }: SeenCategoryInput) => ({
  id: parseId('cat', categoryId),
  expectedVersion,
});
