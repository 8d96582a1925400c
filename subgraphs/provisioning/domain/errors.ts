import { DomainError } from '#kernel/domain/domain-error.ts';

/** The status does not allow what was asked. */
export class ProvisioningTransitionForbidden extends DomainError {
  readonly code = 'PROVISIONING_TRANSITION_FORBIDDEN';
  constructor(
    readonly from: string,
    readonly to: string,
  ) {
    super(`What is ${from} cannot become ${to}.`);
  }
}

/** An item asks for a template that the product is not sold with, or for a product that is gone. */
export class TemplateMismatch extends DomainError {
  readonly code = 'TEMPLATE_MISMATCH';
  constructor(readonly sku: string) {
    super(`${sku} is not delivered in the way that was asked for.`);
  }
}

/** More licences in one line than the publisher hands out at once. */
export class LicenceLimitExceeded extends DomainError {
  readonly code = 'LICENCE_LIMIT_EXCEEDED';
  constructor(
    readonly sku: string,
    readonly limit: number,
  ) {
    super(`At most ${limit} licences of ${sku} can be delivered in one line.`);
  }
}

/** There is no such item, or it is somebody else's. */
export class ProvisionedItemNotFound extends DomainError {
  readonly code = 'PROVISIONED_ITEM_NOT_FOUND';
  constructor() {
    super('There is no such item.');
  }
}
