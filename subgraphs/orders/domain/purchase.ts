/** Where another context says that its part of the purchase stands. */
export interface Outcome {
  readonly status: string;
  readonly reason: string | null;
}

/** What the purchase does next: it goes on, it waits for news, or it is over and is undone for `reason`. */
export type Decision =
  | { readonly next: 'go-on' }
  | { readonly next: 'wait' }
  | { readonly next: 'undo'; readonly reason: string };

const GO_ON: Decision = { next: 'go-on' };
const WAIT: Decision = { next: 'wait' };

/** After payments was asked to authorize, or told us news of it. */
export function afterAuthorization({ status, reason }: Outcome): Decision {
  switch (status) {
    case 'AUTHORIZED':
    case 'PARTIALLY_CAPTURED':
    case 'CAPTURED':
      return GO_ON;
    case 'DECLINED':
    case 'CANCELLED':
    case 'EXPIRED':
      return { next: 'undo', reason: reason ?? status };
    default:
      // The customer is busy at the bank, or the provider has not answered: neither is a refusal.
      return WAIT;
  }
}

/** After payments was asked to capture. Authorized with a reason means that the provider refused for good. */
export function afterCapture({ status, reason }: Outcome): Decision {
  switch (status) {
    case 'CAPTURED':
      return GO_ON;
    case 'AUTHORIZED':
      return reason === null ? WAIT : { next: 'undo', reason };
    case 'DECLINED':
    case 'CANCELLED':
    case 'EXPIRED':
      return { next: 'undo', reason: reason ?? status };
    default:
      return WAIT;
  }
}

/** After provisioning was asked to deliver, or told us news of it. */
export function afterProvisioning({ status, reason }: Outcome): Decision {
  switch (status) {
    case 'PROVISIONED':
      return GO_ON;
    case 'REQUESTED':
      return WAIT;
    default:
      return { next: 'undo', reason: reason ?? 'PROVISIONING_FAILED' };
  }
}
