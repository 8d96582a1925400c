import {
  Arg,
  Args,
  Ctx,
  FieldResolver,
  Float,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { requirePermission } from '#kernel/graphql/authorization.ts';
import {
  type Connection,
  ConnectionArgs,
  checkPage,
  toConnection,
} from '#kernel/graphql/connection.ts';
import { decodeCursor, encodeCursor, wholeNumber } from '#kernel/graphql/cursor.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { type Attribute, textOf } from '../domain/attribute.ts';
import type { Fault } from '../domain/faults.ts';
import { type Language, inLanguage } from '../domain/names.ts';
import { definitionHistory } from '../persistence/definitions.ts';
import { listAttributes, listProductTypes } from '../persistence/product-schema.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';
import {
  createAttribute,
  createProductType,
  removeAttribute,
  removeProductType,
  updateAttribute,
  updateProductType,
} from '../usecases/keep-product-types.ts';
import {
  DefinitionHistoryConnection,
  DefinitionHistoryEntryType,
} from './definition-history.type.ts';
import { LANGUAGE_ARGUMENT, LanguageEnum, languageOf } from './language.ts';
import { loadersOf } from './loaders.ts';
import { byLanguage } from './localized-text.type.ts';
import { operatorOf } from './operator.ts';
import {
  type AttributeChoiceInput,
  ChangeAttributeResult,
  ChangeProductTypeResult,
  CreateAttributeInput,
  CreateAttributeResult,
  CreateProductTypeInput,
  CreateProductTypeResult,
  RemoveAttributeResult,
  RemoveProductTypeResult,
  SeenByNameInput,
  UpdateAttributeInput,
  UpdateProductTypeInput,
} from './product-schema-changes.type.ts';
import {
  AttributeConnection,
  AttributeType,
  ProductTypeConnection,
  ProductTypeType,
  TypedAttributeType,
} from './product-type.type.ts';
import { pageByName } from './page-by-name.ts';
import { said } from './said.ts';
import { ProductAttributeType, ProductType } from './product.type.ts';

const PERMISSION = 'catalogue.manage';
const NEEDS = `Needs ${PERMISSION}.`;

/** What can be said of products. Anybody may read it, and operators keep it. */
@Resolver()
export class ProductSchemaResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @Query(() => ProductTypeType, {
    nullable: true,
    description: 'A product type by its name; null if there is none.',
  })
  async productType(
    @Arg('name', () => String, { description: 'Its name, such as "wine".' }) name: string,
    @Ctx() request: GraphRequest,
  ): Promise<ProductTypeType | null> {
    const type = await loadersOf(this.rt).productType(request, name);
    return type && ProductTypeType.of(type);
  }

  @Query(() => ProductTypeConnection, { description: 'All product types, by name.' })
  async productTypes(
    @Args(() => ConnectionArgs) page: ConnectionArgs,
  ): Promise<Connection<ProductTypeType>> {
    const rows = await listProductTypes(reading(this.rt), pageByName(page));
    return toConnection(rows, page, ({ name }) => encodeCursor(name), ProductTypeType.of);
  }

  @Query(() => AttributeConnection, {
    description: 'All that can be said of products, whatever their type, by name.',
  })
  async attributes(
    @Args(() => ConnectionArgs) page: ConnectionArgs,
  ): Promise<Connection<AttributeType>> {
    const rows = await listAttributes(reading(this.rt), pageByName(page));
    return toConnection(rows, page, ({ name }) => encodeCursor(name), AttributeType.of);
  }

  @Query(() => DefinitionHistoryConnection, {
    description: `What became of an attribute, a product type, an option, a category, a collection, a stock location or the stock policy of a variant, who did it and when, the newest first. ${NEEDS}`,
  })
  async definitionHistory(
    @Arg('id', () => ID, {
      description:
        'The attribute, the product type, the option, the category, the collection, the location or the variant.',
    })
    id: string,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<DefinitionHistoryEntryType>> {
    requirePermission(request, PERMISSION);
    checkPage(page);
    const [before] = page.after ? decodeCursor(page.after, wholeNumber) : [];
    const asked = { limit: page.first + 1, before: before ?? null };
    const entries = await definitionHistory(reading(this.rt), id, asked);
    return toConnection(
      entries,
      page,
      ({ version }) => encodeCursor(version),
      DefinitionHistoryEntryType.of,
    );
  }

  @Mutation(() => CreateAttributeResult, {
    description: `Defines what can be said of products. ${NEEDS}`,
  })
  async createAttribute(
    @Arg('input', () => CreateAttributeInput, { description: 'The attribute.' })
    { labels, choices, unit, ...same }: CreateAttributeInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof CreateAttributeResult> {
    const by = operatorOf(request);
    const slips: Fault[] = [];
    const facts = {
      ...same,
      unit: unit ?? null,
      labels: byLanguage('labels', labels, slips),
      choices: choicesOf(choices, slips),
    };
    return AttributeType.of(await createAttribute(this.rt, by, facts, slips));
  }

  @Mutation(() => ChangeAttributeResult, {
    description: `Says something else of an attribute. ${NEEDS}`,
  })
  async updateAttribute(
    @Arg('input', () => UpdateAttributeInput, { description: 'What is said of it.' })
    input: UpdateAttributeInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeAttributeResult> {
    const by = operatorOf(request);
    const { label, labels, choices } = input;
    const slips: Fault[] = [];
    const facts = said({
      label,
      labels: labels && byLanguage('labels', labels, slips),
      choices: choices && choicesOf(choices, slips),
    });
    return AttributeType.of(await updateAttribute(this.rt, by, input, facts, slips));
  }

  @Mutation(() => RemoveAttributeResult, {
    description: `Removes an attribute that no product type has. ${NEEDS}`,
  })
  async removeAttribute(
    @Arg('input', () => SeenByNameInput, { description: 'The attribute.' }) input: SeenByNameInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof RemoveAttributeResult> {
    return AttributeType.of(await removeAttribute(this.rt, operatorOf(request), input));
  }

  @Mutation(() => CreateProductTypeResult, {
    description: `Defines a kind of thing that can be sold. ${NEEDS}`,
  })
  async createProductType(
    @Arg('input', () => CreateProductTypeInput, { description: 'The type.' })
    { names, ...same }: CreateProductTypeInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof CreateProductTypeResult> {
    const by = operatorOf(request);
    const slips: Fault[] = [];
    const facts = { ...same, names: byLanguage('names', names, slips) };
    return ProductTypeType.of(await createProductType(this.rt, by, facts, slips));
  }

  @Mutation(() => ChangeProductTypeResult, {
    description: `Says something else of a product type. ${NEEDS}`,
  })
  async updateProductType(
    @Arg('input', () => UpdateProductTypeInput, { description: 'What is said of it.' })
    input: UpdateProductTypeInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeProductTypeResult> {
    const by = operatorOf(request);
    const { names, attributes } = input;
    const slips: Fault[] = [];
    const called = names && byLanguage('names', names, slips);
    const facts = said({ names: called, attributes });
    return ProductTypeType.of(await updateProductType(this.rt, by, input, facts, slips));
  }

  @Mutation(() => RemoveProductTypeResult, {
    description: `Removes a product type that no product has. ${NEEDS}`,
  })
  async removeProductType(
    @Arg('input', () => SeenByNameInput, { description: 'The type.' }) input: SeenByNameInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof RemoveProductTypeResult> {
    return ProductTypeType.of(await removeProductType(this.rt, operatorOf(request), input));
  }
}

const choicesOf = (choices: readonly AttributeChoiceInput[], slips: Fault[]) =>
  choices.map(({ value, names }, index) => ({
    value,
    names: byLanguage(`choices.${index}.names`, names, slips),
  }));

@Resolver(() => TypedAttributeType)
export class TypedAttributeResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @FieldResolver(() => AttributeType, { description: 'The attribute.' })
  async attribute(
    @Root() { name }: TypedAttributeType,
    @Ctx() request: GraphRequest,
  ): Promise<AttributeType> {
    return AttributeType.of((await loadersOf(this.rt).attribute(request, name))!);
  }
}

/** What a product's attribute means: asked for only by who wants to know. */
@Resolver(() => ProductAttributeType)
export class ProductAttributeResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @FieldResolver(() => AttributeType, { description: 'What the fact is about.' })
  async attribute(
    @Root() { name }: ProductAttributeType,
    @Ctx() request: GraphRequest,
  ): Promise<AttributeType> {
    return AttributeType.of(await this.definition(request, name));
  }

  @FieldResolver(() => String, { description: 'What the attribute is called by people.' })
  async label(
    @Root() { name }: ProductAttributeType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) language: Language | null,
    @Ctx() request: GraphRequest,
  ): Promise<string> {
    const { label, labels } = await this.definition(request, name);
    return inLanguage(languageOf(request, language), label, labels);
  }

  @FieldResolver(() => String, { description: 'The fact for people: "75 cl", "Yes".' })
  async text(
    @Root() { name, value }: ProductAttributeType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) language: Language | null,
    @Ctx() request: GraphRequest,
  ): Promise<string> {
    return textOf(await this.definition(request, name), value, languageOf(request, language));
  }

  @FieldResolver(() => Float, { nullable: true, description: 'The value of a NUMBER.' })
  async number(
    @Root() { name, value }: ProductAttributeType,
    @Ctx() request: GraphRequest,
  ): Promise<number | null> {
    return (await this.definition(request, name)).kind === 'NUMBER' ? Number(value) : null;
  }

  @FieldResolver(() => Boolean, { nullable: true, description: 'The value of a BOOLEAN.' })
  async flag(
    @Root() { name, value }: ProductAttributeType,
    @Ctx() request: GraphRequest,
  ): Promise<boolean | null> {
    return (await this.definition(request, name)).kind === 'BOOLEAN' ? value === 'true' : null;
  }

  @FieldResolver(() => ProductType, {
    nullable: true,
    description: 'The product that a REFERENCE is to; null while that is not on sale.',
  })
  async product(
    @Root() { name, value }: ProductAttributeType,
    @Ctx() request: GraphRequest,
  ): Promise<ProductType | null> {
    if ((await this.definition(request, name)).kind !== 'REFERENCE') return null;
    const offer = await loadersOf(this.rt).offer(request, value);
    return offer?.product.status === 'PUBLISHED' ? ProductType.of(offer) : null;
  }

  private async definition(request: GraphRequest, name: string): Promise<Attribute> {
    return (await loadersOf(this.rt).attribute(request, name))!;
  }
}
