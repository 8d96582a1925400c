import { LockMode } from '@mikro-orm/core';
import type { Id } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { ProvisionedItem } from '../domain/provisioned-item.ts';
import { ProvisioningRequest } from '../domain/provisioning-request.ts';

/** Takes back all that an order was given; null if it never asked for anything. Asked again it changes nothing. */
export async function revokeProvisioning(
  rt: Runtime,
  orderId: Id<'ord'>,
  reason: string,
): Promise<ProvisioningRequest | null> {
  return inTransaction(rt.orm, async (em) => {
    const request = await em.findOne(
      ProvisioningRequest,
      { orderId },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (!request) return null;
    const at = rt.clock();
    request.revoke(reason);
    for (const item of await em.find(ProvisionedItem, { orderId }, { orderBy: { id: 'asc' } }))
      item.revoke(at);
    return request;
  });
}
