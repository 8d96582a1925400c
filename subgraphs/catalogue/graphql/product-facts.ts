import type { Id } from '#kernel/domain/id.ts';
import type { MoneyInput } from '#kernel/graphql/money.type.ts';
import type { Compliance } from '../domain/compliance.ts';
import { type Fault, saidOnce } from '../domain/faults.ts';
import type { Prices, ProductFacts, VariantFacts } from '../domain/product-record.ts';
import { saidIn } from './addressed.type.ts';
import type {
  ComplianceInput,
  NamedValueInput,
  ProductFactsInput,
  ProductOptionInput,
  VariantInput,
} from './product-changes.type.ts';
import { said } from './said.ts';

/** What is said of a product; what is left out is not. Ids are what the domain makes of them. */
export function factsOf(input: ProductFactsInput, slips: Fault[]): Partial<ProductFacts> {
  const { attributes, options, categoryId, merchantId } = input;
  const { brand, productType, provisioning, taxCategory } = input;
  return {
    ...saidIn(input, slips),
    ...said({
      brand,
      productType,
      provisioning,
      taxCategory,
      categoryId: categoryId as Id<'cat'> | null,
      merchantId: merchantId as Id<'mer'> | null,
      attributes: attributes && byName('attributes', attributes, slips),
      options: options?.map(optionOf),
    }),
  };
}

export const complianceOf = ({
  minimumAge,
  forbiddenRegions,
  alcoholByVolume,
  warnings,
}: ComplianceInput): Compliance => ({
  minimumAge: minimumAge ?? null,
  forbiddenRegions,
  alcoholByVolume: alcoholByVolume ?? null,
  warnings,
});

export const optionOf = ({ name, values }: ProductOptionInput) => ({ name, choices: values });

export const variantOf = (
  { sku, name, options, prices, taxCategory }: VariantInput,
  slips: Fault[],
  place: string,
): VariantFacts => ({
  sku,
  name,
  options: byName(`${place}options`, options, slips),
  prices: pricesOf(`${place}prices`, prices, slips),
  specialPrices: [],
  media: [],
  taxCategory: taxCategory ?? null,
});

export const pricesOf = (path: string, prices: readonly MoneyInput[], slips: Fault[]): Prices =>
  saidOnce(
    path,
    prices.map(({ currency, minorUnits }) => [currency, minorUnits]),
    slips,
  );

export const byName = (
  path: string,
  pairs: readonly NamedValueInput[],
  slips: Fault[],
): Record<string, string> =>
  saidOnce(
    path,
    pairs.map(({ name, value }) => [name, value]),
    slips,
  );
