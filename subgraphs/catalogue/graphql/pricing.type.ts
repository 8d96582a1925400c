import { Field, GraphQLISODateTime, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MoneyInput, MoneyType } from '#kernel/graphql/money.type.ts';
import type { AppliedPrice, SpecialPrice } from '../domain/pricing.ts';
import { VariantType } from './variant.type.ts';

const REGION =
  'A country (ISO 3166-1 alpha-2) or a part of one (ISO 3166-2) to which goods go; null for anywhere.';
const FROM = 'The first moment at which it holds; null if it always did.';
const UNTIL = 'The first moment at which it holds no more; null if there is none.';

export const CURRENCY_ARGUMENT = { defaultValue: 'EUR', description: 'The currency to pay in.' };
export const REGION_ARGUMENT = {
  nullable: true,
  description: 'Where it goes, ISO 3166-1 or ISO 3166-2; some regions have prices of their own.',
} as const;

@ObjectType('SpecialPrice', {
  description: 'What one piece costs somewhere, for some time, or from some quantity on.',
})
export class SpecialPriceType {
  @Field(() => MoneyType, { description: 'The price of one piece.' })
  price!: MoneyType;

  @Field(() => String, { nullable: true, description: REGION })
  region!: string | null;

  @Field(() => Int, { description: 'For so many pieces of one variant, or more.' })
  minimumQuantity!: number;

  @Field(() => GraphQLISODateTime, { nullable: true, description: FROM })
  validFrom!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: UNTIL })
  validUntil!: Date | null;

  static of(special: SpecialPrice): SpecialPriceType {
    return Object.assign(new SpecialPriceType(), termsOf(special), {
      price: MoneyType.of(special),
    });
  }
}

const termsOf = ({ region, minimumQuantity, validFrom, validUntil }: SpecialPrice) => ({
  region,
  minimumQuantity,
  validFrom: validFrom === null ? null : new Date(validFrom),
  validUntil: validUntil === null ? null : new Date(validUntil),
});

@ObjectType('VariantPrice', { description: 'What one piece costs, and why.' })
export class VariantPriceType {
  @Field(() => MoneyType, { description: 'The price of one piece.' })
  unitPrice!: MoneyType;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What one piece always costs; null if it is sold at special prices only.',
  })
  regularPrice!: MoneyType | null;

  @Field(() => String, { nullable: true, description: `For where it holds. ${REGION}` })
  region!: string | null;

  @Field(() => Int, { description: 'For so many pieces of one variant, or more.' })
  minimumQuantity!: number;

  @Field(() => GraphQLISODateTime, { nullable: true, description: FROM })
  validFrom!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: UNTIL })
  validUntil!: Date | null;

  static of(applied: AppliedPrice): VariantPriceType {
    const { currency, regularMinorUnits } = applied;
    return Object.assign(new VariantPriceType(), termsOf(applied), {
      unitPrice: MoneyType.of(applied),
      regularPrice:
        regularMinorUnits === null
          ? null
          : MoneyType.of({ minorUnits: regularMinorUnits, currency }),
    });
  }
}

@InputType('SpecialPriceInput', {
  description: 'What one piece costs somewhere, for some time, or from some quantity on.',
})
export class SpecialPriceInput {
  @Field(() => MoneyInput, { description: 'The price of one piece.' })
  price!: MoneyInput;

  @Field(() => String, { nullable: true, description: REGION })
  region?: string | null;

  @Field(() => Int, {
    defaultValue: 1,
    description: 'For so many pieces of one variant, or more; at most 10,000.',
  })
  minimumQuantity!: number;

  @Field(() => GraphQLISODateTime, { nullable: true, description: FROM })
  validFrom?: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: UNTIL })
  validUntil?: Date | null;
}

export const specialPriceOf = ({
  price: { minorUnits, currency },
  region,
  minimumQuantity,
  validFrom,
  validUntil,
}: SpecialPriceInput): SpecialPrice => ({
  currency,
  minorUnits,
  region: region ?? null,
  minimumQuantity,
  validFrom: validFrom?.toISOString() ?? null,
  validUntil: validUntil?.toISOString() ?? null,
});

@InputType('QuoteLineInput', { description: 'So many pieces of one variant.' })
export class QuoteLineInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: string;

  @Field(() => Int, { description: 'How many pieces, at least 1.' })
  quantity!: number;
}

@ObjectType('Quote', { description: 'What so many pieces of a variant cost now.' })
export class QuoteType {
  @Field(() => VariantType, { description: 'The variant.' })
  variant!: VariantType;

  @Field(() => Int, { description: 'How many pieces.' })
  quantity!: number;

  @Field(() => VariantPriceType, {
    nullable: true,
    description: 'What one of them costs; null if it is not sold in the currency.',
  })
  price!: VariantPriceType | null;
}

@ObjectType('PriceRange', {
  description: 'From what the cheapest of several things costs to what the dearest does.',
})
export class PriceRangeType {
  @Field(() => MoneyType, { description: 'What the cheapest costs.' })
  lowest!: MoneyType;

  @Field(() => MoneyType, { description: 'What the dearest costs.' })
  highest!: MoneyType;
}
