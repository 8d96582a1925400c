import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** A seller, owned by accounts. The catalogue knows its id. */
@ObjectType('Merchant', { description: 'Somebody who sells.' })
@Directive('@key(fields: "id", resolvable: false)')
export class MerchantStub {
  @Field(() => ID, { description: 'The merchant.' })
  id!: string;

  static of(id: string): MerchantStub {
    return Object.assign(new MerchantStub(), { id });
  }
}

/** An order, owned by orders. */
@ObjectType('Order', { description: 'What a customer bought.' })
@Directive('@key(fields: "id", resolvable: false)')
export class OrderStub {
  @Field(() => ID, { description: 'The order.' })
  id!: string;

  static of(id: string): OrderStub {
    return Object.assign(new OrderStub(), { id });
  }
}
