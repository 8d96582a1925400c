import type { Id } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import type { Currency } from '#kernel/domain/currency.ts';
import type { ProductRecord } from '../domain/product-record.ts';
import type { ProductRow, VariantRow } from '../domain/product-row.ts';

/** All that a file says of a product. */
export type WrittenProduct = ProductRow & { readonly variants: readonly VariantRow[] };

/** @param categories slugs by id */
export function writtenProduct(
  record: ProductRecord,
  categories: ReadonlyMap<Id<'cat'>, string>,
): WrittenProduct {
  const { slug, productType, categoryId, merchantId, variants, ...same } = record;
  const { id: _, version: __, publishedAt: ___, ...facts } = same;
  return {
    ...facts,
    product: slug,
    type: productType,
    category: categories.get(categoryId),
    merchant: merchantId,
    variants: variants.map(({ sku, name, options, prices, specialPrices, media, taxCategory }) => ({
      sku,
      name,
      options,
      specialPrices,
      media,
      taxCategory,
      prices: Object.fromEntries(
        Object.entries(prices).map(([currency, minorUnits]) => [
          currency,
          Money.of(BigInt(minorUnits), currency as Currency).toDecimal(),
        ]),
      ),
    })),
  };
}
