import { WeakPassword } from './errors.ts';

/** Source: NIST SP 800-63B: length is what counts, and an upper bound only keeps hashing affordable. */
const MINIMUM_LENGTH = 10;
const MAXIMUM_LENGTH = 128;

/** @throws {WeakPassword} */
export function checkPassword(password: string, email: string): void {
  const length = [...password].length;
  const isEmail = password.trim().toLowerCase() === email.trim().toLowerCase();
  if (length < MINIMUM_LENGTH || length > MAXIMUM_LENGTH || isEmail) {
    throw new WeakPassword(MINIMUM_LENGTH, MAXIMUM_LENGTH);
  }
}
