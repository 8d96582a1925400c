import { raw } from '@mikro-orm/core';
import { parameterized } from './parameters.ts';

it('leaves values beside the text', () => {
  expect(
    parameterized('select * from wines where name = ? and year > ?', ["O'Brien", 2019]),
  ).toEqual({
    text: 'select * from wines where name = $1 and year > $2',
    values: ["O'Brien", 2019],
  });
});

it('gives each item of a list its place', () => {
  expect(parameterized('select 1 where id in (?) and price < ?', [['a', 'b'], 10n])).toEqual({
    text: 'select 1 where id in ($1, $2) and price < $3',
    values: ['a', 'b', '10'],
  });
});

it('writes objects as JSON, and leaves times and bytes to the driver', () => {
  const [time, bytes] = [new Date(0), Buffer.from('x')];
  expect(parameterized('insert into t values (?, ?, ?)', [{ a: 1 }, time, bytes])?.values).toEqual([
    '{"a":1}',
    time,
    bytes,
  ]);
});

it.each([
  ['identifiers', 'select ?? from wines', ['name']],
  ['SQL among the values', 'update wines set year = ? where id = ?', [raw('year + 1'), 'a']],
  ['a question mark that is meant', 'select data \\? ? from wines', ['name']],
  ['an empty list', 'select 1 where id in (?)', [[]]],
])('leaves %s to the mapper', (_name, sql, params) => {
  expect(parameterized(sql, params)).toBeNull();
});
