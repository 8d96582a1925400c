import { newId } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import { WebhookNotVerified } from '../domain/errors.ts';
import type {
  Answer,
  AuthorizeInstruction,
  PaymentProvider,
  ProviderPayment,
  WebhookMessage,
} from '../domain/ports.ts';

/** The cards that a provider's test environment has for each story. */
export interface ContractCards {
  readonly approved: string;
  readonly declined: { readonly token: string; readonly reason: string };
  readonly challenged: string;
  readonly captureRefused: string;
  readonly refundFails: string;
  readonly unknown: string;
  readonly country: { readonly token: string; readonly country: string };
}

export interface ProviderUnderContract {
  readonly provider: PaymentProvider;
  readonly cards: ContractCards;
  /** The next answer to such a call is lost: the provider acts, or does not, and nobody hears. */
  loseNextAnswer(
    operation: 'authorize' | 'capture' | 'void' | 'refund',
    point: 'before' | 'after',
  ): Promise<void>;
  /** What the provider sent about our reference, as it came over the wire. */
  webhookAbout(reference: string): Promise<WebhookMessage>;
  /** The same adapter while the provider cannot be reached. */
  unreachable(): PaymentProvider;
}

const eur = (minorUnits: bigint) => Money.of(minorUnits, 'EUR');

