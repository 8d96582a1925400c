import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Id } from '#kernel/domain/id.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { persistently } from '#kernel/workflow/persistently.ts';
import { ProvisionedItem } from '../domain/provisioned-item.ts';
import { ProvisioningRequest } from '../domain/provisioning-request.ts';
import type { Template } from '../domain/template.ts';
import { ProvisioningVariantsDocument } from '../operations/catalogue.ts';
import { deliverItems } from '../usecases/deliver-items.ts';
import { PROVISION_ORDER_WORKFLOW } from '../usecases/request-provisioning.ts';

/** Checks an order's items against the catalogue, then delivers them. */
export function registerProvisionOrder(rt: Runtime): void {
  DBOS.registerWorkflow(
    async (requestId: Id<'prq'>) => {
      const soldAs = await persistently(rt.logger, 'ask the catalogue', () =>
        askCatalogue(rt, requestId),
      );
      await rt.workflows.step('deliver items', (em) =>
        deliverItems(rt, em, requestId, new Map(soldAs)),
      );
    },
    { name: PROVISION_ORDER_WORKFLOW },
  );
}

async function askCatalogue(rt: Runtime, requestId: Id<'prq'>): Promise<[string, Template][]> {
  const em = rt.orm.em.fork();
  const { orderId } = await em.findOneOrFail(ProvisioningRequest, requestId);
  const items = await em.find(ProvisionedItem, { orderId });
  const { variants } = await rt.graph.send('catalogue', ProvisioningVariantsDocument, {
    ids: items.map(({ variantId }) => variantId),
  });
  return variants.flatMap((variant) => (variant ? [[variant.id, variant.provisioning]] : []));
}
