import { regionsCovering } from './compliance.ts';
import { InvalidRegion } from './errors.ts';

describe('a region', () => {
  it('is forbidden by its own code', () => {
    expect(regionsCovering('DE')).toEqual(['DE']);
  });

  it('is forbidden by its country too', () => {
    expect(regionsCovering('US-UT')).toEqual(['US-UT', 'US']);
    expect(regionsCovering('FR-75C')).toEqual(['FR-75C', 'FR']);
  });

  it.each(['', 'us', 'USA', 'US-', 'US-TOOLONG', 'Utah'])('is not %p', (text) => {
    expect(() => regionsCovering(text)).toThrow(InvalidRegion);
  });
});
