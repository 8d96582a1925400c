import { DomainError } from './domain-error.ts';

/** Whoever changes by hand what runs by itself must say why. */
export class InvalidReason extends DomainError {
  readonly code = 'INVALID_REASON';
  constructor() {
    super('A reason has 1 to 500 characters.');
  }
}

/**
 * What somebody gave as their reason, without the space around it.
 * @throws {InvalidReason} unless that has 1 to 500 characters
 */
export function reasonFrom(text: string): string {
  const reason = text.trim();
  if (reason.length < 1 || reason.length > 500) throw new InvalidReason();
  return reason;
}
