import { isId } from '#kernel/domain/id.ts';
import { REGION } from '#kernel/domain/region.ts';
import { InvalidProduct } from './errors.ts';
import { type Fault, areDistinct, fault, requireSound, saidFaults, text } from './faults.ts';
import { mediaFaults } from './media.ts';
import { specialPriceFaults } from './pricing.ts';
import type { ProductRecord } from './product-record.ts';

const MOST = { attributes: 100, warnings: 20, options: 5, choices: 200, variants: 250 } as const;

/**
 * @returns the record
 * @param more what else is wrong with it
 * @throws {InvalidProduct} naming everything that is wrong
 */
export function checked(record: ProductRecord, more: readonly Fault[] = []): ProductRecord {
  return requireSound(record, [...productFaults(record), ...more], InvalidProduct);
}

/** Everything that is wrong with it, whatever its type demands. */
export function productFaults(record: ProductRecord): Fault[] {
  const { brand, attributes, merchantId } = record;
  return [
    ...saidFaults(record),
    ...text('brand', brand, 200),
    ...fault(!isId('mer', merchantId), 'merchantId', 'This is not the id of a merchant.'),
    ...fault(Object.keys(attributes).length > MOST.attributes, 'attributes', atMost('attributes')),
    ...Object.entries(attributes).flatMap(([key, value]) => text(`attributes.${key}`, value, 500)),
    ...mediaFaults('media', record.media),
    ...fault(!TAX_CATEGORY_PATTERN.test(record.taxCategory), 'taxCategory', TAX_CATEGORY),
    ...complianceFaults(record),
    ...optionFaults(record),
    ...variantFaults(record),
  ];
}

function complianceFaults(record: ProductRecord): Fault[] {
  const { minimumAge, alcoholByVolume: strength, forbiddenRegions, warnings } = record;
  const ageIsWrong =
    minimumAge !== null && !(Number.isInteger(minimumAge) && minimumAge >= 1 && minimumAge <= 99);
  const strengthIsWrong = strength !== null && !(strength >= 0 && strength <= 100);
  return [
    ...fault(ageIsWrong, 'minimumAge', 'An age is 1 to 99 whole years.'),
    ...fault(strengthIsWrong, 'alcoholByVolume', 'A strength is 0 to 100 percent.'),
    ...forbiddenRegions.flatMap((region, index) =>
      fault(!REGION.test(region), `forbiddenRegions.${index}`, NO_REGION),
    ),
    ...fault(warnings.length > MOST.warnings, 'warnings', atMost('warnings')),
    ...warnings.flatMap((warning, index) => text(`warnings.${index}`, warning, 500)),
  ];
}

function optionFaults({ options }: ProductRecord): Fault[] {
  return [
    ...fault(options.length > MOST.options, 'options', atMost('options')),
    ...fault(!areDistinct(options.map(({ name }) => name)), 'options', 'An option is named once.'),
    ...options.flatMap(({ name, choices }, index) => [
      ...spelling(`options.${index}.name`, name, 100),
      ...fault(
        choices.length < 1 || choices.length > MOST.choices || !areDistinct(choices.map(inSmall)),
        `options.${index}.choices`,
        `An option has 1 to ${MOST.choices} choices, which differ in more than capital letters.`,
      ),
      ...choices.flatMap((choice) => spelling(`options.${index}.choices`, choice, 200)),
    ]),
  ];
}

const inSmall = (choice: string) => choice.toLowerCase();

/** What nobody could tell apart is one value of a facet: the database demands it too. */
const spelling = (path: string, value: string, longest: number): Fault[] => [
  ...text(path, value, longest),
  ...fault(
    value !== value.normalize('NFC').trim().replaceAll(/\s+/g, ' '),
    path,
    `“${value}” has spaces around it or doubled ones, or a letter whose accent stands apart.`,
  ),
];

function variantFaults({ variants, options }: ProductRecord): Fault[] {
  const seen = new Set<string>();
  return [
    ...fault(variants.length > MOST.variants, 'variants', atMost('variants')),
    ...variants.flatMap((variant, index) => {
      const at = `variants.${index}`;
      const chosen = JSON.stringify(options.map(({ name }) => variant.options[name]));
      const again = [variant.sku, chosen].map((key) => seen.has(key) || !seen.add(key));
      return [
        ...fault(!/^[A-Za-z0-9][\w.-]{0,99}$/.test(variant.sku), `${at}.sku`, SKU),
        ...fault(again[0] === true, `${at}.sku`, 'The product has this SKU twice.'),
        ...fault(again[1] === true, `${at}.options`, 'Another variant has the same choices.'),
        ...text(`${at}.name`, variant.name, 200),
        ...mediaFaults(`${at}.media`, variant.media),
        ...specialPriceFaults(`${at}.specialPrices`, variant.specialPrices),
        ...fault(
          variant.taxCategory !== null && !TAX_CATEGORY_PATTERN.test(variant.taxCategory),
          `${at}.taxCategory`,
          TAX_CATEGORY,
        ),
        ...options.flatMap(({ name, choices }) =>
          fault(
            !choices.includes(variant.options[name] ?? ''),
            `${at}.options.${name}`,
            'A variant has one of the choices of each option.',
          ),
        ),
        ...Object.keys(variant.options).flatMap((name) =>
          fault(
            !options.some((option) => option.name === name),
            `${at}.options.${name}`,
            'The product has no such option.',
          ),
        ),
        ...Object.entries(variant.prices).flatMap(([currency, minorUnits]) =>
          fault(
            !/^[1-9]\d{0,17}$/.test(minorUnits),
            `${at}.prices.${currency}`,
            'A price is more than nothing.',
          ),
        ),
      ];
    }),
  ];
}

const TAX_CATEGORY_PATTERN = /^[a-z][a-z0-9-]{0,49}$/;
const TAX_CATEGORY = 'A tax category is 1 to 50 small letters, digits and hyphens.';
const SKU = 'A SKU is 1 to 100 letters, digits, hyphens, dots and underscores.';
const NO_REGION =
  'A region is an ISO 3166-1 alpha-2 country such as US, or an ISO 3166-2 code such as US-UT.';

const atMost = (things: keyof typeof MOST) => `A product has at most ${MOST[things]} ${things}.`;
