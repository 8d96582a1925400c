type RefusalType =
  | 'invalid_request'
  | 'authentication'
  | 'not_found'
  | 'conflict'
  | 'idempotency'
  | 'card';

const HTTP_STATUS: Record<RefusalType, number> = {
  invalid_request: 400,
  authentication: 401,
  card: 402,
  not_found: 404,
  conflict: 409,
  idempotency: 422,
};

/** A call that the provider refuses. It had no effect, so it may be sent again with the same idempotency key. */
export class Refusal extends Error {
  readonly httpStatus: number;

  constructor(
    readonly type: RefusalType,
    readonly code: string,
    message: string,
    readonly facts: Record<string, string> = {},
  ) {
    super(message);
    this.httpStatus = HTTP_STATUS[type];
  }

  toJSON() {
    return { error: { type: this.type, code: this.code, message: this.message, ...this.facts } };
  }
}
