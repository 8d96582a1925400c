import { z } from 'zod';
import { CURRENCIES } from '#kernel/domain/currency.ts';
import type { ProductRow } from '../domain/product-row.ts';
import { PRODUCT_STATUSES } from '../domain/product-status.ts';
import type { Fault } from '../domain/faults.ts';
import { type RowFault, type SourceItem, faultIn } from './source.ts';

const removable = z.string().nullable();

const media = z.strictObject({
  url: z.string(),
  alt: z.string(),
  alts: z.record(z.string(), z.string()).default({}),
  width: z.number(),
  height: z.number(),
});

const specialPrice = z.strictObject({
  currency: z.enum(CURRENCIES),
  minorUnits: z.string(),
  region: z.string().nullable().default(null),
  minimumQuantity: z.number().default(1),
  validFrom: z.string().nullable().default(null),
  validUntil: z.string().nullable().default(null),
});

const productRow = z.strictObject({
  product: z.string().optional(),
  status: z.enum(PRODUCT_STATUSES).optional(),
  name: z.string().optional(),
  names: z.record(z.string(), removable).optional(),
  slugs: z.record(z.string(), removable).optional(),
  description: z.string().optional(),
  descriptions: z.record(z.string(), removable).optional(),
  brand: z.string().optional(),
  type: z.string().optional(),
  category: z.string().optional(),
  merchant: z.string().optional(),
  provisioning: z.enum(['SHIPMENT', 'LICENCE_KEY']).optional(),
  attributes: z.record(z.string(), removable).optional(),
  minimumAge: z.number().nullable().optional(),
  forbiddenRegions: z.array(z.string()).optional(),
  alcoholByVolume: z.number().nullable().optional(),
  warnings: z.array(z.string()).optional(),
  media: z.array(media).optional(),
  taxCategory: z.string().optional(),
  options: z.array(z.strictObject({ name: z.string(), choices: z.array(z.string()) })).optional(),
  variants: z
    .array(
      z.strictObject({
        sku: z.string(),
        name: z.string().optional(),
        options: z.record(z.string(), z.string()).optional(),
        prices: z.record(z.string(), removable).optional(),
        specialPrices: z.array(specialPrice).optional(),
        media: z.array(media).optional(),
        taxCategory: removable.optional(),
      }),
    )
    .optional(),
}) satisfies z.ZodType<ProductRow>;

/** A row, or what is wrong with its form. */
export type ReadRow =
  | { readonly row: ProductRow; readonly faults: null }
  | { readonly row: null; readonly faults: readonly RowFault[] };

export function readRow(item: SourceItem): ReadRow {
  const { value, faults } = item;
  if (faults.length > 0) return { row: null, faults };
  const { data, error } = productRow.safeParse(value);
  if (data) return { row: data, faults: null };
  return {
    row: null,
    faults: error.issues.flatMap(faultsFrom).map((fault) => faultIn(item, fault)),
  };
}

const faultsFrom = (issue: z.core.$ZodIssue): Fault[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({
        path: [...issue.path, key].join('.'),
        message: 'There is no such field.',
      }))
    : [{ path: issue.path.join('.'), message: issue.message }];
