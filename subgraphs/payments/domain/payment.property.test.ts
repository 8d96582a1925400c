import fc from 'fast-check';
import { Money } from '#kernel/domain/money.ts';
import { eur, finding, NOW, openedPayment } from '../test/given.ts';
import { PAYMENT_TRANSITIONS, type PaymentStatus } from './payment-status.ts';
import type { Payment } from './payment.ts';
import type { Instruction, ProviderPayment } from './ports.ts';
import { DomainError } from '#kernel/domain/domain-error.ts';

type Fate = 'approve' | 'decline' | 'challenge';
type Wire = 'answered' | 'unanswered before' | 'unanswered after' | 'refused';

/** The provider's side in a few lines: idempotent, and it remembers every truth it ever told. */
class Provider {
  truth: ProviderPayment | null = null;
  readonly told: ProviderPayment[] = [];
  private readonly captures = new Set<string>();

  constructor(private readonly fate: Fate) {}

  act(instruction: Instruction): void {
    switch (instruction.kind) {
      case 'AUTHORIZE':
        this.truth ??= this.opened(instruction.attemptId, instruction.amount);
        break;
      case 'CAPTURE':
        if (!this.captures.has(instruction.captureId)) this.capture(instruction.amount);
        this.captures.add(instruction.captureId);
        break;
      case 'VOID':
        this.change(['REQUIRES_ACTION', 'AUTHORIZED'], { status: 'VOIDED' });
        break;
    }
    this.tell();
  }

  /** The customer, the bank or time does something, without any call of ours. */
  happen(status: 'AUTHORIZED' | 'DECLINED' | 'EXPIRED'): void {
    this.change(status === 'EXPIRED' ? ['REQUIRES_ACTION', 'AUTHORIZED'] : ['REQUIRES_ACTION'], {
      status,
    });
    this.tell();
  }

  private opened(reference: string, amount: Money): ProviderPayment {
    const status = (
      { approve: 'AUTHORIZED', decline: 'DECLINED', challenge: 'REQUIRES_ACTION' } as const
    )[this.fate];
    return {
      providerPaymentId: 'psp_1',
      reference,
      status,
      amount,
      captured: Money.zero(amount.currency),
      declineReason: null,
      nextActionUrl: null,
      card: null,
    };
  }

  private capture(amount: Money): void {
    if (!this.truth) return;
    const captured = this.truth.captured.plus(amount);
    const status = captured.equals(this.truth.amount) ? 'CAPTURED' : 'PARTIALLY_CAPTURED';
    this.change(['AUTHORIZED', 'PARTIALLY_CAPTURED'], { captured, status });
  }

  private change(from: ProviderPayment['status'][], changes: Partial<ProviderPayment>): void {
    if (this.truth && from.includes(this.truth.status)) this.truth = { ...this.truth, ...changes };
  }

  private tell(): void {
    if (this.truth) this.told.push(this.truth);
  }
}

const fates = fc.constantFrom<Fate>('approve', 'decline', 'challenge');
const wires = fc.constantFrom<Wire>('answered', 'unanswered before', 'unanswered after', 'refused');
const commands = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('send' as const), wire: wires }),
    fc.record({ do: fc.constant('capture' as const), units: fc.bigInt({ min: 1n, max: 120n }) }),
    fc.record({ do: fc.constant('cancel' as const) }),
    fc.record({
      do: fc.constant('refund' as const),
      units: fc.bigInt({ min: 1n, max: 120n }),
      fate: fc.boolean(),
    }),
    fc.record({ do: fc.constant('hear' as const), which: fc.nat() }),
    fc.record({
      do: fc.constant('happen' as const),
      status: fc.constantFrom('AUTHORIZED' as const, 'DECLINED' as const, 'EXPIRED' as const),
    }),
  ),
  { maxLength: 40 },
);
type Command = typeof commands extends fc.Arbitrary<(infer C)[]> ? C : never;

function send(payment: Payment, provider: Provider, wire: Wire): void {
  const instruction = payment.instruction();
  if (!instruction) return;
  // What had an effect is never refused when it is sent again.
  if (wire === 'refused' && instruction.kind === 'AUTHORIZE' && provider.truth === null) {
    payment.refused(instruction, 'REFUSED', NOW);
    return;
  }
  if (wire === 'answered' || wire === 'unanswered after') provider.act(instruction);
  if (wire === 'answered' && provider.truth) payment.learn(provider.truth, NOW);
  else payment.unanswered(instruction, NOW);
}

