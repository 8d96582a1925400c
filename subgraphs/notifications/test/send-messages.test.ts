import { newId } from '#kernel/domain/id.ts';
import { ATTEMPT_LEASE_MS, MAX_ATTEMPTS, pauseAfterMs } from '../domain/delivery.ts';
import { type Desk, anOrder, cancelled, completed, openDesk } from './given.ts';
import { type SmtpServer, startSmtpServer } from './smtp-server.ts';

let desk: Desk;
let smtp: SmtpServer;
beforeAll(async () => {
  smtp = await startSmtpServer();
  desk = await openDesk({ SMTP_URL: smtp.url, MAIL_FROM: 'The Shop <shop@comptoir.example>' });
});
beforeEach(async () => {
  smtp.clear();
  await desk.clear();
});
afterAll(async () => {
  await desk.started.stop();
  await smtp.stop();
});

/** One message, waiting to be sent. */
async function aMessage(): Promise<string> {
  const order = anOrder(newId('usr'));
  await cancelled(desk, order, 'OUT_OF_STOCK');
  await desk.readLogs();
  return order.customerId;
}

const only = async () => (await desk.messages())[0]!;

it('sends each message once to the address that accounts knows now', async () => {
  const order = anOrder();
  desk.contactOf = (id) => ({ email: `${id.slice(0, 3)}@example.com`, name: 'Ada Lovelace' });
  await completed(desk, order);
  await desk.readLogs();
  await desk.send();
  await desk.send();
  expect(smtp.received.map(({ to }) => to).toSorted()).toEqual([
    'mer@example.com',
    'mer@example.com',
    'usr@example.com',
  ]);
  expect(smtp.received.every(({ from }) => from === 'shop@comptoir.example')).toBe(true);
  expect((await desk.messages()).map((message) => message.delivery_status)).toEqual([
    'SENT',
    'SENT',
    'SENT',
  ]);
});

it('sends the text that can be read, whatever letters it has', async () => {
  await completed(desk, anOrder());
  await desk.readLogs();
  await desk.send();
  const mail = smtp.received.find(({ to }) => to.startsWith('usr_'));
  expect(mail?.headers).toMatchObject({
    from: 'The Shop <shop@comptoir.example>',
    subject: 'Your order is confirmed (44.80 EUR)',
    'content-type': 'text/plain; charset=utf-8',
    'auto-submitted': 'auto-generated',
  });
  expect(mail?.text).toContain('- 2 × Grüner Veltliner (WINE-1): 29.80 EUR\n- 6 × Pale Ale');
});

it('tries again after a pause when the server would not take it, under the same Message-ID', async () => {
  await aMessage();
  smtp.refuse('RCPT', '451 Try later');
  await desk.send();
  await desk.send();
  expect(await only()).toMatchObject({
    delivery_status: 'PENDING',
    attempts: 1,
    last_error: 'EENVELOPE RCPT TO 451',
  });
  smtp.accept();
  desk.pass(pauseAfterMs(1));
  await desk.send();
  const { id, ...sent } = await only();
  expect(sent).toMatchObject({ delivery_status: 'SENT', attempts: 2, last_error: null });
  expect(smtp.received.map(({ headers }) => headers['message-id'])).toEqual([
    `<${id}@comptoir.example>`,
  ]);
});

it('gives a message up that the server refuses for good', async () => {
  await aMessage();
  smtp.refuse('RCPT', '550 Nobody of that name');
  await desk.send();
  expect(await only()).toMatchObject({
    delivery_status: 'FAILED',
    attempts: 1,
    last_error: 'EENVELOPE RCPT TO 550',
  });
});

it('does not hold it against a message that the server does not want our sender', async () => {
  await aMessage();
  smtp.refuse('MAIL', '553 Who are you?');
  await desk.send();
  expect(await only()).toMatchObject({ delivery_status: 'PENDING', attempts: 1 });
});

it('gives a message up after the last attempt', async () => {
  await aMessage();
  smtp.refuse('EHLO', '421 Out of service');
  smtp.refuse('HELO', '421 Out of service');
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    await desk.send();
    desk.pass(pauseAfterMs(attempt));
  }
  expect(await only()).toMatchObject({ delivery_status: 'FAILED', attempts: MAX_ATTEMPTS });
});

it('waits for accounts when it is away', async () => {
  const customerId = await aMessage();
  const { contactOf } = desk;
  desk.contactOf = () => {
    throw new Error('Accounts is away.');
  };
  await desk.send();
  expect(await only()).toMatchObject({
    delivery_status: 'PENDING',
    last_error: 'GRAPH_UNAVAILABLE',
  });
  desk.contactOf = contactOf;
  desk.pass(pauseAfterMs(1));
  await desk.send();
  expect(smtp.received.map(({ to }) => to)).toEqual([`${customerId}@example.com`]);
});

it('gives a message up for somebody who has no address any more', async () => {
  await aMessage();
  desk.contactOf = () => null;
  await desk.send();
  expect(await only()).toMatchObject({ delivery_status: 'FAILED', last_error: 'NO_ADDRESS' });
});

it('lets one bad recipient keep no other from the mail', async () => {
  const nobody = await aMessage();
  const somebody = await aMessage();
  const { contactOf } = desk;
  desk.contactOf = (id) => (id === nobody ? null : contactOf(id));
  await desk.send();
  expect(smtp.received.map(({ to }) => to)).toEqual([`${somebody}@example.com`]);
});

it('sends each message once, however many processes send', async () => {
  const customers = [];
  for (let n = 0; n < 30; n += 1) customers.push(await aMessage());
  await Promise.all([desk.send(), desk.send(), desk.send(), desk.send()]);
  expect(smtp.received.map(({ to }) => to).sort()).toEqual(
    customers.map((id) => `${id}@example.com`).sort(),
  );
});

it('finishes what it has begun when the program stops, and begins nothing more', async () => {
  for (let n = 0; n < 12; n += 1) await aMessage();
  const stopping = new AbortController();
  smtp.onMail = async () => stopping.abort();
  await desk.send(stopping.signal);
  const attempts = (await desk.messages()).map((message) =>
    [message.delivery_status, message.attempts].join(),
  );
  expect(attempts.filter((attempt) => attempt === 'SENT,1')).toHaveLength(10);
  expect(attempts.filter((attempt) => attempt === 'PENDING,0')).toHaveLength(2);
});

it('has no transaction open while the server thinks', async () => {
  await aMessage();
  let openTransactions: unknown;
  smtp.onMail = async () => {
    const { rows } = await desk.started.truth.query(
      `select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
    );
    openTransactions = rows.length;
  };
  await desk.send();
  expect(openTransactions).toBe(0);
});

it('sends again what a process left behind that died before it could say that it had sent', async () => {
  await aMessage();
  // What is left of an attempt that was begun and never recorded.
  await desk.started.truth.query(
    `update notifications.messages set attempts = 1, next_attempt_at = $1`,
    [new Date(desk.now.getTime() + ATTEMPT_LEASE_MS)],
  );
  await desk.send();
  expect(smtp.received).toEqual([]);
  desk.pass(ATTEMPT_LEASE_MS);
  await desk.send();
  expect(smtp.received).toHaveLength(1);
  expect(await only()).toMatchObject({ delivery_status: 'SENT', attempts: 2 });
});
