import { type Currency, exponentOf, isCurrency } from './currency.ts';
import { DomainError } from './domain-error.ts';

/** Money as it travels in events, jsonb and provider calls. `minorUnits` is an integer in a string. */
export type MoneyJson = { readonly minorUnits: string; readonly currency: Currency };

export class CurrencyMismatch extends DomainError {
  readonly code = 'CURRENCY_MISMATCH';
  constructor(
    readonly expected: Currency,
    readonly actual: Currency,
  ) {
    super(`Expected an amount in ${expected}, not in ${actual}.`);
  }
}

/** Not an amount that can be: its currency, its digits or its shares. */
export class InvalidMoney extends DomainError {
  readonly code = 'INVALID_MONEY';
  constructor(reason: string) {
    super(reason);
  }
}

/** An amount in one currency, counted in integer minor units (cents, pence, fils). Immutable. */
export class Money {
  private constructor(
    readonly minorUnits: bigint,
    readonly currency: Currency,
  ) {}

  static of(minorUnits: bigint, currency: Currency): Money {
    return new Money(minorUnits, currency);
  }

  static zero(currency: Currency): Money {
    return new Money(0n, currency);
  }

  /** @throws {InvalidMoney} unless `minorUnits` is an integer and `currency` an ISO 4217 code */
  static fromJSON(json: { minorUnits: string; currency: string }): Money {
    if (!isCurrency(json.currency)) throw new InvalidMoney(`Unknown currency ${json.currency}.`);
    if (!/^-?\d{1,18}$/.test(json.minorUnits)) {
      throw new InvalidMoney('Minor units are an integer of at most 18 digits.');
    }
    return new Money(BigInt(json.minorUnits), json.currency);
  }

  /**
   * Reads a decimal such as `12.34`. Fewer digits than the currency has are padded; more are refused, never rounded.
   * @throws {InvalidMoney} for anything else
   */
  static fromDecimal(decimal: string, currency: Currency): Money {
    const [match, sign, whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
    const exponent = exponentOf(currency);
    if (match === undefined || fraction.length > exponent) {
      throw new InvalidMoney(`Not an amount in ${currency} with at most ${exponent} decimals.`);
    }
    return Money.fromJSON({
      minorUnits: `${sign}${whole}${fraction.padEnd(exponent, '0')}`,
      currency,
    });
  }

  /** The sum of `amounts`; zero of `currency` when there are none. */
  static sum(amounts: readonly Money[], currency: Currency): Money {
    return amounts.reduce((total, amount) => total.plus(amount), Money.zero(currency));
  }

  get isZero(): boolean {
    return this.minorUnits === 0n;
  }

  get isPositive(): boolean {
    return this.minorUnits > 0n;
  }

  get isNegative(): boolean {
    return this.minorUnits < 0n;
  }

  /** @throws {CurrencyMismatch} */
  plus(other: Money): Money {
    return new Money(this.minorUnits + this.inSameCurrency(other), this.currency);
  }

  /** @throws {CurrencyMismatch} */
  minus(other: Money): Money {
    return new Money(this.minorUnits - this.inSameCurrency(other), this.currency);
  }

  negate(): Money {
    return new Money(-this.minorUnits, this.currency);
  }

  /** `quantity` times this amount; a whole number, so nothing is rounded. */
  times(quantity: number | bigint): Money {
    return new Money(this.minorUnits * BigInt(quantity), this.currency);
  }

  /** Negative, zero or positive, like a sort comparator. @throws {CurrencyMismatch} */
  compare(other: Money): number {
    const difference = this.minorUnits - this.inSameCurrency(other);
    return difference < 0n ? -1 : Number(difference > 0n);
  }

  equals(other: Money): boolean {
    return this.currency === other.currency && this.minorUnits === other.minorUnits;
  }

  /**
   * Divides this amount by `weights` so that the parts add up to it exactly: each part is rounded towards zero and the
   * units left over go one by one to the parts that lost most by that (largest remainder, the earlier part first).
   * @throws {InvalidMoney} unless some weight is positive and none negative
   */
  allocate(weights: readonly bigint[]): Money[] {
    const total = weights.reduce((sum, weight) => sum + weight, 0n);
    if (total <= 0n || weights.some((weight) => weight < 0n)) {
      throw new InvalidMoney('Weights must not be negative, and one must be positive.');
    }
    const sign = this.minorUnits < 0n ? -1n : 1n;
    const units = sign * this.minorUnits;
    const shares = weights.map((weight, index) => ({
      index,
      part: (units * weight) / total,
      lost: (units * weight) % total,
    }));
    const left = Number(units - shares.reduce((sum, share) => sum + share.part, 0n));
    const byLoss = shares.toSorted((a, b) =>
      a.lost === b.lost ? a.index - b.index : a.lost < b.lost ? 1 : -1,
    );
    for (const share of byLoss.slice(0, left)) share.part += 1n;
    return shares.map((share) => new Money(sign * share.part, this.currency));
  }

  /** `1234` minor units of EUR read `12.34`, of JPY `1234`, of KWD `1.234`. */
  toDecimal(): string {
    const exponent = exponentOf(this.currency);
    const sign = this.minorUnits < 0n ? '-' : '';
    const digits = (this.minorUnits < 0n ? -this.minorUnits : this.minorUnits)
      .toString()
      .padStart(exponent + 1, '0');
    const whole = digits.slice(0, digits.length - exponent);
    return exponent === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-exponent)}`;
  }

  toString(): string {
    return `${this.toDecimal()} ${this.currency}`;
  }

  toJSON(): MoneyJson {
    return { minorUnits: this.minorUnits.toString(), currency: this.currency };
  }

  private inSameCurrency(other: Money): bigint {
    if (other.currency !== this.currency) throw new CurrencyMismatch(this.currency, other.currency);
    return other.minorUnits;
  }
}
