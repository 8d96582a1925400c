import { randomBytes } from 'node:crypto';

/** 128 random bits: whoever knows the id of a payment may open its page, so nobody must be able to guess it. */
export const newId = (prefix: 'psp' | 're' | 'evt' | 'tok' | 'hold'): string =>
  `${prefix}_${randomBytes(16).toString('hex')}`;
