import {
  Directive,
  Field,
  GraphQLISODateTime,
  ID,
  InputType,
  Int,
  ObjectType,
  registerEnumType,
} from 'type-graphql';
import type { Id } from '#kernel/domain/id.ts';
import { connectionType } from '#kernel/graphql/connection.ts';
import { MoneyInput, MoneyType } from '#kernel/graphql/money.type.ts';
import {
  CardNumberRefusedProblem,
  IdempotencyKeyReusedProblem,
  InvalidIdempotencyKeyProblem,
  problem,
  resultUnion,
} from '#kernel/graphql/problems.ts';
import {
  CartChanged,
  CartEmpty,
  InvalidPaymentMethod,
  InvalidShippingAddress,
  PriceChanged,
  PriceUnavailable,
  RegionForbidden,
  UnderAge,
} from '../domain/errors.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import { type Order, lineTotal } from '../domain/order.ts';
import type { OrderedLine, SpecialTerms } from '../events.ts';
import {
  CartAlreadyOrderedProblem,
  CartNotFoundProblem,
  VariantNotFoundProblem,
} from './cart.type.ts';
import { CustomerStub, PaymentStub, VariantStub } from './stubs.ts';

export enum OrderStatusEnum {
  PENDING = 'PENDING',
  COMPLETED = 'COMPLETED',
  CANCELLED = 'CANCELLED',
}
registerEnumType(OrderStatusEnum, {
  name: 'OrderStatus',
  description: 'Where an order stands.',
  valuesConfig: {
    PENDING: { description: 'It is being bought: see its payment.' },
    COMPLETED: { description: 'It is paid and provisioned. Final.' },
    CANCELLED: {
      description: 'It came to nothing and costs nothing; cancellationReason says why. Final.',
    },
  },
});

@ObjectType('SpecialTerms', { description: 'Why a price was another one than the regular one.' })
class SpecialTermsType {
  @Field(() => MoneyType, {
    nullable: true,
    description: 'What one cost regularly; null if it had special prices only.',
  })
  regularPrice!: MoneyType | null;

  @Field(() => String, {
    nullable: true,
    description: 'To where the price held, ISO 3166-1 or ISO 3166-2; null for anywhere.',
  })
  region!: string | null;

  @Field(() => Int, { description: 'From how many pieces on.' })
  minimumQuantity!: number;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Until when; null for ever.' })
  validUntil!: Date | null;

  static of({ regularPrice, validUntil, ...same }: SpecialTerms): SpecialTermsType {
    return Object.assign(new SpecialTermsType(), same, {
      regularPrice: regularPrice && MoneyType.of(regularPrice),
      validUntil: validUntil === null ? null : new Date(validUntil),
    });
  }
}

@ObjectType('OrderLine', {
  description: 'Some of one thing, at the price that was frozen when the order was placed.',
})
export class OrderLineType {
  @Field(() => ID, { description: 'Begins with oln_.' })
  id!: string;

  @Field(() => VariantStub, {
    nullable: true,
    description: 'The thing as the catalogue has it now.',
  })
  variant!: VariantStub;

  @Field(() => String, { description: 'Its code when it was ordered.' })
  sku!: string;

  @Field(() => String, { description: 'Its name when it was ordered.' })
  name!: string;

  @Field(() => Int, { description: 'How many.' })
  quantity!: number;

  @Field(() => MoneyType, { description: 'What one cost.' })
  unitPrice!: MoneyType;

  @Field(() => SpecialTermsType, {
    nullable: true,
    description: 'Why that was another price than the regular one; null if it was not.',
  })
  special!: SpecialTermsType | null;

  @Field(() => MoneyType, { description: 'What they cost together.' })
  total!: MoneyType;

  static of(line: OrderedLine): OrderLineType {
    return Object.assign(new OrderLineType(), {
      id: line.lineId,
      variant: { id: line.variantId },
      sku: line.sku,
      name: line.name,
      quantity: line.quantity,
      unitPrice: MoneyType.of(line.unitPrice),
      special: line.special ? SpecialTermsType.of(line.special) : null,
      total: MoneyType.of(lineTotal(line)),
    });
  }
}

@ObjectType('ShippingAddress', { description: 'Where an order goes.' })
export class ShippingAddressType {
  @Field(() => String, { description: 'Who receives it.' })
  name!: string;

  @Field(() => String, { description: 'Street and number.' })
  line1!: string;

  @Field(() => String, { nullable: true, description: 'Anything more, such as a floor.' })
  line2!: string | null;

  @Field(() => String, { description: 'Postal code.' })
  postalCode!: string;

  @Field(() => String, { description: 'City.' })
  city!: string;

  @Field(() => String, { nullable: true, description: 'ISO 3166-2, such as US-UT.' })
  region!: string | null;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2, such as DE.' })
  country!: string;
}

@ObjectType('Order', {
  description: 'What a customer has decided to buy. For them and for operators.',
})
@Directive('@key(fields: "id")')
export class OrderType {
  @Field(() => ID, { description: 'Begins with ord_.' })
  id!: string;

