import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Variant', { description: 'A thing to buy; owned by the catalogue subgraph.' })
@Directive('@key(fields: "id", resolvable: false)')
export class VariantStub {
  @Field(() => ID, { description: 'Begins with var_.' })
  id!: string;
}

@ObjectType('Customer', { description: 'Somebody who buys; owned by the accounts subgraph.' })
@Directive('@key(fields: "id", resolvable: false)')
export class CustomerStub {
  @Field(() => ID, { description: 'Begins with usr_.' })
  id!: string;
}

@ObjectType('Payment', { description: 'How an order is paid; owned by the payments subgraph.' })
@Directive('@key(fields: "id", resolvable: false)')
export class PaymentStub {
  @Field(() => ID, { description: 'Begins with pay_.' })
  id!: string;
}
