import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { badInput } from '#kernel/graphql/bad-input.ts';
import type { Id } from '#kernel/domain/id.ts';
import { requirePermission } from '#kernel/graphql/authorization.ts';
import {
  type Connection,
  ConnectionArgs,
  checkPage,
  toConnection,
} from '#kernel/graphql/connection.ts';
import { decodeCursor, encodeCursor, idOf, text, wholeNumber } from '#kernel/graphql/cursor.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { Fault } from '../domain/faults.ts';
import { listProductRecords, productHistory } from '../persistence/product-listing.ts';
import { productRecords } from '../persistence/product-records.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';
import {
  addVariant,
  archiveProduct,
  createProduct,
  publishProduct,
  removeVariant,
  setCompliance,
  setMedia,
  setPrices,
  setSpecialPrices,
  updateProduct,
  updateVariant,
} from '../usecases/keep-products.ts';
import { saidIn } from './addressed.type.ts';
import { CategoryType } from './category.type.ts';
import { loadersOf } from './loaders.ts';
import { mediaFrom } from './media.type.ts';
import { specialPriceOf } from './pricing.type.ts';
import { operatorOf } from './operator.ts';
import { byName, complianceOf, factsOf, optionOf, pricesOf, variantOf } from './product-facts.ts';
import {
  AddVariantInput,
  ChangeProductResult,
  CreateProductInput,
  CreateProductResult,
  RemoveVariantInput,
  SeenProductInput,
  SetComplianceInput,
  SetMediaInput,
  SetPricesInput,
  SetSpecialPricesInput,
  UpdateProductInput,
  UpdateVariantInput,
} from './product-changes.type.ts';
import {
  ProductHistoryConnection,
  ProductHistoryEntryType,
  ProductRecordConnection,
  ProductRecordFilter,
  ProductRecordType,
} from './product-record.type.ts';
import { byEither } from './product.resolver.ts';
import { said } from './said.ts';

const PERMISSION = 'catalogue.manage';
const NEEDS = `Needs ${PERMISSION}.`;
const LONGEST_WORDS = 200;

