import { GraphQLScalarType, Kind } from 'graphql';
import { badInput } from './bad-input.ts';
import { type Currency, isCurrency } from '../domain/currency.ts';

function readMinorUnits(value: unknown): string {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !/^-?\d{1,18}$/.test(text)) {
    throw badInput('Minor units are an integer of at most 18 digits, best written as a string.');
  }
  return text;
}

/** An integer that may be larger than JSON numbers hold, so it travels as a string. */
export const MinorUnits = new GraphQLScalarType<string, string>({
  name: 'MinorUnits',
  description: 'An integer count of minor units (cents, pence, fils), written as a string: "1234".',
  serialize: (value) => (typeof value === 'bigint' ? value.toString() : readMinorUnits(value)),
  parseValue: readMinorUnits,
  parseLiteral: (node) => {
    if (node.kind !== Kind.STRING && node.kind !== Kind.INT)
      throw badInput('Minor units are an integer.');
    return readMinorUnits(node.value);
  },
});

function readCurrency(value: unknown): Currency {
  if (typeof value !== 'string' || !isCurrency(value)) {
    throw badInput('A currency is an ISO 4217 code such as EUR.');
  }
  return value;
}

export const CurrencyCode = new GraphQLScalarType<Currency, string>({
  name: 'CurrencyCode',
  description: 'An ISO 4217 currency code, such as EUR, JPY or KWD.',
  serialize: readCurrency,
  parseValue: readCurrency,
  parseLiteral: (node) => readCurrency(node.kind === Kind.STRING ? node.value : undefined),
});
