import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Order', { description: 'An order; owned by the orders subgraph.' })
@Directive('@key(fields: "id", resolvable: false)')
export class OrderStub {
  @Field(() => ID, { description: 'Begins with ord_.' })
  id!: string;
}