/** Products as operators keep them. */
@Resolver(() => ProductRecordType)
export class ProductRecordResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @Query(() => ProductRecordType, {
    nullable: true,
    description: `A product in any status, by its id or by its slug; null if there is none. ${NEEDS}`,
  })
  async productRecord(
    @Arg('id', () => ID, { nullable: true, description: 'The product.' }) id: string | null,
    @Arg('slug', () => String, { nullable: true, description: 'Its name in addresses.' }) slug:
      | string
      | null,
    @Ctx() request: GraphRequest,
  ): Promise<ProductRecordType | null> {
    requirePermission(request, PERMISSION);
    const read = (column: string) => async (key: string) =>
      (await productRecords(reading(this.rt), `where p.${column} = $1`, [key]))[0] ?? null;
    const record = await byEither([id, read('id')], [slug, read('slug')]);
    return record && ProductRecordType.of(record);
  }

  @Query(() => ProductRecordConnection, {
    description: `Products in any status, by name. ${NEEDS}`,
  })
  async productRecords(
    @Arg('filter', () => ProductRecordFilter, {
      nullable: true,
      description: 'What they must meet; everything by default.',
    })
    filter: ProductRecordFilter | null,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<ProductRecordType>> {
    requirePermission(request, PERMISSION);
    checkPage(page);
    const { statuses, category, brand, words } = filter ?? {};
    if ((words ?? '').length > LONGEST_WORDS) throw tooLong();
    const [name, id] = page.after ? decodeCursor(page.after, text, idOf('prd')) : [];
    const rows = await listProductRecords(
      reading(this.rt),
      {
        statuses: statuses ?? null,
        category: category ?? null,
        brand: brand ?? null,
        words: words ?? null,
      },
      {
        limit: page.first + 1,
        after: name !== undefined && id !== undefined ? { name, id } : null,
      },
    );
    return toConnection(rows, page, (row) => encodeCursor(row.name, row.id), ProductRecordType.of);
  }

  @Query(() => ProductHistoryConnection, {
    description: `What became of a product, who did it and when, the newest first. ${NEEDS}`,
  })
  async productHistory(
    @Arg('productId', () => ID, { description: 'The product.' }) productId: string,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<ProductHistoryEntryType>> {
    requirePermission(request, PERMISSION);
    checkPage(page);
    const [before] = page.after ? decodeCursor(page.after, wholeNumber) : [];
    const entries = await productHistory(reading(this.rt), productId, {
      limit: page.first + 1,
      before: before ?? null,
    });
    return toConnection(
      entries,
      page,
      ({ version }) => encodeCursor(version),
      ProductHistoryEntryType.of,
    );
  }

  @FieldResolver(() => CategoryType, { description: 'Where it is sorted into.' })
  async category(
    @Root() { categoryId }: ProductRecordType,
    @Ctx() request: GraphRequest,
  ): Promise<CategoryType> {
    const tree = await loadersOf(this.rt).categories(request, 'all');
    return CategoryType.of(tree!.get(categoryId)!, tree!);
  }

  @Mutation(() => CreateProductResult, {
    description: `Keeps a new product, which nobody else sees until it is published. ${NEEDS}`,
  })
  async createProduct(
    @Arg('input', () => CreateProductInput, { description: 'The product.' })
    input: CreateProductInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof CreateProductResult> {
    const by = operatorOf(request);
    const { attributes, options, variants, categoryId, merchantId } = input;
    const { brand, productType, provisioning, taxCategory } = input;
    const slips: Fault[] = [];
    const facts = {
      ...saidIn(input, slips),
      brand,
      productType,
      provisioning,
      taxCategory,
      categoryId: categoryId as Id<'cat'>,
      merchantId: merchantId as Id<'mer'>,
      attributes: byName('attributes', attributes, slips),
      options: options.map(optionOf),
      variants: variants.map((variant, index) => variantOf(variant, slips, `variants.${index}.`)),
      media: [],
      minimumAge: null,
      forbiddenRegions: [],
      alcoholByVolume: null,
      warnings: [],
    };
    return ProductRecordType.of(await createProduct(this.rt, by, facts, slips));
  }

  @Mutation(() => ChangeProductResult, {
    description: `Says something else of a product. ${NEEDS}`,
  })
  async updateProduct(
    @Arg('input', () => UpdateProductInput, { description: 'What is said of it.' })
    input: UpdateProductInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeProductResult> {
    const by = operatorOf(request);
    const slips: Fault[] = [];
    const variants = input.variants.map(({ sku, options }, index) => ({
      sku,
      options: byName(`variants.${index}.options`, options, slips),
    }));
    const facts = { ...factsOf(input, slips), variants };
    return ProductRecordType.of(await updateProduct(this.rt, by, input, facts, slips));
  }

  @Mutation(() => ChangeProductResult, {
    description: `Says what the law demands of a product’s buyers. ${NEEDS}`,
  })
  async setProductCompliance(
    @Arg('input', () => SetComplianceInput, { description: 'All that the law demands.' })
    input: SetComplianceInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeProductResult> {
    const by = operatorOf(request);
    return ProductRecordType.of(await setCompliance(this.rt, by, input, complianceOf(input)));
  }

  @Mutation(() => ChangeProductResult, {
    description: `Says what pictures there are of a product, or of one of its variants. ${NEEDS}`,
  })
  async setMedia(
    @Arg('input', () => SetMediaInput, { description: 'The pictures.' }) input: SetMediaInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeProductResult> {
    const by = operatorOf(request);
    const { productId, expectedVersion, sku, media: pictures } = input;
    const seen = { productId, expectedVersion, sku: sku ?? null };
    const slips: Fault[] = [];
    const media = mediaFrom(pictures, slips);
    return ProductRecordType.of(await setMedia(this.rt, by, seen, media, slips));
  }

  @Mutation(() => ChangeProductResult, { description: `Puts a product on sale. ${NEEDS}` })
  async publishProduct(
    @Arg('input', () => SeenProductInput, { description: 'The product.' })
    input: SeenProductInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeProductResult> {
    return ProductRecordType.of(await publishProduct(this.rt, operatorOf(request), input));
  }

  @Mutation(() => ChangeProductResult, {
    description: `Takes a product off sale. What was ordered is still delivered. ${NEEDS}`,
  })
  async archiveProduct(
    @Arg('input', () => SeenProductInput, { description: 'The product.' })
    input: SeenProductInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeProductResult> {
    return ProductRecordType.of(await archiveProduct(this.rt, operatorOf(request), input));
  }

  @Mutation(() => ChangeProductResult, {
    description: `Sells a product in one more variant. One that was removed is the same again. ${NEEDS}`,
  })
  async addVariant(
    @Arg('input', () => AddVariantInput, { description: 'The variant.' })
    input: AddVariantInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeProductResult> {
    const by = operatorOf(request);
    const slips: Fault[] = [];
    const variant = variantOf(input.variant, slips, 'variant.');
    return ProductRecordType.of(await addVariant(this.rt, by, input, variant, slips));
  }

  @Mutation(() => ChangeProductResult, {
    description: `Says something else of a variant. ${NEEDS}`,
  })
  async updateVariant(
    @Arg('input', () => UpdateVariantInput, { description: 'What is said of it.' })
    input: UpdateVariantInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeProductResult> {
    const by = operatorOf(request);
    const { newSku, name, options, taxCategory } = input;
    const slips: Fault[] = [];
    const facts = {
      ...said({ sku: newSku, name, options: options && byName('options', options, slips) }),
      ...(taxCategory != null && { taxCategory: taxCategory === '' ? null : taxCategory }),
    };
    return ProductRecordType.of(await updateVariant(this.rt, by, input, facts, slips));
  }

  @Mutation(() => ChangeProductResult, {
    description: `Sells a variant no more. What was ordered is still delivered. ${NEEDS}`,
  })
  async removeVariant(
    @Arg('input', () => RemoveVariantInput, { description: 'The variant.' })
    input: RemoveVariantInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeProductResult> {
    return ProductRecordType.of(await removeVariant(this.rt, operatorOf(request), input));
  }

  @Mutation(() => ChangeProductResult, {
    description: `Says what variants of a product cost. ${NEEDS}`,
  })
  async setPrices(
    @Arg('input', () => SetPricesInput, { description: 'The prices.' })
    input: SetPricesInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeProductResult> {
    const by = operatorOf(request);
    const slips: Fault[] = [];
    const prices = input.variants.map(({ sku, prices: all }, index) => ({
      sku,
      prices: pricesOf(`variants.${index}.prices`, all, slips),
    }));
    return ProductRecordType.of(await setPrices(this.rt, by, input, prices, slips));
  }

  @Mutation(() => ChangeProductResult, {
    description: `Says what a variant costs somewhere, for some time, or from some quantity on. ${NEEDS}`,
  })
  async setSpecialPrices(
    @Arg('input', () => SetSpecialPricesInput, { description: 'The prices.' })
    input: SetSpecialPricesInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeProductResult> {
    const by = operatorOf(request);
    const special = input.specialPrices.map(specialPriceOf);
    return ProductRecordType.of(await setSpecialPrices(this.rt, by, input, special));
  }
}

const tooLong = () => badInput(`Look for at most ${LONGEST_WORDS} characters.`);
