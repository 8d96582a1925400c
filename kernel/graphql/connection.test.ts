import 'reflect-metadata';
import { ConnectionArgs, checkPage, toConnection } from './connection.ts';

const args = (first: number, after?: string): ConnectionArgs =>
  Object.assign(new ConnectionArgs(), { first, after });

it('asks for twenty unless told otherwise', () => {
  expect(new ConnectionArgs().first).toBe(20);
});

it.each([0, -1, 101])('refuses a page of %p', (first) => {
  expect(() => checkPage(args(first))).toThrow('first must be from 1 to 100');
});

it.each([1, 100])('takes a page of %p', (first) => {
  expect(() => checkPage(args(first))).not.toThrow();
});

it('says that more follows when there was one row more than asked for, which it leaves out', () => {
  const page = toConnection(
    ['a', 'b', 'c'],
    args(2),
    (row) => `at ${row}`,
    (row) => ({ row }),
  );
  expect(page).toEqual({
    edges: [
      { cursor: 'at a', node: { row: 'a' } },
      { cursor: 'at b', node: { row: 'b' } },
    ],
    pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: 'at a', endCursor: 'at b' },
  });
});

it('says that nothing follows the last page, and that something came before it', () => {
  const page = toConnection(
    ['c'],
    args(2, 'at b'),
    (row) => `at ${row}`,
    (row) => row,
  );
  expect(page.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
});

it('has no cursors when it has no edges', () => {
  const page = toConnection([] as string[], args(2), String, String);
  expect(page).toEqual({
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});
