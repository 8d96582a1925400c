/**
 * A rule of the business was broken. The transaction rolls back and the caller is told `code` and the facts that the
 * subclass carries as public properties. A code is never reused or renamed once published.
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
