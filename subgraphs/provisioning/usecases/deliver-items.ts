import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '#kernel/domain/domain-error.ts';
import type { Id } from '#kernel/domain/id.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { TemplateMismatch } from '../domain/errors.ts';
import { ProvisionedItem } from '../domain/provisioned-item.ts';
import { ProvisioningRequest } from '../domain/provisioning-request.ts';
import { deliver as deliveryBy } from '../domain/template.ts';
import type { SoldAs } from './how-sold.ts';

/** Delivers a request that waits. One that was revoked meanwhile stays as it is. */
export async function deliverItems(
  rt: Runtime,
  em: EntityManager,
  requestId: Id<'prq'>,
  soldAs: SoldAs,
): Promise<void> {
  const request = await em.findOneOrFail(ProvisioningRequest, requestId, {
    lockMode: LockMode.PESSIMISTIC_WRITE,
  });
  if (request.status !== 'REQUESTED') return;
  const { orderId } = request;
  const items = await em.find(ProvisionedItem, { orderId }, { orderBy: { id: 'asc' } });
  deliver(rt, request, items, soldAs);
}

/** Delivers every item of a request, or fails all of them with the reason of the first that is not to be had. */
export function deliver(
  rt: Runtime,
  request: ProvisioningRequest,
  items: readonly ProvisionedItem[],
  soldAs: SoldAs,
): void {
  const at = rt.clock();
  try {
    const secret = rt.secret('provisioned items');
    const deliveries = items.map((item) => deliveryOf(item, soldAs, secret));
    items.forEach((item, index) => item.activate(deliveries[index]!, at));
    request.complete();
  } catch (refusal) {
    if (!(refusal instanceof DomainError)) throw refusal;
    for (const item of items) item.fail(at);
    request.fail(refusal.code);
  }
}

function deliveryOf(item: ProvisionedItem, soldAs: SoldAs, secret: string) {
  if (soldAs.get(item.variantId) !== item.template) throw new TemplateMismatch(item.sku);
  const { id: itemId, sku, quantity, template } = item;
  return deliveryBy(template, { itemId, sku, quantity }, secret);
}
