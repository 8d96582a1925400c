import { Directive, Field, InputType, ObjectType } from 'type-graphql';
import type { Currency } from '../domain/currency.ts';
import { Money, type MoneyJson } from '../domain/money.ts';
import { CurrencyCode, MinorUnits } from './scalars.ts';

@ObjectType('Money', { description: 'An exact amount in one currency.' })
@Directive('@shareable')
export class MoneyType {
  @Field(() => MinorUnits, { description: 'The amount in minor units: 1234 for EUR 12.34.' })
  minorUnits!: string;

  @Field(() => String, { description: 'The same amount as a decimal: "12.34".' })
  decimal!: string;

  @Field(() => CurrencyCode, { description: 'The ISO 4217 currency.' })
  currency!: Currency;

  static of(amount: Money | MoneyJson): MoneyType {
    const money = amount instanceof Money ? amount : Money.fromJSON(amount);
    return Object.assign(new MoneyType(), money.toJSON(), { decimal: money.toDecimal() });
  }
}

@InputType('MoneyInput', { description: 'An exact amount in one currency.' })
export class MoneyInput {
  @Field(() => MinorUnits, { description: 'The amount in minor units: 1234 for EUR 12.34.' })
  minorUnits!: string;

  @Field(() => CurrencyCode, { description: 'The ISO 4217 currency.' })
  currency!: Currency;
}

export const moneyOf = (input: MoneyInput): Money => Money.fromJSON(input);
