import { paymentMethod } from './payment-method.ts';

describe('the way to pay', () => {
  it('is a token, with or without an address to come back to', () => {
    expect(paymentMethod({ token: 'tok_approve' })).toEqual({
      token: 'tok_approve',
      returnUrl: null,
    });
    expect(paymentMethod({ token: 'tok_3ds', returnUrl: 'https://shop.example/done' })).toEqual({
      token: 'tok_3ds',
      returnUrl: 'https://shop.example/done',
    });
  });

  it('is the hosted page with an address to come back to', () => {
    expect(paymentMethod({ hosted: true, returnUrl: 'https://shop.example/done' })).toEqual({
      token: null,
      returnUrl: 'https://shop.example/done',
    });
  });

  it.each([
    ['nothing', {}],
    ['both', { token: 'tok_approve', hosted: true, returnUrl: 'https://shop.example' }],
    ['the hosted page without a way back', { hosted: true }],
    ['something that is no token', { token: 'approve' }],
    ['a way back that is no address', { token: 'tok_approve', returnUrl: 'shop' }],
    ['a way back into a script', { token: 'tok_approve', returnUrl: 'javascript:alert(1)' }],
  ])('is not %s', (_what, choice) => {
    expect(() => paymentMethod(choice)).toThrow(
      expect.objectContaining({ code: 'INVALID_PAYMENT_METHOD' }),
    );
  });
});