function carryOut(payment: Payment, provider: Provider, command: Command): void {
  switch (command.do) {
    case 'send':
      return send(payment, provider, command.wire);
    case 'capture':
      return void payment.requestCapture(eur(command.units), NOW);
    case 'cancel':
      return payment.requestCancellation('CHANGED_MIND', NOW);
    case 'refund': {
      const split = payment.reserveRefund(eur(command.units));
      if (command.fate) payment.settleRefund(eur(command.units));
      else payment.releaseRefund(eur(command.units), split);
      return;
    }
    case 'hear': {
      const truth = provider.told[command.which % Math.max(provider.told.length, 1)];
      if (truth) payment.learn(truth, NOW);
      return;
    }
    case 'happen':
      return provider.happen(command.status);
  }
}

function requested(): Payment {
  const payment = openedPayment({ amount: eur(100n) });
  payment.requestAuthorization([finding('ALLOW')], 'sandbox', NOW);
  return payment;
}

/** A refusal is a fair answer to a random command; anything else is a mistake of ours. */
function tryTo(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).not.toMatch(/^ILLEGAL|CONTRADICTION/);
  }
}

const story = (payment: Payment) =>
  payment.takeRaised().map(({ event }) => event.data['status'] as PaymentStatus);

describe('whatever happens, in whatever order, however often answers get lost', () => {
  it('money stays within its bounds, and every move is in the table', () => {
    fc.assert(
      fc.property(fates, commands, (fate, steps) => {
        const payment = requested();
        const provider = new Provider(fate);
        for (const step of steps) {
          tryTo(() => carryOut(payment, provider, step));
          expect(payment.capturedMinor).toBeLessThanOrEqual(payment.authorizedMinor);
          expect(payment.authorizedMinor).toBeLessThanOrEqual(payment.amountMinor);
          expect(payment.refundable.isNegative).toBe(false);
          expect(payment.capturedMinor).toBeLessThanOrEqual(
            provider.truth?.captured.minorUnits ?? 0n,
          );
        }
        const statuses = story(payment);
        for (const [index, to] of statuses.slice(1).entries()) {
          const from = statuses[index] ?? 'CREATED';
          // A refused capture is told without a move when no answer was missing.
          if (from !== to) expect(PAYMENT_TRANSITIONS[from]).toContain(to);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('once the provider answers again, we agree with it', () => {
    fc.assert(
      fc.property(fates, commands, (fate, steps) => {
        const payment = requested();
        const provider = new Provider(fate);
        for (const step of steps) tryTo(() => carryOut(payment, provider, step));
        for (let asked = 0; asked < 5; asked += 1) {
          if (provider.truth) payment.learn(provider.truth, NOW);
          send(payment, provider, 'answered');
        }
        expect(payment.instruction()).toBeNull();
        expect(payment.status).not.toBe('UNKNOWN');
        expect(payment.capturedMinor).toBe(provider.truth?.captured.minorUnits ?? 0n);
        if (provider.truth === null) expect(['DECLINED', 'CANCELLED']).toContain(payment.status);
        else if (payment.cancellationReason !== null)
          expect(['VOIDED', 'DECLINED', 'EXPIRED']).toContain(provider.truth.status);
      }),
      { numRuns: 500 },
    );
  });

  it('messages delivered twice or out of order end in the same state', () => {
    const history = fc.record({
      fate: fates,
      steps: commands,
      shuffle: fc.infiniteStream(fc.nat()),
      repeats: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(history, ({ fate, steps, shuffle, repeats }) => {
        const payment = requested();
        const provider = new Provider(fate);
        for (const step of steps) tryTo(() => carryOut(payment, provider, step));
        const inOrder = replayed(payment, provider.told);
        const mixed = Array.from({ length: repeats }, () => provider.told)
          .flat()
          .map((truth) => ({ truth, place: shuffle.next().value as number }))
          .toSorted((a, b) => a.place - b.place);
        const outOfOrder = replayed(
          payment,
          mixed.map(({ truth }) => truth),
        );
        expect(outOfOrder).toEqual(inOrder);
      }),
      { numRuns: 500 },
    );
  });
});

/** Where a fresh payment with the same attempt ends after hearing `truths`. */
function replayed(original: Payment, truths: readonly ProviderPayment[]) {
  const payment = requested();
  if (payment.attempt && original.attempt) payment.attempt.id = original.attempt.id;
  for (const truth of truths) payment.learn(truth, NOW);
  const { status, authorizedMinor, capturedMinor } = payment;
  return { status, authorizedMinor, capturedMinor };
}
