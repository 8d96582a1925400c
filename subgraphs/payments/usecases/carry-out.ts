import type { Payment } from '../domain/payment.ts';
import type { Answer, Instruction, PaymentProvider, ProviderPayment } from '../domain/ports.ts';
import { changePayment } from '../persistence/find-payment.ts';
import { hasWaitingEvent } from '../persistence/provider-events.ts';
import type { PaymentsRuntime } from '../runtime.ts';

/** An authorization and then the void that was asked for meanwhile; one more to be safe from a provider that disagrees. */
const MOST_INSTRUCTIONS = 3;

/**
 * Tells the provider what the payment was asked to do, outside of any transaction, and records each answer in one of
 * its own, until nothing is left to do or an answer is missing.
 */
export async function carryOut(rt: PaymentsRuntime, payment: Payment): Promise<Payment> {
  let known = payment;
  for (let told = 0; told < MOST_INSTRUCTIONS; told += 1) {
    const instruction = known.instruction();
    if (!instruction) break;
    const answer = await tell(rt.provider, instruction);
    known = await changePayment(rt.orm, known, (current) =>
      record(current, instruction, answer, rt.clock()),
    );
    if (answer.kind === 'unanswered') {
      rt.logger.warn(
        { paymentId: known.id, asked: instruction.kind },
        'the provider did not answer',
      );
      return (await toldMeanwhile(rt, known)) ? learnTruth(rt, known) : known;
    }
    // Why money that we believe to be held can be neither taken nor released is only in the provider's truth.
    if (answer.kind === 'refused' && instruction.kind !== 'AUTHORIZE') return learnTruth(rt, known);
  }
  return known;
}

/** Fetches the provider's truth about the payment's attempt and moves to it. */
export async function learnTruth(rt: PaymentsRuntime, payment: Payment): Promise<Payment> {
  if (!payment.attempt) return payment;
  const answer = await rt.provider.fetch(payment.attempt.id);
  if (answer.kind !== 'answered') {
    rt.logger.warn({ paymentId: payment.id, asked: 'FETCH' }, 'the provider did not answer');
  }
  const now = rt.clock();
  return changePayment(rt.orm, payment, (current) => {
    if (answer.kind === 'answered' && answer.truth) current.learn(answer.truth, now);
    else current.askAgain(now);
  });
}

/** Whether a message of the provider came while its answer got lost: it has acted, and can say how. */
async function toldMeanwhile(rt: PaymentsRuntime, { attempt }: Payment): Promise<boolean> {
  return attempt ? hasWaitingEvent(rt.orm.em.fork(), rt.provider.name, attempt.id) : false;
}

function tell(
  provider: PaymentProvider,
  instruction: Instruction,
): Promise<Answer<ProviderPayment>> {
  switch (instruction.kind) {
    case 'AUTHORIZE':
      return provider.authorize(instruction);
    case 'CAPTURE':
      return provider.capture(instruction);
    case 'VOID':
      return provider.void(instruction);
  }
}

function record(
  payment: Payment,
  instruction: Instruction,
  answer: Answer<ProviderPayment>,
  now: Date,
): void {
  switch (answer.kind) {
    case 'answered':
      payment.learn(answer.truth, now);
      return;
    case 'refused':
      payment.refused(instruction, answer.reason, now);
      return;
    case 'unanswered':
      payment.unanswered(instruction, now);
      return;
  }
}
