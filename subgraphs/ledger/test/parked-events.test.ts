import { ANONYMOUS, type Principal } from '#kernel/graphql/principal.ts';
import { customer, operator, seller, service } from '#kernel/testing/principals.ts';
import {
  type Books,
  type MoneyEvent,
  openBooks,
  ownAccounts,
  type OwnAccounts,
  paymentCaptured,
  type PaymentsLog,
  paymentsLogBeside,
  winery,
} from './given.ts';

const PARKED = `query { ledgerParkedEvents(group: "ledger.post-payments", deadOnly: true) { edges { node {
  eventId type aggregateId data lastError waitingBehind
} } } }`;
const REDRIVE = `mutation ($eventId: ID!) { result: redriveLedgerEvent(group: "ledger.post-payments", eventId: $eventId) {
  __typename ... on Problem { code }
} }`;
const DISCARD = `mutation ($eventId: ID!) {
  result: discardLedgerEvent(group: "ledger.post-payments", eventId: $eventId, reason: "Booked by a correction") {
    __typename ... on Problem { code }
  }
}`;

type Parked = { readonly eventId: string; readonly [fact: string]: unknown };
type List = { readonly ledgerParkedEvents: { readonly edges: readonly { node: Parked }[] } };
type Result = { readonly result: { readonly __typename: string; readonly code?: string } };

let books: Books;
let log: PaymentsLog;
let own: OwnAccounts;
beforeAll(async () => {
  books = await openBooks();
  log = await paymentsLogBeside(books);
});
afterAll(() => books.stop());

const keeper = operator('events.manage');
const deadLetters = async () => {
  const { data } = await books.started.as(keeper).execute<List>(PARKED);
  return data.ledgerParkedEvents.edges.map(({ node }) => node);
};
const tell = async (mutation: string, eventId: string) =>
  (await books.started.as(keeper).execute<Result>(mutation, { eventId })).data.result;

/** A capture whose split does not add up, out of retries, and a sound one of the same payment behind it. */
async function givenDeadLetter(): Promise<Parked> {
  own = ownAccounts();
  const sale = paymentCaptured(own.currency, { [winery]: 10_00n });
  const broken: MoneyEvent = {
    ...sale,
    data: { ...sale.data, amount: { ...sale.data.amount, minorUnits: '1001' } },
  };
  await log.append(broken, sale);
  await log.consume();
  await books.started.truth.query(
    'update ledger.parked_events set dead = true, attempts = 8 where attempts > 0',
  );
  const [letter] = await deadLetters();
  return letter!;
}

it('shows what the books refused, and why', async () => {
  const letter = await givenDeadLetter();
  expect(letter).toMatchObject({
    type: 'PaymentCaptured',
    lastError: expect.stringMatching(/^The split adds up to/) as string,
    waitingBehind: 1,
  });
  expect(JSON.parse(letter['data'] as string)).toMatchObject({
    paymentId: letter['aggregateId'],
    amount: { minorUnits: '1001' },
  });
  expect(await tell(DISCARD, letter.eventId)).toEqual({ __typename: 'DiscardedEvent' });
  await log.consume();
});

it('refuses what it cannot book as often as it is redriven', async () => {
  const { eventId } = await givenDeadLetter();
  expect(await tell(REDRIVE, eventId)).toEqual({ __typename: 'ParkedEvent' });
  await log.consume();
  expect(await deadLetters()).toEqual([]);
  expect(await books.balances(own.receivable)).toEqual([0n]);
  await tell(DISCARD, eventId);
  await log.consume();
});

it('books what waited behind an event that was given up', async () => {
  const { eventId } = await givenDeadLetter();
  expect(await tell(DISCARD, eventId)).toEqual({ __typename: 'DiscardedEvent' });
  await log.consume();
  expect(await books.balances(own.receivable)).toEqual([10_00n]);
  expect(await deadLetters()).toEqual([]);
  await books.expectSound();
});

it('lets nobody but an operator see or touch it', async () => {
  const { eventId } = await givenDeadLetter();
  const strangers: readonly (readonly [Principal, string])[] = [
    [ANONYMOUS, 'UNAUTHENTICATED'],
    [customer(), 'FORBIDDEN'],
    [seller(winery), 'FORBIDDEN'],
    [service('orders', 'payments.execute'), 'FORBIDDEN'],
  ];
  for (const query of [PARKED, REDRIVE, DISCARD]) {
    for (const [stranger, code] of strangers) {
      const variables = query === PARKED ? {} : { eventId };
      const { errors } = await books.started.as(stranger).execute(query, variables);
      expect(errors?.[0]?.extensions?.['code']).toBe(code);
    }
  }
  expect(await deadLetters()).toMatchObject([{ eventId }]);
});
