import { Aggregate } from '#kernel/domain/aggregate.ts';
import type { Id } from '#kernel/domain/id.ts';
import type { UserEvent } from '../events.ts';
import { InvalidBirthDate, InvalidCountry, InvalidEmail, InvalidName } from './errors.ts';
import { type Role, permissionsOf } from './permissions.ts';

export interface NewUser {
  readonly id: Id<'usr'>;
  readonly email: string;
  readonly name: string;
  /** As `YYYY-MM-DD`. */
  readonly birthDate: string;
  readonly country: string;
  readonly roles: readonly Role[];
  readonly merchantId: Id<'mer'> | null;
  readonly registeredAt: Date;
}

/** A person who can log in. What they know, their password, is kept elsewhere. */
export class User extends Aggregate<UserEvent> {
  readonly id: Id<'usr'>;
  readonly email: string;
  readonly name: string;
  readonly birthDate: string;
  readonly country: string;
  readonly roles: readonly Role[];
  /** The merchant a seller works for. */
  readonly merchantId: Id<'mer'> | null;
  readonly registeredAt: Date;

  /**
   * @throws {InvalidEmail}
   * @throws {InvalidName}
   * @throws {InvalidBirthDate} unless it is a real day before `registeredAt`
   * @throws {InvalidCountry}
   */
  constructor(user: NewUser) {
    super();
    this.id = user.id;
    this.email = normalizeEmail(user.email);
    this.name = checkName(user.name);
    this.birthDate = checkBirthDate(user.birthDate, user.registeredAt);
    this.country = checkCountry(user.country);
    this.roles = user.roles;
    this.merchantId = user.merchantId;
    this.registeredAt = user.registeredAt;
    for (const role of this.roles) this.raise(this.became(role));
  }

  get permissions(): string[] {
    return permissionsOf(this.roles);
  }

  private became(role: Role): UserEvent {
    switch (role) {
      case 'customer':
        return { type: 'CustomerRegistered', data: { customerId: this.id } };
      case 'seller':
        return { type: 'SellerAppointed', data: { userId: this.id } };
      case 'operator':
        return { type: 'OperatorAppointed', data: { userId: this.id } };
    }
  }
}

/** Something, @, and a name with a dot; no spaces or control characters. Whether mail arrives there is another matter. */
const EMAIL = /^[^\s@\p{Cc}]{1,64}@[^\s@.\p{Cc}]+(\.[^\s@.\p{Cc}]+)+$/u;

/** Addresses that differ only in case or in spaces around them are the same. @throws {InvalidEmail} */
export function normalizeEmail(email: string): string {
  const normalized = email.trim().toLowerCase();
  if (normalized.length > 254 || !EMAIL.test(normalized)) throw new InvalidEmail();
  return normalized;
}

function checkName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length < 1 || trimmed.length > 200 || /\p{Cc}/u.test(trimmed))
    throw new InvalidName();
  return trimmed;
}

/** Nobody is older than this. */
const EARLIEST_BIRTH = '1890-01-01';

function checkBirthDate(birthDate: string, today: Date): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(birthDate)
    ? new Date(`${birthDate}T00:00:00Z`)
    : new Date(Number.NaN);
  // A day that does not exist, such as 30 February, becomes another one.
  const real = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(birthDate);
  if (!real || day > today || birthDate < EARLIEST_BIRTH) throw new InvalidBirthDate();
  return birthDate;
}

function checkCountry(country: string): string {
  const code = country.toUpperCase();
  if (!/^[A-Z]{2}$/.test(code)) throw new InvalidCountry();
  return code;
}
