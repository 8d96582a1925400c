import { DomainError } from '#kernel/domain/domain-error.ts';

export class EmailTaken extends DomainError {
  readonly code = 'EMAIL_TAKEN';
  constructor() {
    super('Somebody has registered with this email address. Log in instead.');
  }
}

export class InvalidEmail extends DomainError {
  readonly code = 'INVALID_EMAIL';
  constructor() {
    super('This is not an email address.');
  }
}

export class WeakPassword extends DomainError {
  readonly code = 'WEAK_PASSWORD';
  constructor(
    readonly minimumLength: number,
    readonly maximumLength: number,
  ) {
    super(
      `A password has ${minimumLength} to ${maximumLength} characters and is not the email address.`,
    );
  }
}

export class InvalidName extends DomainError {
  readonly code = 'INVALID_NAME';
  constructor() {
    super('A name has 1 to 200 characters and no control characters.');
  }
}

export class InvalidBirthDate extends DomainError {
  readonly code = 'INVALID_BIRTH_DATE';
  constructor() {
    super('A birth date is a day in the past, written like 1990-12-31.');
  }
}

export class InvalidCountry extends DomainError {
  readonly code = 'INVALID_COUNTRY';
  constructor() {
    super('A country is an ISO 3166-1 code of two letters, such as DE.');
  }
}

/** The same for an unknown address and for a wrong password, so that nobody learns who has an account. */
export class InvalidCredentials extends DomainError {
  readonly code = 'INVALID_CREDENTIALS';
  constructor() {
    super('The email address or the password is wrong.');
  }
}

export class TooManyAttempts extends DomainError {
  readonly code = 'TOO_MANY_ATTEMPTS';
  constructor(readonly retryAfterSeconds: number) {
    super(`Too many attempts. Try again in ${retryAfterSeconds} seconds.`);
  }
}

/** It expired, was used before, was revoked, or never was one. */
export class RefreshTokenInvalid extends DomainError {
  readonly code = 'REFRESH_TOKEN_INVALID';
  constructor() {
    super('This refresh token is not good any more. Log in again.');
  }
}

export class NotLoggedIn extends DomainError {
  readonly code = 'NOT_LOGGED_IN';
  constructor() {
    super('Nobody is logged in, so nobody can log out.');
  }
}
