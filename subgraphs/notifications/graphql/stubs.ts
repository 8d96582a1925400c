import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Order', {
  description: 'What a customer has decided to buy. For them and for operators.',
})
@Directive('@key(fields: "id", resolvable: false)')
export class OrderStub {
  @Field(() => ID, { description: 'The order.' })
  id!: string;
}
