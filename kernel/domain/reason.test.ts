import { InvalidReason, reasonFrom } from './reason.ts';

it('is what was said, without the space around it', () => {
  expect(reasonFrom(' Booked by hand\n')).toBe('Booked by hand');
  expect(reasonFrom('r'.repeat(500))).toHaveLength(500);
});

it.each([
  ['nothing', ''],
  ['only space', ' \n '],
  ['501 characters', 'r'.repeat(501)],
])('refuses %s', (_, text) => {
  expect(() => reasonFrom(text)).toThrow(InvalidReason);
});
