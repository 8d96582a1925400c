import { looksLikeCardNumber, refuseCardNumbers } from './card-number.ts';

describe('what looks like a card number', () => {
  it.each([
    '4242424242424242',
    '4242 4242 4242 4242',
    '4242-4242-4242-4242',
    'my card is 5555555555554444.',
    '378282246310005',
    '4222222222222',
    '6304000000000000000',
  ])('is found in %s', (text) => {
    expect(looksLikeCardNumber(text)).toBe(true);
  });

  it.each([
    ['a wrong check digit', '4242424242424241'],
    ['a token', 'tok_approve'],
    ['a timestamp in milliseconds', '1763701234560'],
    ['a UUID of digits', '42424242-4242-4242-4242-424242424242'],
    ['an id', 'pay_01h455vb4pex5vsknk084sn02q'],
    ['too few digits', '424242424242'],
    ['digits inside a word', 'x4242424242424242'],
  ])('is not %s', (_what, text) => {
    expect(looksLikeCardNumber(text)).toBe(false);
  });

  it('is refused wherever it hides in an input', () => {
    const input = {
      paymentId: 'pay_1',
      notes: [{ text: 'charge 4242 4242 4242 4242' }],
      amount: null,
    };
    expect(() => refuseCardNumbers(input)).toThrow(
      expect.objectContaining({ code: 'CARD_NUMBER_REFUSED' }),
    );
    expect(() => refuseCardNumbers({ ...input, notes: [] })).not.toThrow();
  });

  it('is not repeated by the refusal', () => {
    expect(() => refuseCardNumbers('4242424242424242')).toThrow(
      expect.not.stringContaining('4242'),
    );
  });
});
