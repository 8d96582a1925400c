import { InvalidShippingAddress } from './errors.ts';

export type ShippingAddress = {
  readonly name: string;
  readonly line1: string;
  readonly line2: string | null;
  readonly postalCode: string;
  readonly city: string;
  /** ISO 3166-2, such as US-UT. */
  readonly region: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
};

export interface AddressInput {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string | null | undefined;
  readonly postalCode: string;
  readonly city: string;
  readonly region?: string | null | undefined;
  readonly country: string;
}

const MAX_LENGTH = 200;

/** @throws {InvalidShippingAddress} naming the first field that is missing, too long or not of its form */
export function shippingAddress(input: AddressInput): ShippingAddress {
  const country = input.country.trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(country)) throw new InvalidShippingAddress('country');
  return {
    name: required('name', input.name),
    line1: required('line1', input.line1),
    line2: input.line2 ? required('line2', input.line2) : null,
    postalCode: required('postalCode', input.postalCode),
    city: required('city', input.city),
    region: input.region ? regionOf(input.region, country) : null,
    country,
  };
}

function required(field: string, value: string): string {
  const trimmed = value.trim();
  if (trimmed === '' || trimmed.length > MAX_LENGTH) throw new InvalidShippingAddress(field);
  return trimmed;
}

/** `UT` and `US-UT` are the same part of US. */
function regionOf(region: string, country: string): string {
  const given = region.trim().toUpperCase();
  const full = given.startsWith(`${country}-`) ? given : `${country}-${given}`;
  if (!/^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(full)) throw new InvalidShippingAddress('region');
  return full;
}
