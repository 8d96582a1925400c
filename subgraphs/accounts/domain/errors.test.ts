import { describeRefusals } from '#kernel/testing/refusals.ts';
import * as errors from './errors.ts';

describeRefusals('accounts', errors, [
  new errors.EmailTaken(),
  new errors.InvalidEmail(),
  new errors.WeakPassword(10, 128),
  new errors.InvalidName(),
  new errors.InvalidBirthDate(),
  new errors.InvalidCountry(),
  new errors.InvalidCredentials(),
  new errors.TooManyAttempts(30),
  new errors.RefreshTokenInvalid(),
  new errors.NotLoggedIn(),
]);
