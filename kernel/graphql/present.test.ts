import { presentRows } from './present.ts';

const asked: string[][] = [];
let version = 0;
const row = presentRows(async (ids: string[]) => {
  asked.push(ids);
  version += 1;
  return ids.filter((id) => id !== 'gone').map((id) => ({ id, version }));
});
beforeEach(() => {
  asked.length = 0;
  version = 0;
});

it('rows that are asked for at the same moment are read together, each once', async () => {
  await Promise.all(['a', 'b', 'a'].map(row));
  expect(asked).toEqual([['a', 'b']]);
});

it('the next moment has a present of its own', async () => {
  expect([await row('a'), await row('a')]).toEqual([
    { id: 'a', version: 1 },
    { id: 'a', version: 2 },
  ]);
});

it('a row that there is not fails for who asked for it, and for nobody else', async () => {
  const [gone, there] = await Promise.allSettled([row('gone'), row('a')]);
  expect([gone?.status, there?.status]).toEqual(['rejected', 'fulfilled']);
});
