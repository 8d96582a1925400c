import { InvalidRegion, InvalidStockLocation } from './errors.ts';
import { parseStockLocation } from './stock-location.ts';

const described = { name: ' Lyon ', country: 'FR', serves: ['FR', 'US-UT', 'FR'], priority: 2 };

describe('a place where goods lie', () => {
  it('has a trimmed name, and serves each region once', () => {
    expect(parseStockLocation(described)).toEqual({
      name: 'Lyon',
      country: 'FR',
      serves: ['FR', 'US-UT'],
      priority: 2,
    });
  });

  it.each([
    { name: ' L ' },
    { name: 'L'.repeat(101) },
    { country: 'France' },
    { serves: Array.from({ length: 301 }, () => 'FR') },
    { priority: 0 },
    { priority: 1.5 },
    { priority: 1001 },
  ])('is refused with %j', (wrong) => {
    expect(() => parseStockLocation({ ...described, ...wrong })).toThrow(InvalidStockLocation);
  });

  it('is refused when it serves what is no region', () => {
    expect(() => parseStockLocation({ ...described, serves: ['Utah'] })).toThrow(InvalidRegion);
  });
});
