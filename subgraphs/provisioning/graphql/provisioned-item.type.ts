import {
  Directive,
  Field,
  GraphQLISODateTime,
  ID,
  Int,
  ObjectType,
  registerEnumType,
} from 'type-graphql';
import type { Id } from '#kernel/domain/id.ts';
import type { ProvisionedItem } from '../domain/provisioned-item.ts';
import type { ItemStatus } from '../domain/provisioning-status.ts';

export enum ItemStatusEnum {
  PENDING = 'PENDING',
  ACTIVE = 'ACTIVE',
  FAILED = 'FAILED',
  REVOKED = 'REVOKED',
}
registerEnumType(ItemStatusEnum, {
  name: 'ProvisionedItemStatus',
  description: 'How a provisioned item stands.',
  valuesConfig: {
    PENDING: { description: 'It is being made ready.' },
    ACTIVE: { description: "It is the customer's: the keys work, the parcel is on its way." },
    FAILED: { description: 'It is not to be had.' },
    REVOKED: { description: 'It was taken back.' },
  },
});

export enum TemplateEnum {
  SHIPMENT = 'SHIPMENT',
  LICENCE_KEY = 'LICENCE_KEY',
}
registerEnumType(TemplateEnum, {
  name: 'ProvisioningTemplate',
  description: "How a product becomes the customer's.",
  valuesConfig: {
    SHIPMENT: { description: 'A parcel.' },
    LICENCE_KEY: { description: 'A licence key for each unit.' },
  },
});

@ObjectType('ProvisionedItem', {
  description: 'One line of an order on its way to, and then with, the customer.',
})
@Directive('@key(fields: "id")')
export class ProvisionedItemType {
  @Field(() => ID, { description: 'Begins with itm_.' })
  id!: string;

  @Field(() => ItemStatusEnum, { description: 'How it stands now.' })
  status!: ItemStatusEnum;

  @Field(() => TemplateEnum, { description: 'How it is delivered.' })
  template!: TemplateEnum;

  @Field(() => String, { description: 'What was bought.' })
  sku!: string;

  @Field(() => Int, { description: 'How many were bought.' })
  quantity!: number;

  @Field(() => [String], {
    description: 'One key per unit, once it is active; empty for a parcel.',
  })
  licenceKeys!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: "The parcel's number, once it is active; null for keys.",
  })
  trackingNumber!: string | null;

  @Field(() => Int, { description: 'How often delivery was tried.' })
  attempts!: number;

  @Field(() => GraphQLISODateTime, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { description: 'When its status last changed.' })
  updatedAt!: Date;

  orderId!: string;
  variantId!: string;

  /** Keys and parcel are the customer's only while the item is active. */
  static of(item: ProvisionedItem): ProvisionedItemType {
    const active = item.status === 'ACTIVE';
    return Object.assign(new ProvisionedItemType(), {
      id: item.id,
      status: item.status,
      template: item.template,
      sku: item.sku,
      quantity: item.quantity,
      licenceKeys: active ? item.licenceKeys : [],
      trackingNumber: active ? item.trackingNumber : null,
      attempts: item.attempts,
      createdAt: item.createdAt,
      updatedAt: item.updatedAt,
      orderId: item.orderId,
      variantId: item.variantId,
    });
  }
}

@ObjectType('ProvisioningStatusChange', {
  description:
    'A provisioned item reached a status. Its own fields are history; item is the present.',
})
export class ItemStatusChangeType {
  @Field(() => String, {
    description: 'The place of this change. Resume after it, and nothing is missed or repeated.',
  })
  cursor!: string;

  @Field(() => ItemStatusEnum, { description: 'The status that was reached.' })
  status!: ItemStatus;

  @Field(() => GraphQLISODateTime, { description: 'When.' })
  occurredAt!: Date;

  /** Not a field: whose change it is. */
  itemId!: Id<'itm'>;
}
