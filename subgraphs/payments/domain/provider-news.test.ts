import {
  authorizedPayment,
  capturedPayment,
  eur,
  NOW,
  raised,
  requestedPayment,
  truthAbout,
} from '../test/given.ts';
import { ATTEMPT_STATUSES } from './attempt.ts';
import type { Payment } from './payment.ts';
import type { ProviderPayment } from './ports.ts';
import { KNOWN_NEWS, PROVIDER_NEWS, type Standing, TOLD_BY } from './provider-news.ts';

/** Rows: what we know; columns: the news, in the order of PROVIDER_NEWS. */
const DRAWN: Record<Standing, string> = {
  //                REQ AUT DEC CAP VOI EXP
  REQUESTED: /*  */ '.   .   .   .   .   .',
  UNKNOWN: /*    */ '.   .   .   .   .   .',
  REQUIRES_ACTION: '.   .   .   .   .   .',
  AUTHORIZED: /* */ 'x   x   .   .   .   .',
  CAPTURED: /*   */ 'x   x   .   x   .   .',
  DECLINED: /*   */ 'x   .   x   .   .   .',
  VOIDED: /*     */ 'x   x   .   .   x   .',
  EXPIRED: /*    */ 'x   x   .   .   .   x',
};

const STANDINGS = [...ATTEMPT_STATUSES, 'CAPTURED'] as const;

function told(payment: Payment, changes: Partial<ProviderPayment>): Payment {
  payment.learn(truthAbout(payment, changes), NOW);
  return payment;
}

function capturing(payment: Payment): Payment {
  payment.requestCapture(null, NOW);
  return payment;
}

function unanswered(payment: Payment): Payment {
  const instruction = payment.instruction();
  if (instruction) payment.unanswered(instruction, NOW);
  return payment;
}

function cancelled(payment: Payment, reason: string): Payment {
  payment.requestCancellation(reason, NOW);
  return told(payment, { status: 'VOIDED' });
}

const part = { status: 'PARTIALLY_CAPTURED', captured: eur(1n) } as const;

/** Payments that have come to each standing, by every way there is. */
const GIVEN: Record<Standing, Record<string, () => Payment>> = {
  REQUESTED: { 'just asked': () => requestedPayment() },
  UNKNOWN: { 'without an answer': () => unanswered(requestedPayment()) },
  REQUIRES_ACTION: {
    'with the customer': () => told(requestedPayment(), { status: 'REQUIRES_ACTION' }),
  },
  AUTHORIZED: {
    'just so': () => authorizedPayment(),
    'being captured': () => capturing(authorizedPayment()),
    'captured in part': () => told(authorizedPayment(), part),
    'with a capture of unknown outcome': () => unanswered(capturing(authorizedPayment())),
  },
  CAPTURED: { 'in full': () => capturedPayment() },
  DECLINED: { 'by the bank': () => told(requestedPayment(), { status: 'DECLINED' }) },
  VOIDED: {
    'for us': () => cancelled(authorizedPayment(), 'OUT_OF_STOCK'),
    'for a customer who took too long': () => cancelled(authorizedPayment(), 'EXPIRED'),
    'by the provider': () => told(authorizedPayment(), { status: 'VOIDED' }),
    'after a part was captured': () => told(told(authorizedPayment(), part), { status: 'VOIDED' }),
  },
  EXPIRED: {
    'at the provider': () => told(authorizedPayment(), { status: 'EXPIRED' }),
    'after a part was captured': () => told(told(authorizedPayment(), part), { status: 'EXPIRED' }),
  },
};

const facts = ({ status, reason, authorizedMinor, capturedMinor, ...payment }: Payment) => ({
  status,
  reason,
  authorizedMinor,
  capturedMinor,
  nextActionUrl: payment.nextActionUrl,
  attempt: payment.attempt?.status,
  openCapture: payment.openCapture?.status,
});

describe('news of the provider', () => {
  const pairs = STANDINGS.flatMap((standing) =>
    PROVIDER_NEWS.map((news, column) => ({
      standing,
      news,
      known: DRAWN[standing].split(/\s+/)[column] === 'x',
    })),
  );

  it.each(pairs)('$news is known to what is $standing: $known', ({ standing, news, known }) => {
    expect(KNOWN_NEWS[standing].includes(news)).toBe(known);
  });

  const learning = pairs
    .filter(({ known }) => known)
    .flatMap((pair) =>
      Object.entries(GIVEN[pair.standing]).map(([how, given]) => ({ ...pair, how, given })),
    );

  it.each(learning)(
    '$news that is known to what is $standing, $how, teaches it nothing',
    ({ news, given }) => {
      const payment = given();
      const before = facts(payment);
      raised(payment);
      told(payment, { status: news });
      expect(facts(payment)).toEqual(before);
      expect(raised(payment)).toEqual([]);
    },
  );

  it('can wait for the answer of the call that tells the same', () => {
    expect(TOLD_BY).toEqual({
      REQUIRES_ACTION: 'AUTHORIZE',
      AUTHORIZED: 'AUTHORIZE',
      DECLINED: 'AUTHORIZE',
      CAPTURED: 'CAPTURE',
      VOIDED: null,
      EXPIRED: null,
    });
  });
});
