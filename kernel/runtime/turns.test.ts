import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import { Turns } from './turns.ts';

/** So many at the same moment, each of which says when it begins and takes as long as `work`. */
function crowd(turns: Turns, count: number, work: (index: number) => unknown) {
  const begun: number[] = [];
  let [underWay, most] = [0, 0];
  const all = Array.from({ length: count }, (_, index) =>
    turns.take(async () => {
      begun.push(index);
      most = Math.max(most, (underWay += 1));
      await work(index);
      underWay -= 1;
      return index;
    }),
  );
  return { begun, all: Promise.all(all), most: () => most };
}

const inOrder = (count: number) => Array.from({ length: count }, (_, index) => index);

it('everybody gets a turn, in the order in which they came, and never too many at a time', async () => {
  const { begun, all, most } = crowd(new Turns(8), 1000, () => breathe());
  expect(await all).toEqual(inOrder(1000));
  expect(begun).toEqual(inOrder(1000));
  expect(most()).toBe(8);
});

it('work begins at once if there is a turn left', () => {
  const { begun } = crowd(new Turns(2), 3, () => breathe());
  expect(begun).toEqual([0, 1]);
});

it('those who take for ever hold up nobody but for a moment', async () => {
  const turns = new Turns(2);
  const { promise: never } = Promise.withResolvers<void>();
  for (let slow = 0; slow < 10; slow += 1) void turns.take(() => never);
  const { begun, all } = crowd(turns, 100, () => breathe());
  await all;
  expect(begun).toEqual(inOrder(100));
});

it('a turn that was overdue is given back once', async () => {
  const turns = new Turns(1);
  await turns.take(() => pause(300));
  const { all, most } = crowd(turns, 10, () => breathe());
  await all;
  expect(most()).toBe(1);
});

it('work that fails gives its turn back, and says why it failed', async () => {
  const turns = new Turns(1);
  const fail = () => Promise.reject(new Error('broken'));
  await expect(turns.take(fail)).rejects.toThrow('broken');
  await expect(turns.take(() => 'done')).resolves.toBe('done');
});
