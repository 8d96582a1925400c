import type { Id } from '#kernel/domain/id.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { persistently } from '#kernel/workflow/persistently.ts';
import { registerWorkflow } from '#kernel/workflow/register-workflow.ts';
import { ProvisionedItem } from '../domain/provisioned-item.ts';
import { ProvisioningRequest } from '../domain/provisioning-request.ts';
import { deliverItems } from '../usecases/deliver-items.ts';
import { type SoldAs, howSold } from '../usecases/how-sold.ts';
import { PROVISION_ORDER_WORKFLOW } from '../usecases/provision-order.ts';

/** Delivers an order that could not be delivered when it was asked for. */
export function registerProvisionOrder(rt: Runtime): void {
  registerWorkflow(PROVISION_ORDER_WORKFLOW, async (requestId: Id<'prq'>) => {
    const soldAs = await persistently(rt.logger, 'ask the catalogue', async () => [
      ...(await askCatalogue(rt, requestId)),
    ]);
    await rt.workflows.step('deliver items', (em) =>
      deliverItems(rt, em, requestId, new Map(soldAs)),
    );
  });
}

async function askCatalogue(rt: Runtime, requestId: Id<'prq'>): Promise<SoldAs> {
  const em = rt.orm.em.fork();
  const { orderId } = await em.findOneOrFail(ProvisioningRequest, requestId);
  const items = await em.find(ProvisionedItem, { orderId });
  return howSold(
    rt,
    items.map(({ variantId }) => variantId),
  );
}
