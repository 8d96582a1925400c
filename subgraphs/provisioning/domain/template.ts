import { createHash } from 'node:crypto';
import { LicenceLimitExceeded } from './errors.ts';

export const TEMPLATES = ['SHIPMENT', 'LICENCE_KEY'] as const;

/** How a product becomes the customer's. */
export type Template = (typeof TEMPLATES)[number];

/** What the customer gets: keys to type in, or a parcel to wait for. */
export interface Delivery {
  readonly licenceKeys: readonly string[];
  readonly trackingNumber: string | null;
}

export interface ItemOrder {
  readonly itemId: string;
  readonly sku: string;
  readonly quantity: number;
}

/** Publishers hand out no more seats than this in one line; larger customers sign a contract. */
export const MAX_LICENCES = 25;

const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/**
 * Carries out a template. The same item always gets the same delivery, so that doing it again after a crash gives the
 * customer nothing else.
 * @param secret keeps keys from being guessed from the item's id
 * @throws {LicenceLimitExceeded}
 */
export function deliver(template: Template, item: ItemOrder, secret: string): Delivery {
  switch (template) {
    case 'LICENCE_KEY':
      if (item.quantity > MAX_LICENCES) throw new LicenceLimitExceeded(item.sku, MAX_LICENCES);
      return {
        licenceKeys: Array.from({ length: item.quantity }, (_, seat) =>
          licenceKey(item, seat, secret),
        ),
        trackingNumber: null,
      };
    case 'SHIPMENT':
      return { licenceKeys: [], trackingNumber: `CT${digits(item, secret)}` };
  }
}

/** Five groups of five characters that cannot be confused when read aloud. */
function licenceKey({ itemId }: ItemOrder, seat: number, secret: string): string {
  const bytes = createHash('sha256').update(`${secret}/licence/${itemId}/${seat}`).digest();
  const characters = [...bytes.subarray(0, 25)].map((byte) => ALPHABET[byte % ALPHABET.length]);
  return Array.from({ length: 5 }, (_, group) =>
    characters.slice(group * 5, group * 5 + 5).join(''),
  ).join('-');
}

/** Twelve digits and a check digit modulo 10. */
function digits({ itemId }: ItemOrder, secret: string): string {
  const number =
    createHash('sha256').update(`${secret}/parcel/${itemId}`).digest().readBigUInt64BE() %
    10n ** 12n;
  const body = number.toString().padStart(12, '0');
  const check =
    [...body].reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) %
    10;
  return `${body}${(10 - check) % 10}`;
}
