import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Things that other subgraphs own. The ledger knows their ids. */

@ObjectType('Merchant', { description: 'Somebody who sells.' })
@Directive('@key(fields: "id", resolvable: false)')
export class MerchantStub {
  @Field(() => ID, { description: 'The merchant.' })
  id!: string;
}

@ObjectType('Payment', { description: 'How an order is paid. For its customer and for operators.' })
@Directive('@key(fields: "id", resolvable: false)')
export class PaymentStub {
  @Field(() => ID, { description: 'The payment.' })
  id!: string;
}

@ObjectType('Order', {
  description: 'What a customer has decided to buy. For them and for operators.',
})
@Directive('@key(fields: "id", resolvable: false)')
export class OrderStub {
  @Field(() => ID, { description: 'The order.' })
  id!: string;
}

/** The stub of a thing that may not be there. */
export const stub = <Stub extends { id: string }>(
  type: new () => Stub,
  id: string | null,
): Stub | null => (id === null ? null : Object.assign(new type(), { id }));
