import { z } from 'zod';

import { cardOfNumber, passesLuhn } from './cards.ts';
import { Refusal } from './refusal.ts';

const currencies = new Set(Intl.supportedValuesOf('currency'));

const money = z.strictObject({
  minorUnits: z
    .string()
    .regex(/^[1-9]\d{0,17}$/, 'must be a positive integer of at most 18 digits, in a string'),
  currency: z.string().refine((code) => currencies.has(code), 'must be an ISO 4217 code'),
});
export type MoneyJson = z.infer<typeof money>;

const reference = z
  .string()
  .regex(/^[\w.:-]{1,100}$/, 'must be 1 to 100 letters, digits or . : _ -');

export const paymentInput = z.strictObject({
  reference,
  amount: money,
  token: z.string().max(100).optional(),
  challenge: z.enum(['automatic', 'required']).default('automatic'),
  returnUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .max(2_000)
    .optional(),
  description: z.string().max(200).optional(),
  metadata: z.record(z.string().max(40), z.string().max(500)).default({}),
});
export type PaymentInput = z.infer<typeof paymentInput>;

export const captureInput = z.strictObject({ amount: money.optional() });
export const voidInput = z.strictObject({});
export const refundInput = z.strictObject({ reference, amount: money });

const wholeNumber = (message: string) =>
  z.union(
    [
      z.number().int(),
      z
        .string()
        .trim()
        .regex(/^\d{1,4}$/)
        .transform(Number),
    ],
    { error: message },
  );

const unexpired = (card: { expMonth: number; expYear: number }): boolean => {
  const now = new Date();
  return card.expYear * 12 + card.expMonth >= now.getUTCFullYear() * 12 + now.getUTCMonth() + 1;
};

/** A card as the customer types it, in the page or in the browser of the merchant. The messages are for that customer. */
export const cardInput = z
  .strictObject({
    number: z
      .string({ error: 'Enter the card number.' })
      .transform((typed) => typed.replace(/[\s-]/g, ''))
      .pipe(
        z
          .string()
          .regex(/^\d{12,19}$/, { error: 'Enter the card number: 12 to 19 digits.', abort: true })
          .refine(passesLuhn, { error: 'This card number has a mistyped digit.', abort: true })
          .refine(
            (number) => cardOfNumber(number) !== undefined,
            'This is a sandbox: use one of its test cards.',
          ),
      ),
    expMonth: wholeNumber('Enter the month as 1 to 12.').refine(
      (month) => month >= 1 && month <= 12,
      'Enter the month as 1 to 12.',
    ),
    expYear: wholeNumber('Enter the year.').transform((year) => (year < 100 ? 2000 + year : year)),
    cvc: z
      .string({ error: 'Enter the security code.' })
      .trim()
      .regex(/^\d{3,4}$/, 'Enter the security code: 3 or 4 digits.'),
    name: z.string().trim().max(100).optional(),
  })
  .refine(unexpired, { path: ['expYear'], error: 'This card has expired.' });
export type CardInput = z.infer<typeof cardInput>;

export const tokenInput = z.strictObject({ card: cardInput });

const operation = z.enum(['authorize', 'capture', 'void', 'refund']);
export type Operation = z.infer<typeof operation>;
export const OPERATIONS = operation.options;

const point = z.enum(['before', 'after']);
export type Point = z.infer<typeof point>;

export const holdInput = z.strictObject({ operation, point, reference: reference.optional() });
export const faultInput = z.strictObject({
  operation,
  kind: z.enum(['error', 'drop', 'slow']),
  point: point.default('before'),
  times: z.number().int().min(1).max(10_000).default(1),
  delayMs: z.number().int().min(0).max(600_000).default(1_000),
  reference: reference.optional(),
});

const pageSize = z.coerce.number().int().min(1).max(500).default(100);
export const listInput = z.strictObject({
  reference: reference.optional(),
  payment: z.string().max(100).optional(),
  after: z.string().max(100).optional(),
  limit: pageSize,
});
export const callsInput = z.strictObject({ reference: reference.optional() });

/** Problems never repeat what was sent, because it might be a card number. */
export function read<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const { success, data, error } = schema.safeParse(input);
  if (success) return data;
  const issue = error.issues[0];
  const unknownField = issue?.code === 'unrecognized_keys';
  const message = unknownField
    ? 'has a field that is not known here'
    : (issue?.message ?? 'is invalid');
  const field = issue?.path.join('.') || 'body';
  throw new Refusal('invalid_request', 'invalid_field', message, { field });
}
