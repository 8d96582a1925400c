import { isId } from '#kernel/domain/id.ts';
import { hasPermission, isSelf } from '#kernel/graphql/authorization.ts';
import { batched } from '#kernel/graphql/batched.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { References } from '#kernel/graphql/subgraph-schema.ts';
import { Payment } from '../domain/payment.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { PaymentType } from './payment.type.ts';

/** A customer sees what is theirs; everything else answers them like something that does not exist. */
export const maySee = (request: GraphRequest, { customerId }: { customerId: string }): boolean =>
  isSelf(request, customerId) || hasPermission(request, 'payments.read');

export const paymentById = (rt: PaymentsRuntime) =>
  batched<string, PaymentType>(async (ids, request) => {
    const payments = await rt.orm.em
      .fork()
      .find(Payment, { id: { $in: ids.filter((id) => isId('pay', id)) } });
    const visible = payments.filter((payment) => maySee(request, payment));
    return new Map(visible.map((payment) => [payment.id, PaymentType.of(payment)]));
  });

export const paymentReferences = (rt: PaymentsRuntime): References => {
  const byId = paymentById(rt);
  return { Payment: ({ id }, request) => byId(request, id) };
};
