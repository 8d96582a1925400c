import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a program that logs these writes on standard error, line by line, and that nothing else is said. */
async function logged(statements: string): Promise<Record<string, unknown>[]> {
  const script = `
    import { createLogger } from '#kernel/runtime/logger.ts';
    const logger = createLogger('info');
    ${statements}`;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', './tools/typescript.mjs', '--input-type=module', '--eval', script],
    { cwd: new URL('../../', import.meta.url) },
  );
  expect(stdout).toBe('');
  return stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('writes a line of JSON per event on standard error, with its time and context', async () => {
  const [line, ...others] = await logged(`
    logger.debug('too much');
    logger.child({ context: 'orders', requestId: 'r1' }).warn({ orderId: 'ord_1' }, 'late');`);
  expect(others).toEqual([]);
  expect(line).toEqual({
    level: 40,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    context: 'orders',
    requestId: 'r1',
    orderId: 'ord_1',
    msg: 'late',
  });
});

it('never writes a secret or personal data, wherever it is carried', async () => {
  const lines = await logged(`
    const person = {
      password: 'LEAK', email: 'LEAK', name: 'LEAK', birthDate: 'LEAK', accessToken: 'LEAK', refreshToken: 'LEAK',
      token: 'LEAK', secret: 'LEAK', cartSecret: 'LEAK', authorization: 'LEAK', cookie: 'LEAK', number: 'LEAK', cvc: 'LEAK',
    };
    logger.info(person, 'at the top');
    logger.info({ person }, 'one below');
    logger.info({ request: { headers: person } }, 'two below');
    logger.info({ people: [person] }, 'in a list');
    logger.child({ person }).info('in a child');`);
  expect(lines).toHaveLength(5);
  expect(JSON.stringify(lines)).not.toContain('LEAK');
});

it('writes no value of a row that the database refused', async () => {
  const lines = await logged(`
    const row = { detail: 'Failing row contains (LEAK, LEAK).', where: 'LEAK' };
    const said = new Error('the column is checked\\n - detail: Failing row contains (LEAK,\\nLEAK).');
    const error = Object.assign(said, row, { code: '23514', previous: Object.assign(new Error(said.message), row) });
    logger.error({ err: error }, 'refused');
    const endless = Object.assign(new Error('endless'), { of: {} });
    endless.of.it = endless.of;
    endless.cause = endless;
    logger.error({ err: new AggregateError([said, endless], 'both') }, 'refused');
    logger.error({ err: 'no error at all' }, 'refused');`);
  expect(JSON.stringify(lines)).not.toContain('LEAK');
  expect(lines).toMatchObject([
    { err: { code: '23514', message: 'the column is checked' } },
    { err: { message: expect.stringContaining('both') as string } },
    { err: 'no error at all' },
  ]);
});
