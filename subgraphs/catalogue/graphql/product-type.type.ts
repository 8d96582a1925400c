import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Id } from '#kernel/domain/id.ts';
import { connectionType } from '#kernel/graphql/connection.ts';
import type { Attribute, AttributeChoice, AttributeKind } from '../domain/attribute.ts';
import type { ProductType, TypedAttribute } from '../domain/product-type.ts';
import { LocalizedTextType } from './localized-text.type.ts';
import { VERSION } from './seen.type.ts';

export const AttributeKindEnum: Readonly<Record<AttributeKind, AttributeKind>> = {
  TEXT: 'TEXT',
  NUMBER: 'NUMBER',
  BOOLEAN: 'BOOLEAN',
  ENUM: 'ENUM',
  DATE: 'DATE',
  REFERENCE: 'REFERENCE',
};
registerEnumType(AttributeKindEnum, {
  name: 'AttributeKind',
  description: 'What the values of an attribute are, and how they are written.',
  valuesConfig: {
    TEXT: { description: 'Any text, in at most 500 characters. A facet.' },
    NUMBER: { description: 'A number such as "12.5", of the attribute’s unit. A facet.' },
    BOOLEAN: { description: '"true" or "false". A facet.' },
    ENUM: { description: 'One of the attribute’s choices. A facet.' },
    DATE: { description: 'A date such as "2026-06-01".' },
    REFERENCE: { description: 'The id of another product.' },
  },
});

@ObjectType('AttributeChoice', { description: 'One of the values that an attribute can have.' })
class AttributeChoiceType {
  @Field(() => String, { description: 'The value, in English.' })
  value!: string;

  @Field(() => [LocalizedTextType], { description: 'What it is called in other languages.' })
  names!: LocalizedTextType[];

  static of({ value, names }: AttributeChoice): AttributeChoiceType {
    return { value, names: LocalizedTextType.listOf(names) };
  }
}

@ObjectType('Attribute', {
  description:
    'Something that can be said of products, with one meaning for all types that have it.',
})
@Directive('@cacheControl(maxAge: 60)')
export class AttributeType {
  @Field(() => ID, { description: 'The attribute.' })
  id!: Id<'att'>;

  @Field(() => Int, VERSION)
  version!: number;

  @Field(() => String, { description: 'Its name for programs, and as a facet, for ever; unique.' })
  name!: string;

  @Field(() => AttributeKindEnum, { description: 'What its values are.' })
  kind!: AttributeKind;

  @Field(() => String, { nullable: true, description: 'What its numbers count, such as "cl".' })
  unit!: string | null;

  @Field(() => String, { description: 'Its name for people, in English.' })
  label!: string;

  @Field(() => [LocalizedTextType], { description: 'Its name in other languages.' })
  labels!: LocalizedTextType[];

  @Field(() => [AttributeChoiceType], { description: 'All values of an ENUM, in their order.' })
  choices!: AttributeChoiceType[];

  static of({ labels, choices, ...same }: Attribute): AttributeType {
    return Object.assign(new AttributeType(), same, {
      labels: LocalizedTextType.listOf(labels),
      choices: choices.map(AttributeChoiceType.of),
    });
  }
}

@ObjectType('TypedAttribute', { description: 'An attribute of products of one type.' })
export class TypedAttributeType implements TypedAttribute {
  @Field(() => String, { description: 'The name of the attribute.' })
  name!: string;

  @Field(() => Boolean, { description: 'Whether a product must say it to be on sale.' })
  required!: boolean;
}

@ObjectType('ProductType', {
  description: 'A kind of thing, such as wine, and what can be said of it.',
})
@Directive('@cacheControl(maxAge: 60)')
export class ProductTypeType {
  @Field(() => ID, { description: 'The type.' })
  id!: Id<'pty'>;

  @Field(() => Int, VERSION)
  version!: number;

  @Field(() => String, { description: 'What it is called in English, for ever; unique.' })
  name!: string;

  @Field(() => [LocalizedTextType], { description: 'What it is called in other languages.' })
  names!: LocalizedTextType[];

  @Field(() => [TypedAttributeType], { description: 'What can be said of its products, in order.' })
  attributes!: readonly TypedAttributeType[];

  static of({ names, ...same }: ProductType): ProductTypeType {
    return Object.assign(new ProductTypeType(), same, { names: LocalizedTextType.listOf(names) });
  }
}

export const { ConnectionType: AttributeConnection } = connectionType('Attribute', AttributeType);
export const { ConnectionType: ProductTypeConnection } = connectionType(
  'ProductType',
  ProductTypeType,
);
