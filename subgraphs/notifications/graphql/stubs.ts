import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Order')
@Directive('@key(fields: "id", resolvable: false)')
export class OrderStub {
  @Field(() => ID, { description: 'The order.' })
  id!: string;
}