  @Field(() => OrderStatusEnum, { description: 'Where it stands.' })
  status!: OrderStatusEnum;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it was cancelled: OUT_OF_STOCK, EXPIRED, or the reason of payment or provisioning.',
  })
  cancellationReason!: string | null;

  @Field(() => [OrderLineType], { description: 'What is bought.' })
  lines!: OrderLineType[];

  @Field(() => MoneyType, { description: 'What it costs.' })
  total!: MoneyType;

  @Field(() => CustomerStub, { nullable: true, description: 'Who buys.' })
  customer!: CustomerStub;

  @Field(() => PaymentStub, {
    nullable: true,
    description: 'How it is paid. Watch it by paymentStatusChanged.',
  })
  payment!: PaymentStub;

  @Field(() => ShippingAddressType, { description: 'Where it goes.' })
  shippingAddress!: ShippingAddressType;

  @Field(() => GraphQLISODateTime, { description: 'When it was placed.' })
  placedAt!: Date;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it was completed or cancelled.',
  })
  decidedAt!: Date | null;

  static of(order: Order): OrderType {
    return Object.assign(new OrderType(), {
      id: order.id,
      status: order.status,
      cancellationReason: order.cancellationReason,
      lines: order.lines.map((line) => OrderLineType.of(line)),
      total: MoneyType.of(order.total),
      customer: { id: order.customerId },
      payment: { id: order.paymentId },
      shippingAddress: order.shippingAddress,
      placedAt: order.placedAt,
      decidedAt: order.decidedAt,
    });
  }
}

export const { ConnectionType: OrderConnection } = connectionType('Order', OrderType);

@InputType('PaymentMethodInput', { description: 'Exactly one way to pay.' })
export class PaymentMethodFields {
  @Field(() => String, {
    nullable: true,
    description: "The provider's token of a card, such as tok_approve. Never a card number.",
  })
  token?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "On the provider's page: see the payment's nextAction.",
  })
  hosted?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where the provider or the bank sends the customer back to. The hosted page needs it.',
  })
  returnUrl?: string | null;
}

@InputType('ShippingAddressInput', { description: 'Where an order goes.' })
export class ShippingAddressInput {
  @Field(() => String, { description: 'Who receives it.' })
  name!: string;

  @Field(() => String, { description: 'Street and number.' })
  line1!: string;

  @Field(() => String, { nullable: true, description: 'Anything more, such as a floor.' })
  line2?: string | null;

  @Field(() => String, { description: 'Postal code.' })
  postalCode!: string;

  @Field(() => String, { description: 'City.' })
  city!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The part of the country, such as UT or US-UT, where laws differ by it.',
  })
  region?: string | null;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2, such as DE.' })
  country!: string;
}

@InputType('PlaceOrderInput', { description: 'What turns a cart into an order.' })
export class PlaceOrderInput {
  @Field(() => ID, { description: 'The cart.' })
  cartId!: string;

  @Field(() => String, { nullable: true, description: 'Its secret, unless you have claimed it.' })
  cartSecret?: string | null;

  @Field(() => PaymentMethodFields, { description: 'How it will be paid.' })
  payment!: PaymentMethodFields;

  @Field(() => ShippingAddressInput, { description: 'Where it goes.' })
  shippingAddress!: ShippingAddressInput;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      'What the buyer was shown. If it is something else for this address now, nothing is ordered. Without it, what it costs now is paid.',
  })
  expectedTotal?: MoneyInput | null;

  @Field(() => String, {
    description:
      'A new one for each purchase, 8 to 128 characters. Sent again, it brings the same order and no other.',
  })
  idempotencyKey!: string;
}

export const PlaceOrderResult = resultUnion(
  'PlaceOrderResult',
  'The order, whose payment is under way, or why there is none.',
  OrderType,
  CartNotFoundProblem,
  CartAlreadyOrderedProblem,
  VariantNotFoundProblem,
  problem(CartChanged, 'The cart changed while it was being ordered.'),
  problem(CartEmpty, 'There is nothing in the cart.'),
  problem(PriceChanged, 'It costs something else than the buyer was shown.', {
    facts: {
      total: {
        type: () => MoneyType,
        description: 'What it costs now.',
        of: ({ total }) => MoneyType.of(total),
      },
    },
  }),
  problem(PriceUnavailable, 'Something has no price in the currency of the cart.', {
    facts: { sku: { type: () => String, description: 'What has none.' } },
  }),
  problem(UnderAge, 'Something is not sold to people as young as the customer.', {
    facts: {
      sku: { type: () => String, description: 'What is not.' },
      minimumAge: { type: () => Int, description: 'From which age on it is.' },
    },
  }),
  problem(RegionForbidden, 'Something may not be sold to where the order would go.', {
    facts: {
      sku: { type: () => String, description: 'What may not.' },
      region: {
        type: () => String,
        description: 'Where it may not be sold: ISO 3166-1 or ISO 3166-2.',
      },
    },
  }),
  problem(InvalidShippingAddress, 'The shipping address is not complete.', {
    facts: { field: { type: () => String, description: 'What is missing or wrong.' } },
  }),
  problem(InvalidPaymentMethod, 'This is no way to pay.'),
  CardNumberRefusedProblem,
  IdempotencyKeyReusedProblem,
  InvalidIdempotencyKeyProblem,
);

@ObjectType('OrderStatusChange', {
  description: 'An order reached a status. Its own fields are history; order is the present.',
})
export class OrderStatusChangeType {
  @Field(() => String, {
    description: 'The place of this change. Resume after it, and nothing is missed or repeated.',
  })
  cursor!: string;

  @Field(() => OrderStatusEnum, { description: 'The status that was reached.' })
  status!: OrderStatus;

  @Field(() => String, { nullable: true, description: 'Why it was cancelled.' })
  reason!: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When.' })
  occurredAt!: Date;

  /** Not a field: whose change it is. */
  orderId!: Id<'ord'>;
}
