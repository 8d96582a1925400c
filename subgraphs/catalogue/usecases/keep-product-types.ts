import type { EntityManager } from '@mikro-orm/postgresql';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import {
  type Attribute,
  type AttributeFacts,
  newAttribute,
  withAttributeFacts,
} from '../domain/attribute.ts';
import {
  AttributeInUse,
  AttributeNotFound,
  AttributeTaken,
  InvalidAttribute,
  InvalidProductType,
  ProductTypeInUse,
  ProductTypeNotFound,
  ProductTypeTaken,
} from '../domain/errors.ts';
import { type Slips, madeSound } from '../domain/faults.ts';
import {
  type ProductSchema,
  type ProductType,
  type ProductTypeFacts,
  type TypedAttribute,
  newProductType,
  withProductTypeFacts,
} from '../domain/product-type.ts';
import { type SeenVersion, nextVersion, requireSeen } from '../domain/versions.ts';
import type { ProductSchemaEvent } from '../events.ts';
import { collectionsNamingAttribute } from '../persistence/collections.ts';
import { recordChange } from '../persistence/definitions.ts';
import {
  type Demands,
  countOfType,
  lockSchemaToChange,
  removeAttributeRow,
  removeProductTypeRow,
  requireFit,
  saveAttribute,
  saveProductType,
} from '../persistence/product-schema.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/** An attribute or a product type by its name, as whoever changes it has seen it. */
export type SeenByName = SeenVersion & { readonly name: string };

/** @throws {InvalidAttribute | AttributeTaken} */
export const createAttribute = (
  rt: CatalogueRuntime,
  by: string,
  facts: Omit<Attribute, 'id' | 'version'>,
  slips: Slips = [],
): Promise<Attribute> =>
  changing(rt, async (em, { attributes }) => {
    const after = nextVersion(madeSound(slips, InvalidAttribute, () => newAttribute(facts)));
    if (attributes.has(after.name)) throw new AttributeTaken();
    await saveAttribute(em, after);
    await recordChange(em, { before: null, after }, aboutAttribute('Created', after), {
      by,
      at: rt.clock(),
    });
    return after;
  });

/**
 * Says something else of an attribute.
 * @throws {AttributeNotFound | ChangedMeanwhile | InvalidAttribute}
 * @throws {ProductsDoNotFit} if a product has a choice that would be gone
 * @throws {AttributeInUse} if the rule of a collection names such a choice
 */
export const updateAttribute = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenByName,
  facts: Partial<AttributeFacts>,
  slips: Slips = [],
): Promise<Attribute> =>
  changing(rt, async (em, schema) => {
    const before = attributeIn(schema, seen);
    const after = nextVersion(
      madeSound(slips, InvalidAttribute, () => withAttributeFacts(before, facts)),
    );
    await saveAttribute(em, after);
    const left = new Set(after.choices.map(({ value }) => value));
    const gone = before.choices.map(({ value }) => value).filter((value) => !left.has(value));
    if (gone.length > 0) {
      const unchoosable = { attribute: before.name, choices: gone };
      await requireFit(em, { types: typesWith(schema, before), unchoosable });
      const collections = await collectionsNamingAttribute(em, before.name, gone);
      if (collections.length > 0) throw new AttributeInUse([], collections);
    }
    await recordChange(em, { before, after }, aboutAttribute('Changed', after), {
      by,
      at: rt.clock(),
    });
    return after;
  });

/** @throws {AttributeNotFound | ChangedMeanwhile | AttributeInUse} */
export const removeAttribute = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenByName,
): Promise<Attribute> =>
  changing(rt, async (em, schema) => {
    const before = attributeIn(schema, seen);
    const types = typesWith(schema, before);
    const collections = await collectionsNamingAttribute(em, before.name);
    if (types.length > 0 || collections.length > 0) throw new AttributeInUse(types, collections);
    await removeAttributeRow(em, before);
    await recordChange(em, { before, after: null }, aboutAttribute('Removed', before), {
      by,
      at: rt.clock(),
    });
    return before;
  });

