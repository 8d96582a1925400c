import { type Id, newId } from '#kernel/domain/id.ts';
import { type Attribute, misfit } from './attribute.ts';
import { AttributeNotFound, InvalidProductType } from './errors.ts';
import { type Fault, areDistinct, fault, lineFaults, requireSound } from './faults.ts';
import type { Names } from './names.ts';
import type { ProductStatus } from './product-status.ts';

/** An attribute that products of a type may have, or must have to be on sale. */
export type TypedAttribute = { readonly name: string; readonly required: boolean };

/** What is said of a type of products, and may change. */
export type ProductTypeFacts = {
  /** What it is called beside English. */
  readonly names: Names;
  /** What can be said of its products, in the order in which it is shown. */
  readonly attributes: readonly TypedAttribute[];
};

/** A kind of thing, such as wine, and what can be said of it. */
export type ProductType = ProductTypeFacts & {
  readonly id: Id<'pty'>;
  /** Counts its changes. */
  readonly version: number;
  /** In English, for ever; unique. */
  readonly name: string;
};

/** All that can be said of products, by name. */
export type ProductSchema = {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly types: ReadonlyMap<string, ProductType>;
  /** Ids of the products that there are, among those that are referred to. */
  readonly products: ReadonlySet<string>;
};

const MOST_ATTRIBUTES = 100;

/**
 * @throws {InvalidProductType}
 * @throws {AttributeNotFound} if there is no attribute of one of the names
 */
export const newProductType = (
  { attributes }: Pick<ProductSchema, 'attributes'>,
  facts: ProductTypeFacts & { readonly name: string },
): ProductType => checked(attributes, { ...facts, id: newId('pty'), version: 0 });

/**
 * @throws {InvalidProductType}
 * @throws {AttributeNotFound}
 */
export const withProductTypeFacts = (
  { attributes }: Pick<ProductSchema, 'attributes'>,
  type: ProductType,
  facts: Partial<ProductTypeFacts>,
): ProductType => checked(attributes, { ...type, ...facts });

function checked(known: ReadonlyMap<string, Attribute>, type: ProductType): ProductType {
  const { name, names, attributes } = type;
  const faults = [
    ...lineFaults(['name', name], ['names', names]),
    ...fault(
      attributes.length > MOST_ATTRIBUTES,
      'attributes',
      `A type has at most ${MOST_ATTRIBUTES} attributes.`,
    ),
    ...fault(
      !areDistinct(attributes.map((one) => one.name)),
      'attributes',
      'An attribute stands there once.',
    ),
  ];
  requireSound(type, faults, InvalidProductType);
  const unknown = attributes.find((one) => !known.has(one.name));
  if (unknown) throw new AttributeNotFound(unknown.name);
  return type;
}

/** Of a product, as much as its type says something about. */
export type TypedProduct = {
  readonly productType: string;
  readonly status: ProductStatus;
  readonly attributes: Readonly<Record<string, string>>;
};

/** What its type does not allow of a product, naming each attribute. */
export function typeFaults(product: TypedProduct, schema: ProductSchema): Fault[] {
  const { attributes, types, products } = schema;
  const type = types.get(product.productType);
  if (!type) return [{ path: 'productType', message: 'There is no such product type.' }];
  const own = new Set(type.attributes.map(({ name }) => name));
  const wrong = Object.entries(product.attributes).flatMap(([name, value]) => {
    const attribute = own.has(name) ? attributes.get(name) : undefined;
    const message = attribute
      ? (misfit(attribute, value) ??
        (attribute.kind === 'REFERENCE' && !products.has(value)
          ? 'There is no such product.'
          : null))
      : `Products of the type ${type.name} have no such attribute.`;
    return message === null ? [] : [{ path: `attributes.${name}`, message }];
  });
  if (product.status !== 'PUBLISHED') return wrong;
  const missing = type.attributes.filter(
    ({ name, required }) => required && !Object.hasOwn(product.attributes, name),
  );
  return [
    ...wrong,
    ...missing.map(({ name }) => ({
      path: `attributes.${name}`,
      message: `Products of the type ${type.name} say this before they are on sale.`,
    })),
  ];
}
