import { DomainError } from '#kernel/domain/domain-error.ts';
import type { DeliveryStatus } from './delivery.ts';

/** The message has left for good, or never was to leave. */
export class DeliveryConcluded extends DomainError {
  readonly code = 'DELIVERY_CONCLUDED';
  constructor(readonly status: DeliveryStatus) {
    super(`Nothing more is delivered of a message that is ${status}.`);
  }
}
