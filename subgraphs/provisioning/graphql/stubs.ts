import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { ProvisionedItemType } from './provisioned-item.type.ts';

@ObjectType('Variant', {
  description: 'What is bought: a product with a choice made for each of its options.',
})
@Directive('@key(fields: "id", resolvable: false)')
export class VariantStub {
  @Field(() => ID, { description: 'The variant.' })
  id!: string;
}

/** Provisioning adds to an order what the customer got for it. */
@ObjectType('Order', {
  description: 'What a customer has decided to buy. For them and for operators.',
})
@Directive('@key(fields: "id")')
export class OrderWithItems {
  @Field(() => ID, { description: 'The order.' })
  id!: string;

  @Field(() => [ProvisionedItemType], {
    nullable: true,
    description: 'What was provisioned for this order, for its customer and for operators.',
  })
  provisionedItems?: ProvisionedItemType[];
}
