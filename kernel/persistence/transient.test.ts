import pg from 'pg';
import { isTransient, wasRolledBack } from './transient.ts';

const failure = (code: string, message = 'failed') => Object.assign(new Error(message), { code });

it.each([
  '40001',
  '40P01',
  '08006',
  '08003',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '25P03',
  '25P04',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
])('takes %s for nobody’s fault', (code) => expect(isTransient(failure(code))).toBe(true));

it.each(['23505', '23514', '42501', '42P01', '22P02', '57014', 'INVALID_MONEY'])(
  'takes %s for the fault of what was asked',
  (code) => expect(isTransient(failure(code))).toBe(false),
);

it('knows an ended connection by its message, which has no code', () => {
  expect(isTransient(new Error('Connection terminated unexpectedly'))).toBe(true);
  expect(
    isTransient(new Error('Client has encountered a connection error and is not queryable')),
  ).toBe(true);
});

it('takes a server that cannot be reached for nobody’s fault, however that shows', async () => {
  for (const host of ['/no/such/folder', 'no-such-host.invalid']) {
    const attempt = new pg.Client({ host, user: 'nobody' }).connect();
    const error = await attempt.catch((reason: unknown) => reason);
    expect(isTransient(error)).toBe(true);
    expect(isTransient(new Error('the driver failed', { cause: error }))).toBe(true);
  }
});

it('looks for the cause behind the error', () => {
  expect(isTransient(new Error('the driver failed', { cause: failure('40001') }))).toBe(true);
  expect(isTransient(Object.assign(new Error('wrapped'), { previous: failure('57P01') }))).toBe(
    true,
  );
  expect(
    isTransient(new Error('outer', { cause: new Error('inner', { cause: failure('23505') }) })),
  ).toBe(false);
});

it('believes the code of the database rather than a message that quotes it', () => {
  expect(isTransient(failure('23505', 'Key (note)=(Connection terminated) exists'))).toBe(false);
});

it('knows that a transaction was undone only when the database says so', () => {
  expect(wasRolledBack(failure('40001'))).toBe(true);
  expect(wasRolledBack(new Error('the driver failed', { cause: failure('40P01') }))).toBe(true);
  for (const error of [failure('57P01'), failure('40003'), new Error('Connection terminated')]) {
    expect(wasRolledBack(error)).toBe(false);
  }
});

it('is not led in circles, and takes nothing for something', () => {
  const circle: { cause?: unknown } = {};
  circle.cause = circle;
  expect(isTransient(circle)).toBe(false);
  for (const nothing of [undefined, null, 'Connection terminated', 42])
    expect(isTransient(nothing)).toBe(false);
});