/** What every adapter must do, whoever moves the money. Run against the provider's real test environment. */
export function itKeepsTheProviderContract(underContract: () => ProviderUnderContract): void {
  const instruction = (
    token: string | null,
    changes: Partial<AuthorizeInstruction> = {},
  ): AuthorizeInstruction => ({
    kind: 'AUTHORIZE',
    attemptId: newId('att'),
    amount: eur(100_00n),
    token,
    challenge: false,
    returnUrl: 'https://shop.example/done',
    ...changes,
  });

  async function authorized(token = underContract().cards.approved): Promise<ProviderPayment> {
    return truthOf(await underContract().provider.authorize(instruction(token)));
  }

  async function captured(token = underContract().cards.approved): Promise<ProviderPayment> {
    const { providerPaymentId } = await authorized(token);
    return truthOf(await underContract().provider.capture(capture(providerPaymentId)));
  }

  const capture = (providerPaymentId: string, amount = eur(100_00n)) =>
    ({ kind: 'CAPTURE', captureId: newId('cap'), providerPaymentId, amount }) as const;

  describe('authorizing', () => {
    it('answers what is held, and the card', async () => {
      const { attemptId, ...asked } = instruction(underContract().cards.approved);
      const truth = truthOf(await underContract().provider.authorize({ attemptId, ...asked }));
      expect(truth).toMatchObject({
        status: 'AUTHORIZED',
        reference: attemptId,
        amount: asked.amount,
        captured: eur(0n),
      });
      expect(truth.card?.last4).toMatch(/^\d{4}$/);
    });

    it('is one payment per attempt, however often it is sent', async () => {
      const asked = instruction(underContract().cards.approved);
      const [first, second] = [
        truthOf(await underContract().provider.authorize(asked)),
        truthOf(await underContract().provider.authorize(asked)),
      ];
      expect(second.providerPaymentId).toBe(first.providerPaymentId);
    });

    it('tells a decline from a refusal: it is an outcome, with a reason', async () => {
      const { token, reason } = underContract().cards.declined;
      expect(await authorized(token)).toMatchObject({ status: 'DECLINED', declineReason: reason });
    });

    it('refuses a token that the provider does not know', async () => {
      const answer = await underContract().provider.authorize(
        instruction(underContract().cards.unknown),
      );
      expect(answer.kind).toBe('refused');
    });

    it('sends the customer to the bank when it asks, or when we do', async () => {
      const { provider, cards } = underContract();
      const asked = [
        instruction(cards.challenged),
        instruction(cards.approved, { challenge: true }),
      ];
      for (const one of asked) {
        const truth = truthOf(await provider.authorize(one));
        expect(truth.status).toBe('REQUIRES_ACTION');
        expect(truth.nextActionUrl).toMatch(/^https?:/);
      }
    });

    it('without a token sends the customer to the hosted page', async () => {
      const truth = truthOf(await underContract().provider.authorize(instruction(null)));
      expect(truth).toMatchObject({ status: 'REQUIRES_ACTION', card: null });
      expect(truth.nextActionUrl).toMatch(/^https?:/);
    });
  });

  describe('capturing', () => {
    it('takes what is held', async () => {
      expect(await captured()).toMatchObject({ status: 'CAPTURED', captured: eur(100_00n) });
    });

    it('takes a part', async () => {
      const { providerPaymentId } = await authorized();
      const truth = truthOf(
        await underContract().provider.capture(capture(providerPaymentId, eur(40_00n))),
      );
      expect(truth).toMatchObject({ status: 'PARTIALLY_CAPTURED', captured: eur(40_00n) });
    });

    it('takes it once, however often it is sent', async () => {
      const { providerPaymentId } = await authorized();
      const asked = capture(providerPaymentId);
      await underContract().provider.capture(asked);
      expect(truthOf(await underContract().provider.capture(asked)).captured).toEqual(eur(100_00n));
    });

    it('is refused by the bank, with a reason', async () => {
      const { providerPaymentId } = await authorized(underContract().cards.captureRefused);
      const answer = await underContract().provider.capture(capture(providerPaymentId));
      expect(answer).toMatchObject({
        kind: 'refused',
        reason: expect.stringMatching(/^[A-Z_]+$/) as string,
      });
    });
  });

  describe('voiding', () => {
    const release = ({ reference, providerPaymentId }: ProviderPayment) =>
      underContract().provider.void({
        kind: 'VOID',
        attemptId: reference as `att_${string}`,
        providerPaymentId,
      });

    it('releases what is held, however often it is sent', async () => {
      const held = await authorized();
      expect(truthOf(await release(held)).status).toBe('VOIDED');
      expect(truthOf(await release(held)).status).toBe('VOIDED');
    });

    it('ends the wait for the customer', async () => {
      expect(
        truthOf(await release(await authorized(underContract().cards.challenged))).status,
      ).toBe('VOIDED');
    });

    it('is refused once money was taken', async () => {
      expect((await release(await captured())).kind).toBe('refused');
    });
  });

  describe('refunding', () => {
    const refund = (providerPaymentId: string, amount = eur(30_00n)) => ({
      refundId: newId('rfd'),
      providerPaymentId,
      amount,
    });

    it('sends money back, once per refund', async () => {
      const { providerPaymentId } = await captured();
      const asked = refund(providerPaymentId, eur(60_00n));
      for (const answer of [
        await underContract().provider.refund(asked),
        await underContract().provider.refund(asked),
      ]) {
        expect(answer).toEqual({ kind: 'answered', truth: { status: 'SUCCEEDED', failure: null } });
      }
      expect(
        (await underContract().provider.refund(refund(providerPaymentId, eur(60_00n)))).kind,
      ).toBe('refused');
    });

    it('tells why it failed', async () => {
      const { providerPaymentId } = await captured(underContract().cards.refundFails);
      const answer = await underContract().provider.refund(refund(providerPaymentId));
      expect(answer).toMatchObject({
        kind: 'answered',
        truth: { status: 'FAILED', failure: expect.any(String) as string },
      });
    });
  });

  describe('asking', () => {
    it('finds an attempt by our own reference, and knows when there is none', async () => {
      const { provider } = underContract();
      const { reference, providerPaymentId } = await captured();
      expect(truthOf(await provider.fetch(reference as `att_${string}`))).toMatchObject({
        providerPaymentId,
        status: 'CAPTURED',
      });
      expect(await provider.fetch(newId('att'))).toEqual({ kind: 'answered', truth: null });
    });

    it('tells where a token’s card was issued, and nothing of a token it does not know', async () => {
      const { provider, cards } = underContract();
      expect((await provider.lookUpToken(cards.country.token))?.country).toBe(
        cards.country.country,
      );
      expect(await provider.lookUpToken(cards.unknown)).toBeNull();
    });
  });

  describe('without an answer', () => {
    it.each(['before', 'after'] as const)(
      'nothing is known (%s the provider acted), and the same call again tells',
      async (point) => {
        const { provider, cards, loseNextAnswer } = underContract();
        const asked = instruction(cards.approved);
        await loseNextAnswer('authorize', point);
        expect(await provider.authorize(asked)).toEqual({ kind: 'unanswered' });
        const truth = truthOf(await provider.authorize(asked));
        expect(truth.status).toBe('AUTHORIZED');
        const taken = capture(truth.providerPaymentId);
        await loseNextAnswer('capture', point);
        expect(await provider.capture(taken)).toEqual({ kind: 'unanswered' });
        expect(truthOf(await provider.capture(taken)).captured).toEqual(eur(100_00n));
      },
    );

    it('no call throws', async () => {
      const provider = underContract().unreachable();
      const providerPaymentId = 'unreachable';
      const answers = await Promise.all([
        provider.authorize(instruction(underContract().cards.approved)),
        provider.capture(capture(providerPaymentId)),
        provider.void({ kind: 'VOID', attemptId: newId('att'), providerPaymentId }),
        provider.refund({ refundId: newId('rfd'), providerPaymentId, amount: eur(1n) }),
        provider.fetch(newId('att')),
      ]);
      expect(answers.every(({ kind }) => kind === 'unanswered')).toBe(true);
      expect(await provider.lookUpToken(underContract().cards.approved)).toBeNull();
    });
  });

  describe('messages', () => {
    it('are believed when signed, and say which attempt they are about, and what became of it', async () => {
      const { provider, webhookAbout } = underContract();
      const { reference } = await authorized();
      expect(provider.parseWebhook(await webhookAbout(reference), new Date())).toMatchObject({
        id: expect.any(String) as string,
        news: 'AUTHORIZED',
        reference,
      });
    });

    it('are not believed when changed on the way', async () => {
      const { provider, webhookAbout } = underContract();
      const { reference } = await authorized();
      const { headers, body } = await webhookAbout(reference);
      const changed = Buffer.from(body.toString().replace(reference, newId('att')));
      expect(() => provider.parseWebhook({ headers, body: changed }, new Date())).toThrow(
        WebhookNotVerified,
      );
    });
  });
}

function truthOf<Truth>(answer: Answer<Truth>): NonNullable<Truth> {
  if (answer.kind !== 'answered' || !answer.truth)
    throw new Error(`The provider gave no truth: ${JSON.stringify(answer)}`);
  return answer.truth;
}
