import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { type Id, newId } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { ProvisionedItem } from '../domain/provisioned-item.ts';
import { ProvisioningRequest } from '../domain/provisioning-request.ts';
import type { Template } from '../domain/template.ts';
import { deliver } from './deliver-items.ts';
import { type SoldAs, howSold } from './how-sold.ts';

export const PROVISION_ORDER_WORKFLOW = 'provisioning.provision-order';

export interface LineToProvision {
  readonly lineId: Id<'oln'>;
  readonly variantId: Id<'var'>;
  readonly sku: string;
  readonly template: Template;
  readonly quantity: number;
}

export interface ProvisionOrder {
  readonly orderId: Id<'ord'>;
  readonly customerId: Id<'usr'>;
  readonly lines: readonly LineToProvision[];
}

/**
 * Delivers what an order needs. While the catalogue cannot say how that is sold, it only records the request and starts
 * a workflow that delivers it later. One request per order: asked again it answers how the first one stands.
 */
export async function provisionOrder(
  rt: Runtime,
  wish: ProvisionOrder,
): Promise<ProvisioningRequest> {
  const { orderId } = wish;
  const known = () => rt.orm.em.fork().findOne(ProvisioningRequest, { orderId });
  const first = await known();
  if (first) return first;
  const soldAs = await catalogueSays(rt, wish);
  try {
    return await request(rt, wish, soldAs);
  } catch (error) {
    const meanwhile = error instanceof UniqueConstraintViolationException && (await known());
    if (meanwhile) return meanwhile;
    throw error;
  }
}

async function catalogueSays(rt: Runtime, { orderId, lines }: ProvisionOrder) {
  try {
    return await howSold(
      rt,
      lines.map(({ variantId }) => variantId),
    );
  } catch (error) {
    rt.logger.warn({ err: error, orderId }, 'the order is delivered when the catalogue answers');
    return null;
  }
}

function request(
  rt: Runtime,
  { orderId, customerId, lines }: ProvisionOrder,
  soldAs: SoldAs | null,
): Promise<ProvisioningRequest> {
  return inTransaction(rt.orm, async (em) => {
    const at = rt.clock();
    const id = newId('prq');
    const asked = new ProvisioningRequest({ id, orderId, customerId, requestedAt: at });
    const items = lines.map(
      (line) =>
        new ProvisionedItem({ ...line, id: newId('itm'), orderId, customerId, createdAt: at }),
    );
    if (soldAs) deliver(rt, asked, items, soldAs);
    else await rt.workflows.startInTransaction(em, { workflow: PROVISION_ORDER_WORKFLOW, id }, id);
    em.persist([asked, ...items]);
    return asked;
  });
}
