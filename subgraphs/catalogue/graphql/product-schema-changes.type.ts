import { Field, InputType, Int } from 'type-graphql';
import { problem, resultUnion } from '#kernel/graphql/problems.ts';
import type { AttributeKind } from '../domain/attribute.ts';
import {
  AttributeInUse,
  AttributeNotFound,
  AttributeTaken,
  InvalidAttribute,
  InvalidProductType,
  ProductTypeInUse,
  ProductTypeNotFound,
  ProductTypeTaken,
  ProductsDoNotFit,
} from '../domain/errors.ts';
import { FAULTS } from './fault.type.ts';
import { LocalizedTextInput } from './localized-text.type.ts';
import { AttributeKindEnum, AttributeType, ProductTypeType } from './product-type.type.ts';
import { ChangedMeanwhileProblem, SeenInput } from './seen.type.ts';

@InputType('AttributeChoiceInput', { description: 'One of the values that an attribute can have.' })
export class AttributeChoiceInput {
  @Field(() => String, { description: 'The value, in English.' })
  value!: string;

  @Field(() => [LocalizedTextInput], {
    defaultValue: [],
    description: 'What it is called in other languages.',
  })
  names!: LocalizedTextInput[];
}

@InputType('CreateAttributeInput', { description: 'An attribute that is new.' })
export class CreateAttributeInput {
  @Field(() => String, {
    description: 'Its name for programs, and as a facet, for ever: 1 to 64 letters and digits.',
  })
  name!: string;

  @Field(() => AttributeKindEnum, { description: 'What its values are, for ever.' })
  kind!: AttributeKind;

  @Field(() => String, {
    nullable: true,
    description: 'What its numbers count, such as "cl", for ever.',
  })
  unit?: string | null;

  @Field(() => String, { description: 'Its name for people, in English.' })
  label!: string;

  @Field(() => [LocalizedTextInput], {
    defaultValue: [],
    description: 'Its name in other languages.',
  })
  labels!: LocalizedTextInput[];

  @Field(() => [AttributeChoiceInput], {
    defaultValue: [],
    description: 'All values of an ENUM, in their order.',
  })
  choices!: AttributeChoiceInput[];
}

@InputType('SeenByNameInput', {
  description: 'An attribute or a product type, as you have seen it.',
})
export class SeenByNameInput extends SeenInput {
  @Field(() => String, { description: 'Its name.' })
  name!: string;
}

@InputType('UpdateAttributeInput', {
  description: 'What is said of an attribute from now on. What is left out stays.',
})
export class UpdateAttributeInput extends SeenByNameInput {
  @Field(() => String, { nullable: true, description: 'Its name for people, in English.' })
  label?: string | null;

  @Field(() => [LocalizedTextInput], {
    nullable: true,
    description: 'Its name in other languages, all of them.',
  })
  labels?: LocalizedTextInput[] | null;

  @Field(() => [AttributeChoiceInput], {
    nullable: true,
    description: 'All values of an ENUM. None that a product has may be missing.',
  })
  choices?: AttributeChoiceInput[] | null;
}

@InputType('TypedAttributeInput', { description: 'An attribute of products of one type.' })
export class TypedAttributeInput {
  @Field(() => String, { description: 'The name of the attribute.' })
  name!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether a product must say it to be on sale.',
  })
  required!: boolean;
}

@InputType('CreateProductTypeInput', { description: 'A product type that is new.' })
export class CreateProductTypeInput {
  @Field(() => String, { description: 'What it is called in English, for ever; unique.' })
  name!: string;

  @Field(() => [LocalizedTextInput], {
    defaultValue: [],
    description: 'What it is called in other languages.',
  })
  names!: LocalizedTextInput[];

  @Field(() => [TypedAttributeInput], {
    defaultValue: [],
    description: 'What can be said of its products, in order.',
  })
  attributes!: TypedAttributeInput[];
}

@InputType('UpdateProductTypeInput', {
  description: 'What is said of a product type from now on. What is left out stays.',
})
export class UpdateProductTypeInput extends SeenByNameInput {
  @Field(() => [LocalizedTextInput], {
    nullable: true,
    description: 'What it is called in other languages, all of them.',
  })
  names?: LocalizedTextInput[] | null;

  @Field(() => [TypedAttributeInput], {
    nullable: true,
    description: 'All that can be said of its products. Products must fit, or nothing changes.',
  })
  attributes?: TypedAttributeInput[] | null;
}

const InvalidAttributeProblem = problem(
  InvalidAttribute,
  'The attribute would make no sense.',
  FAULTS,
);
const AttributeNotFoundProblem = problem(AttributeNotFound, 'There is no such attribute.', {
  facts: { attribute: { type: () => String, description: 'The name that means none.' } },
});
const InvalidProductTypeProblem = problem(
  InvalidProductType,
  'The product type would make no sense.',
  FAULTS,
);
const ProductTypeNotFoundProblem = problem(ProductTypeNotFound, 'There is no such product type.');
const ProductsDoNotFitProblem = problem(
  ProductsDoNotFit,
  'Products would not fit their type any more.',
  {
    facts: {
      attribute: {
        type: () => String,
        description: 'Of which most say something else, or nothing.',
      },
      products: { type: () => Int, description: 'How many.' },
    },
  },
);

const AttributeInUseProblem = problem(
  AttributeInUse,
  'Product types have this attribute, or rules of collections name it.',
  {
    facts: {
      productTypes: { type: () => [String], description: 'The names of these types.' },
      collections: { type: () => [String], description: 'The slugs of these collections.' },
    },
  },
);

export const CreateAttributeResult = resultUnion(
  'CreateAttributeResult',
  'The new attribute, or why there is none.',
  AttributeType,
  InvalidAttributeProblem,
  problem(AttributeTaken, 'There is an attribute of this name.'),
);

export const ChangeAttributeResult = resultUnion(
  'ChangeAttributeResult',
  'The attribute as it is now, or why it stays as it was.',
  AttributeType,
  AttributeNotFoundProblem,
  ChangedMeanwhileProblem,
  InvalidAttributeProblem,
  ProductsDoNotFitProblem,
  AttributeInUseProblem,
);

export const RemoveAttributeResult = resultUnion(
  'RemoveAttributeResult',
  'The attribute that was removed, or why it stays.',
  AttributeType,
  AttributeNotFoundProblem,
  ChangedMeanwhileProblem,
  AttributeInUseProblem,
);

export const CreateProductTypeResult = resultUnion(
  'CreateProductTypeResult',
  'The new product type, or why there is none.',
  ProductTypeType,
  InvalidProductTypeProblem,
  AttributeNotFoundProblem,
  problem(ProductTypeTaken, 'There is a product type of this name.'),
);

export const ChangeProductTypeResult = resultUnion(
  'ChangeProductTypeResult',
  'The product type as it is now, or why it stays as it was.',
  ProductTypeType,
  ProductTypeNotFoundProblem,
  ChangedMeanwhileProblem,
  InvalidProductTypeProblem,
  AttributeNotFoundProblem,
  ProductsDoNotFitProblem,
);

export const RemoveProductTypeResult = resultUnion(
  'RemoveProductTypeResult',
  'The product type that was removed, or why it stays.',
  ProductTypeType,
  ProductTypeNotFoundProblem,
  ChangedMeanwhileProblem,
  problem(ProductTypeInUse, 'There are products of this type.', {
    facts: { products: { type: () => Int, description: 'How many.' } },
  }),
);
