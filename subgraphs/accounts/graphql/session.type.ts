import { Field, GraphQLISODateTime, InputType, Int, ObjectType } from 'type-graphql';
import { problem, resultUnion } from '#kernel/graphql/problems.ts';
import {
  EmailTaken,
  InvalidBirthDate,
  InvalidCountry,
  InvalidCredentials,
  InvalidEmail,
  InvalidName,
  NotLoggedIn,
  RefreshTokenInvalid,
  TooManyAttempts,
  WeakPassword,
} from '../domain/errors.ts';
import type { Grant } from '../usecases/open-session.ts';
import { ViewerType } from './people.type.ts';

@ObjectType('Session', { description: 'What a client holds after it has logged in.' })
export class SessionType {
  @Field(() => String, {
    description: 'Sent as "Authorization: Bearer …" until it expires. A JWT.',
  })
  accessToken!: string;

  @Field(() => String, {
    description: 'Trades once for a new session by refreshSession. Keep it secret.',
  })
  refreshToken!: string;

  @Field(() => GraphQLISODateTime, { description: 'When the access token expires.' })
  expiresAt!: Date;

  @Field(() => ViewerType, { description: 'Who has logged in.' })
  viewer!: ViewerType;

  static of({ user, accessToken, refreshToken, expiresAt }: Grant): SessionType {
    return Object.assign(new SessionType(), {
      accessToken,
      refreshToken,
      expiresAt,
      viewer: ViewerType.of(user),
    });
  }
}

@ObjectType('LoggedOut', { description: 'The session has ended.' })
export class LoggedOutType {
  @Field(() => GraphQLISODateTime, {
    description:
      'When it ended. Its access token is good until it expires, its refresh token for nothing.',
  })
  endedAt!: Date;

  static of(endedAt: Date): LoggedOutType {
    return Object.assign(new LoggedOutType(), { endedAt });
  }
}

@InputType('RegisterInput', { description: 'Who wants to become a customer.' })
export class RegisterInput {
  @Field(() => String, { description: 'Their email address, by which they log in.' })
  email!: string;

  @Field(() => String, { description: 'A password of 10 to 128 characters.' })
  password!: string;

  @Field(() => String, { description: 'Their name.' })
  name!: string;

  @Field(() => String, {
    description: 'Their birth date as YYYY-MM-DD; some goods have a minimum age.',
  })
  birthDate!: string;

  @Field(() => String, { description: 'Where they live, as an ISO 3166-1 code of two letters.' })
  country!: string;
}

@InputType('LogInInput', { description: 'How somebody shows who they are.' })
export class LogInInput {
  @Field(() => String, { description: 'The email address they registered with.' })
  email!: string;

  @Field(() => String, { description: 'Their password.' })
  password!: string;
}

@InputType('RefreshSessionInput', { description: 'The token to trade.' })
export class RefreshSessionInput {
  @Field(() => String, { description: 'The latest refresh token of the session.' })
  refreshToken!: string;
}

const TooManyAttemptsProblem = problem(
  TooManyAttempts,
  'Too many log-ins failed for this account or from this address, or too many registered from it.',
  { facts: { retryAfterSeconds: { type: () => Int, description: 'When to try again.' } } },
);

export const RegisterResult = resultUnion(
  'RegisterResult',
  'A session of the new customer, or why there is none.',
  SessionType,
  problem(EmailTaken, 'Somebody has registered with this email address.'),
  problem(InvalidEmail, 'This is not an email address.'),
  problem(WeakPassword, 'The password is too short, too long, or the email address.', {
    facts: {
      minimumLength: { type: () => Int, description: 'How many characters it needs.' },
      maximumLength: { type: () => Int, description: 'How many characters it may have.' },
    },
  }),
  problem(InvalidName, 'The name is empty or too long.'),
  problem(InvalidBirthDate, 'This is no day in the past.'),
  problem(InvalidCountry, 'This is no ISO 3166-1 code.'),
  TooManyAttemptsProblem,
);

export const LogInResult = resultUnion(
  'LogInResult',
  'A session, or why there is none.',
  SessionType,
  problem(InvalidCredentials, 'The email address or the password is wrong.'),
  TooManyAttemptsProblem,
);

export const RefreshSessionResult = resultUnion(
  'RefreshSessionResult',
  'A new session, or why there is none.',
  SessionType,
  problem(RefreshTokenInvalid, 'The refresh token expired, was used before or was revoked.'),
);

export const LogOutResult = resultUnion(
  'LogOutResult',
  'The end of the session, or why there is none.',
  LoggedOutType,
  problem(NotLoggedIn, 'Nobody is logged in.'),
);
