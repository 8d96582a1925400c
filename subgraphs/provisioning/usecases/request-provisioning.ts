import { type Id, newId } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { ProvisionedItem } from '../domain/provisioned-item.ts';
import { ProvisioningRequest } from '../domain/provisioning-request.ts';
import type { Template } from '../domain/template.ts';

export const PROVISION_ORDER_WORKFLOW = 'provisioning.provision-order';

export interface LineToProvision {
  readonly lineId: Id<'oln'>;
  readonly variantId: Id<'var'>;
  readonly sku: string;
  readonly template: Template;
  readonly quantity: number;
}

export interface RequestProvisioning {
  readonly orderId: Id<'ord'>;
  readonly customerId: Id<'usr'>;
  readonly lines: readonly LineToProvision[];
}

/**
 * Records what an order needs and starts the workflow that delivers it, in one transaction. One request per order: asked
 * again it answers how the first one stands.
 */
export async function requestProvisioning(
  rt: Runtime,
  { orderId, customerId, lines }: RequestProvisioning,
): Promise<ProvisioningRequest> {
  return inTransaction(rt.orm, async (em) => {
    const known = await em.findOne(ProvisioningRequest, { orderId });
    if (known) return known;
    const at = rt.clock();
    const request = new ProvisioningRequest({
      id: newId('prq'),
      orderId,
      customerId,
      requestedAt: at,
    });
    // Saved first: the items refer to it, and a second request for this order fails here and is run again.
    await em.persist(request).flush();
    for (const line of lines) {
      em.persist(
        new ProvisionedItem({ ...line, id: newId('itm'), orderId, customerId, createdAt: at }),
      );
    }
    await rt.workflows.startInTransaction(
      em,
      { workflow: PROVISION_ORDER_WORKFLOW, id: request.id },
      request.id,
    );
    return request;
  });
}
