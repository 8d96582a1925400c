import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '#kernel/domain/domain-error.ts';
import type { Id } from '#kernel/domain/id.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { TemplateMismatch } from '../domain/errors.ts';
import { ProvisionedItem } from '../domain/provisioned-item.ts';
import { ProvisioningRequest } from '../domain/provisioning-request.ts';
import { type Template, deliver } from '../domain/template.ts';

/**
 * Delivers every item of a request, or fails all of them with the reason of the first that is not to be had. A request
 * that was revoked meanwhile stays as it is.
 * @param soldAs how the catalogue says that each variant is delivered
 */
export async function deliverItems(
  rt: Runtime,
  em: EntityManager,
  requestId: Id<'prq'>,
  soldAs: ReadonlyMap<string, Template>,
): Promise<void> {
  const request = await em.findOneOrFail(ProvisioningRequest, requestId, {
    lockMode: LockMode.PESSIMISTIC_WRITE,
  });
  if (request.status !== 'REQUESTED') return;
  const items = await em.find(
    ProvisionedItem,
    { orderId: request.orderId },
    { orderBy: { id: 'asc' } },
  );
  const at = rt.clock();
  try {
    const deliveries = items.map((item) =>
      deliveryOf(item, soldAs, rt.secret('provisioned items')),
    );
    items.forEach((item, index) => item.activate(deliveries[index]!, at));
    request.complete();
  } catch (refusal) {
    if (!(refusal instanceof DomainError)) throw refusal;
    for (const item of items) item.fail(at);
    request.fail(refusal.code);
  }
}

function deliveryOf(item: ProvisionedItem, soldAs: ReadonlyMap<string, Template>, secret: string) {
  if (soldAs.get(item.variantId) !== item.template) throw new TemplateMismatch(item.sku);
  return deliver(
    item.template,
    { itemId: item.id, sku: item.sku, quantity: item.quantity },
    secret,
  );
}
