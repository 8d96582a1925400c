import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Currency } from '#kernel/domain/currency.ts';
import { problem, resultUnion } from '#kernel/graphql/problems.ts';
import { CurrencyCode } from '#kernel/graphql/scalars.ts';
import type { Cart } from '../domain/cart.ts';
import {
  CartAlreadyOrdered,
  CartFull,
  CartNotFound,
  QuantityOutOfRange,
  VariantNotFound,
} from '../domain/errors.ts';
import type { Market } from '../usecases/for-sale.ts';
import { VariantStub } from './stubs.ts';

export enum CartStatusEnum {
  OPEN = 'OPEN',
  ORDERED = 'ORDERED',
}
registerEnumType(CartStatusEnum, {
  name: 'CartStatus',
  description: 'Whether a cart can still change.',
  valuesConfig: {
    OPEN: { description: 'It can.' },
    ORDERED: { description: 'It has become an order.' },
  },
});

@ObjectType('CartLine', {
  description: 'Some of one thing in a cart. Its price is that of the moment.',
})
export class CartLineType {
  @Field(() => VariantStub, { nullable: true, description: 'The thing.' })
  variant!: VariantStub;

  @Field(() => Int, { description: 'How many.' })
  quantity!: number;

  variantId!: string;
  market!: Market;
}

@ObjectType('Cart', { description: 'What somebody means to buy.' })
export class CartType {
  @Field(() => ID, { description: 'Begins with crt_.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Opens the cart until somebody claims it. Told once, to whoever created the cart; keep it.',
  })
  secret!: string | null;

  @Field(() => CartStatusEnum, { description: 'Whether it can still change.' })
  status!: CartStatusEnum;

  @Field(() => CurrencyCode, { description: 'In which it will be paid.' })
  currency!: Currency;

  @Field(() => String, {
    nullable: true,
    description:
      'Where its things will probably go, ISO 3166-1 or ISO 3166-2: by it prices are shown.',
  })
  region!: string | null;

  @Field(() => Boolean, {
    description: 'Whether it is a customer’s already; then only they open it, by logging in.',
  })
  claimed!: boolean;

  static of(
    { id, status, currency, region, customerId }: Cart,
    secret: string | null = null,
  ): CartType {
    return Object.assign(new CartType(), {
      id,
      secret,
      status,
      currency,
      region,
      claimed: customerId !== null,
    });
  }
}

@InputType('CreateCartInput', { description: 'What a cart begins with.' })
export class CreateCartInput {
  @Field(() => CurrencyCode, { description: 'In which it will be paid.' })
  currency!: Currency;

  @Field(() => String, {
    nullable: true,
    description:
      'Where its things will probably go, ISO 3166-1 or ISO 3166-2. What is paid depends on the address.',
  })
  region?: string | null;
}

@InputType('CartLineInput', { description: 'Some of one thing, for a cart.' })
export class CartLineInput {
  @Field(() => ID, { description: 'The cart.' })
  cartId!: string;

  @Field(() => String, { nullable: true, description: 'Its secret, until it is claimed.' })
  cartSecret?: string | null;

  @Field(() => ID, { description: 'The thing.' })
  variantId!: string;

  @Field(() => Int, { description: 'How many, up to 99 in the cart.' })
  quantity!: number;
}

@InputType('ClaimCartInput', { description: 'Which cart becomes yours.' })
export class ClaimCartInput {
  @Field(() => ID, { description: 'The cart.' })
  cartId!: string;

  @Field(() => String, { description: 'Its secret.' })
  cartSecret!: string;
}

export const CartNotFoundProblem = problem(
  CartNotFound,
  'There is no such cart, or it is not yours.',
);
export const CartAlreadyOrderedProblem = problem(
  CartAlreadyOrdered,
  'The cart has become an order.',
);
export const VariantNotFoundProblem = problem(
  VariantNotFound,
  'The catalogue does not sell it, or it is not in the cart.',
);

export const ChangeCartResult = resultUnion(
  'ChangeCartResult',
  'The cart as it is now, or why it did not change.',
  CartType,
  CartNotFoundProblem,
  CartAlreadyOrderedProblem,
  VariantNotFoundProblem,
  problem(QuantityOutOfRange, 'There would be too few or too many of it.', {
    facts: {
      minimum: { type: () => Int, description: 'The fewest there may be.' },
      maximum: { type: () => Int, description: 'The most there may be.' },
    },
  }),
  problem(CartFull, 'The cart holds as many different things as it can.', {
    facts: {
      maximumLines: { type: () => Int, description: 'How many different things it holds.' },
    },
  }),
);

export const ClaimCartResult = resultUnion(
  'ClaimCartResult',
  'The cart, now yours, or why it is not.',
  CartType,
  CartNotFoundProblem,
  CartAlreadyOrderedProblem,
);
