import type { Currency } from '#kernel/domain/currency.ts';
import { InvalidMoney, Money } from '#kernel/domain/money.ts';

/** Minor units, both ends included; null where there is no end. */
export type PriceBounds = { readonly atLeast: bigint | null; readonly atMost: bigint | null };

/** What a query says of the price, and its other words. */
export type PricedQuery = { readonly words: string; readonly price: PriceBounds };

/** Words for money, and the currencies that they may mean. */
const MONEY: readonly (readonly [words: string, currencies: readonly Currency[]])[] = [
  ['€|euros?|eur', ['EUR']],
  ['£|pounds?|quid|pfund|livres?|libras?|sterlin[ae]|gbp', ['GBP']],
  ['\\$|d[oó]ll?ar(?:e?s|i|o)?|usd', ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD']],
  ['francs?|franken|francos?|franchi|chf', ['CHF']],
];
/** Other codes are known in capitals only: “all” and “try” are words. */
const NAMES = [...MONEY.map(([words]) => words), '(?-i:[A-Z]{3})'].join('|');
const NUMBER = String.raw`\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d{1,7}(?:[.,]\d{1,2})?`;
const NO_LETTER = String.raw`(?![\p{L}\p{N}])`;

/** "€20", "20 euro", "20". */
const amount = (name: string) =>
  String.raw`(?:(?<${name}Sign>${NAMES})\s?)?(?<${name}>${NUMBER})(?!\d|[.,]\d)(?:\s?(?<${name}Name>${NAMES})${NO_LETTER})?`;
const [LOWER, UPPER] = [amount('lower'), amount('upper')];

type Said = {
  readonly pattern: RegExp;
  /** Whether it is about a price even if it names no money, as long as nothing follows: "over 12 years" is an age. */
  readonly isSure: boolean;
  /** "Under 20" is less than 20. */
  readonly isStrict: boolean;
};

const said = (pattern: string, isSure: boolean, isStrict = false): Said => ({
  pattern: new RegExp(String.raw`(?<![\p{L}\p{N}])${pattern}`, 'iu'),
  isSure,
  isStrict,
});

/** In English, German, French, Spanish and Italian; those that say more stand first. */
const SAYINGS: readonly Said[] = [
  said(
    String.raw`(?:between|zwischen|entre|tra|fra)\s+${LOWER}\s+(?:and|und|et|y|e)\s+${UPPER}`,
    true,
  ),
  said(String.raw`(?:(?:from|von|de|desde|da)\s+)?${LOWER}\s*(?:to|bis|à|a|-|–)\s*${UPPER}`, false),
  said(
    '(?:under|below|less than|cheaper than|unter|weniger als|billiger als|günstiger als|(?:à )?moins de|sous|en dessous de' +
      `|(?:por )?menos de|por debajo de|(?:a )?meno di|al di sotto d(?:i|ei)|sotto(?: (?:i|gli|ai))?)\\s+${UPPER}`,
    true,
    true,
  ),
  said(
    '(?:over|above|more than|über|mehr als|(?:à )?plus de|au-dessus de|(?:por )?m[aá]s de|por encima de|pi[uù] di' +
      `|al di sopra d(?:i|ei)|oltre(?: i)?|sopra(?: (?:i|ai))?)\\s+${LOWER}`,
    true,
    true,
  ),
  said(
    "(?:up to|at most|no more than|not more than|max(?:imum|imal)?|bis(?: zu)?|höchstens|jusqu[’']à|au (?:plus|maximum)" +
      `|hasta|(?:como )?m[aá]ximo|fino a|(?:al )?massimo)\\s+${UPPER}`,
    false,
  ),
  said(
    '(?:at least|from|min(?:imum)?|ab|von|mindestens|[aà] partir de|dès|au (?:moins|minimum)|desde|al menos|m[ií]nimo' +
      `|a partire da|da|almeno|minimo)\\s+${LOWER}`,
    false,
  ),
];

/**
 * The price that a query asks for: "red wine under 20 euro", "zwischen 10 und 20 €". Null if it says none, or says it in another
 * currency. What is neither at the query's end nor named money is no price.
 */
export function pricedQuery(query: string, currency: Currency): PricedQuery | null {
  if (!/\d/.test(query)) return null;
  let [words, price]: [string, PriceBounds] = [query, { atLeast: null, atMost: null }];
  for (const saying of SAYINGS) {
    const found = boundsIn(words, saying, currency);
    if (!found || isKnown(price, found.price)) continue;
    words = found.words;
    price = {
      atLeast: found.price.atLeast ?? price.atLeast,
      atMost: found.price.atMost ?? price.atMost,
    };
  }
  const { atLeast, atMost } = price;
  const isSaid = atLeast !== null || atMost !== null;
  return isSaid && (atMost === null || atMost >= (atLeast ?? 0n)) ? { words, price } : null;
}

const isKnown = (known: PriceBounds, found: PriceBounds): boolean =>
  (known.atLeast !== null && found.atLeast !== null) ||
  (known.atMost !== null && found.atMost !== null);

function boundsIn(
  query: string,
  { pattern, isSure, isStrict }: Said,
  currency: Currency,
): PricedQuery | null {
  const match = pattern.exec(query);
  const { lower, lowerSign, lowerName, upper, upperSign, upperName } = match?.groups ?? {};
  if (!match) return null;
  const named = [lowerSign, lowerName, upperSign, upperName].filter((name) => name !== undefined);
  if (!named.every((name) => mayMean(name, currency))) return null;
  const behind = query.slice(match.index + match[0].length);
  if (named.length === 0 && !(isSure && /^[\s?!.]*$/.test(behind))) return null;
  const beyond = isStrict ? 1n : 0n;
  const [atLeast, atMost] = [unitsOf(lower, currency), unitsOf(upper, currency)];
  if (atLeast === undefined || atMost === undefined) return null;
  return {
    words: `${query.slice(0, match.index)} ${behind}`,
    price: {
      atLeast: atLeast === null ? null : atLeast + beyond,
      atMost: atMost === null ? null : atMost - beyond,
    },
  };
}

const mayMean = (name: string, currency: Currency): boolean =>
  name === currency ||
  MONEY.some(
    ([words, meant]) => new RegExp(`^(?:${words})$`, 'iu').test(name) && meant.includes(currency),
  );

/** Null for nothing; undefined for what is no amount of this currency. */
function unitsOf(number: string | undefined, currency: Currency): bigint | null | undefined {
  if (number === undefined) return null;
  const [, whole, fraction] = /^(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,2}))?$/.exec(number) ?? [];
  const decimal = [whole?.replaceAll(/[.,]/g, ''), fraction].filter(Boolean).join('.');
  try {
    return Money.fromDecimal(decimal, currency).minorUnits;
  } catch (error) {
    if (error instanceof InvalidMoney) return undefined;
    throw error;
  }
}
