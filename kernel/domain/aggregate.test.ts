import { Aggregate } from './aggregate.ts';
import { DomainError } from './domain-error.ts';

class Door extends Aggregate<{ type: 'DoorOpened' | 'DoorClosed'; data: { by: string } }> {
  readonly id = 'door_1';
  open(by: string) {
    this.raise({ type: 'DoorOpened', data: { by } });
  }
  close(by: string) {
    this.raise({ type: 'DoorClosed', data: { by } });
  }
}

it('begins at version 0 with nothing to tell', () => {
  const door = new Door();
  expect(door.version).toBe(0);
  expect(door.takeRaised()).toEqual([]);
});

it('counts its events by version, in the order in which it raised them', () => {
  const door = new Door();
  door.open('ada');
  door.close('kim');
  expect(door.version).toBe(2);
  expect(door.takeRaised()).toEqual([
    { version: 1, event: { type: 'DoorOpened', data: { by: 'ada' } } },
    { version: 2, event: { type: 'DoorClosed', data: { by: 'kim' } } },
  ]);
});

it('tells each event once, and goes on counting where it was', () => {
  const door = new Door();
  door.open('ada');
  door.takeRaised();
  expect(door.takeRaised()).toEqual([]);
  door.close('ada');
  expect(door.takeRaised()).toEqual([
    { version: 2, event: { type: 'DoorClosed', data: { by: 'ada' } } },
  ]);
});

it('raises events also when it was loaded, which runs no constructor', () => {
  const door = Object.assign(Object.create(Door.prototype) as Door, { version: 7 });
  door.open('grace');
  expect(door.takeRaised()).toEqual([
    { version: 8, event: { type: 'DoorOpened', data: { by: 'grace' } } },
  ]);
});

it('names a refusal after its class', () => {
  class DoorLocked extends DomainError {
    readonly code = 'DOOR_LOCKED';
    constructor(readonly lock: string) {
      super(`The ${lock} lock is closed.`);
    }
  }
  const refusal = new DoorLocked('upper');
  expect(refusal).toBeInstanceOf(Error);
  expect(refusal).toMatchObject({
    name: 'DoorLocked',
    code: 'DOOR_LOCKED',
    lock: 'upper',
    message: 'The upper lock is closed.',
  });
});