/** @throws {InvalidProductType | ProductTypeTaken | AttributeNotFound} */
export const createProductType = (
  rt: CatalogueRuntime,
  by: string,
  facts: ProductTypeFacts & { readonly name: string },
  slips: Slips = [],
): Promise<ProductType> =>
  changing(rt, async (em, schema) => {
    const after = nextVersion(
      madeSound(slips, InvalidProductType, () => newProductType(schema, facts)),
    );
    if (schema.types.has(after.name)) throw new ProductTypeTaken();
    await saveProductType(em, after);
    await recordChange(em, { before: null, after }, aboutType('Created', after), {
      by,
      at: rt.clock(),
    });
    return after;
  });

/**
 * Says what products of a type may and must say.
 * @throws {ProductTypeNotFound | ChangedMeanwhile | InvalidProductType | AttributeNotFound}
 * @throws {ProductsDoNotFit} if a product says something else, or is on sale without saying it
 */
export const updateProductType = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenByName,
  facts: Partial<ProductTypeFacts>,
  slips: Slips = [],
): Promise<ProductType> =>
  changing(rt, async (em, schema) => {
    const before = typeIn(schema, seen);
    const after = nextVersion(
      madeSound(slips, InvalidProductType, () => withProductTypeFacts(schema, before, facts)),
    );
    await saveProductType(em, after);
    await requireFit(em, demandsOf(before, after));
    await recordChange(em, { before, after }, aboutType('Changed', after), { by, at: rt.clock() });
    return after;
  });

/** @throws {ProductTypeNotFound | ChangedMeanwhile | ProductTypeInUse} */
export const removeProductType = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenByName,
): Promise<ProductType> =>
  changing(rt, async (em, schema) => {
    const before = typeIn(schema, seen);
    const products = await countOfType(em, before);
    if (products > 0) throw new ProductTypeInUse(products);
    await removeProductTypeRow(em, before);
    await recordChange(em, { before, after: null }, aboutType('Removed', before), {
      by,
      at: rt.clock(),
    });
    return before;
  });

const changing = <Answer>(
  { orm }: CatalogueRuntime,
  change: (em: EntityManager, schema: ProductSchema) => Promise<Answer>,
): Promise<Answer> => inTransaction(orm, async (em) => change(em, await lockSchemaToChange(em)));

function attributeIn({ attributes }: ProductSchema, seen: SeenByName): Attribute {
  const attribute = attributes.get(seen.name);
  if (!attribute) throw new AttributeNotFound(seen.name);
  return requireSeen(attribute, seen);
}

function typeIn({ types }: ProductSchema, seen: SeenByName): ProductType {
  const type = types.get(seen.name);
  if (!type) throw new ProductTypeNotFound();
  return requireSeen(type, seen);
}

/** What `after` demands of products that `before` did not. */
function demandsOf(before: ProductType, after: ProductType): Demands {
  const required = (attributes: readonly TypedAttribute[]) =>
    attributes.filter((one) => one.required);
  return {
    types: [after.name],
    unsayable: namesWithout(before.attributes, after.attributes),
    required: namesWithout(required(after.attributes), required(before.attributes)),
  };
}

function namesWithout(some: readonly TypedAttribute[], others: readonly TypedAttribute[]) {
  const known = new Set(others.map(({ name }) => name));
  return some.map(({ name }) => name).filter((name) => !known.has(name));
}

const typesWith = ({ types }: ProductSchema, attribute: Attribute): string[] =>
  [...types.values()]
    .filter(({ attributes }) => attributes.some(({ name }) => name === attribute.name))
    .map(({ name }) => name);

type Step = 'Created' | 'Changed' | 'Removed';

const aboutAttribute = (step: Step, { id, name }: Attribute): ProductSchemaEvent => ({
  type: `Attribute${step}`,
  data: { attributeId: id, name },
});

const aboutType = (step: Step, { id, name }: ProductType): ProductSchemaEvent => ({
  type: `ProductType${step}`,
  data: { productTypeId: id, name },
});
