import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Things that other subgraphs own. The ledger knows their ids. */

@ObjectType('Merchant', { description: 'A seller.' })
@Directive('@key(fields: "id", resolvable: false)')
export class MerchantStub {
  @Field(() => ID, { description: 'The merchant.' })
  id!: string;
}

@ObjectType('Payment', { description: 'A payment.' })
@Directive('@key(fields: "id", resolvable: false)')
export class PaymentStub {
  @Field(() => ID, { description: 'The payment.' })
  id!: string;
}

@ObjectType('Order', { description: 'An order.' })
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
