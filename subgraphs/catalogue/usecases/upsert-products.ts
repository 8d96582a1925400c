import { inTransaction } from '#kernel/persistence/transaction.ts';
import { InvalidProduct, ProductChanged, ProductNotFound } from '../domain/errors.ts';
import type { ProductRecord } from '../domain/product-record.ts';
import { type ProductUpsert, type Surroundings, upserted } from '../domain/product-upsert.ts';
import { saveProducts } from '../persistence/save-products.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { ProductShelf, faultsFrom } from './product-shelf.ts';

export type UpsertOutcome = 'CREATED' | 'UPDATED' | 'UNCHANGED';

export type Upserted = { readonly outcome: UpsertOutcome; readonly product: ProductRecord };

type Refused = InvalidProduct | ProductChanged | ProductNotFound;

/**
 * Keeps what is said of products, whether they are there or not, in one transaction and in a number of statements that does not
 * grow with them. A product of which anything is wrong stays as it was, and the others are kept; who says the same again
 * changes nothing.
 * @returns for each, in order, what became of it, or why nothing did
 */
export const upsertProducts = (
  rt: CatalogueRuntime,
  by: string,
  said: readonly ProductUpsert[],
): Promise<(Upserted | Refused)[]> =>
  inTransaction(rt.orm, async (em) => {
    const author = { by, at: rt.clock() };
    const shelf = await ProductShelf.open(em, {
      ids: said.flatMap(({ id }) => id ?? []),
      slugs: said.flatMap(({ facts }) =>
        [facts.slug ?? [], Object.values(facts.slugs ?? {})].flat(),
      ),
      skus: said.flatMap(({ variants }) => variants.map(({ sku }) => sku)),
      attributes: said.map(({ facts }) => facts.attributes ?? {}),
    });
    const surroundings = {
      categories: new Set(shelf.categories.map(({ id }) => id)),
      schema: shelf.schema,
      now: author.at,
    };
    const put = said.map((one) => putOn(shelf, one, surroundings));
    const changes = shelf.changes();
    const created = new Set(changes.flatMap(({ before, after }) => (before ? [] : after.id)));
    const saved = new Map(
      (await saveProducts(em, changes, author)).map((record) => [record.id, record]),
    );
    return put.map((answer) => {
      if (answer instanceof Error) return answer;
      const product = saved.get(answer.id);
      if (!product) return { outcome: 'UNCHANGED', product: answer };
      return { outcome: created.has(product.id) ? 'CREATED' : 'UPDATED', product };
    });
  });

function putOn(
  shelf: ProductShelf,
  said: ProductUpsert,
  surroundings: Surroundings,
): ProductRecord | Refused {
  const { id, facts, variants } = said;
  const before = id === null ? shelf.withSlug(facts.slug ?? '') : shelf.withId(id);
  if (id !== null && !before) return new ProductNotFound();
  if (before && shelf.isTouched(before)) return new InvalidProduct([SAID_BEFORE]);
  try {
    return shelf.put(before, upserted(before, said, surroundings));
  } catch (error) {
    if (error instanceof ProductChanged) return error;
    return new InvalidProduct(
      faultsFrom(error, { slugPath: 'slug', slugs: facts.slugs, variants }),
    );
  }
}

const SAID_BEFORE = { path: 'slug', message: 'This product is named before.' };
