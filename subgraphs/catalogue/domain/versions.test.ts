import { ChangedMeanwhile } from './errors.ts';
import { nextVersion, requireSeen } from './versions.ts';

const thing = { name: 'Tea', version: 7 };

it('lets somebody change what he has seen', () => {
  expect(requireSeen(thing, { expectedVersion: 7 })).toBe(thing);
});

it('tells who has seen another version which one it is now', () => {
  for (const expectedVersion of [6, 8])
    expect(() => requireSeen(thing, { expectedVersion })).toThrow(new ChangedMeanwhile(7));
});

it('counts on, and leaves the rest', () => {
  expect(nextVersion(thing)).toEqual({ name: 'Tea', version: 8 });
});
