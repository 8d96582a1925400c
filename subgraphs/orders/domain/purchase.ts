/** Where another context says that its part of the purchase stands. */
export interface Outcome {
  readonly status: string;
  readonly reason: string | null;
}

/** News for a purchase that waits, by what it waits for. */
export type Topic = 'authorization' | 'provisioning' | 'capture';

/** What the purchase does next: it goes on, it waits for news, or it is over and is undone for `reason`. */
export type Decision =
  | { readonly next: 'go-on' }
  | { readonly next: 'wait'; readonly for: Topic }
  | { readonly next: 'undo'; readonly reason: string };

const GO_ON: Decision = { next: 'go-on' };
const undo = (reason: string): Decision => ({ next: 'undo', reason });

/** After the catalogue was asked to hold the goods. */
export const afterReservation = (shortage: string | null): Decision =>
  shortage === null ? GO_ON : undo(shortage);

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
      return undo(reason ?? status);
    default:
      // The customer is busy at the bank, or the provider has not answered: neither is a refusal.
      return { next: 'wait', for: 'authorization' };
  }
}

/** After provisioning was asked to deliver, or told us news of it. */
export function afterProvisioning({ status, reason }: Outcome): Decision {
  switch (status) {
    case 'PROVISIONED':
      return GO_ON;
    case 'REQUESTED':
      return { next: 'wait', for: 'provisioning' };
    default:
      return undo(reason ?? 'PROVISIONING_FAILED');
  }
}

/** After payments was asked to capture. Authorized with a reason means that the provider refused for good. */
export function afterCapture({ status, reason }: Outcome): Decision {
  switch (status) {
    case 'CAPTURED':
      return GO_ON;
    case 'AUTHORIZED':
      return reason === null ? { next: 'wait', for: 'capture' } : undo(reason);
    case 'DECLINED':
    case 'CANCELLED':
    case 'EXPIRED':
      return undo(reason ?? status);
    default:
      return { next: 'wait', for: 'capture' };
  }
}
