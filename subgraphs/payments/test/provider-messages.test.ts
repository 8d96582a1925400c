import type { Id } from '#kernel/domain/id.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import type { Payment } from '../domain/payment.ts';
import type { Answer, ProviderNotice, ProviderPayment } from '../domain/ports.ts';
import { ANSWER_GRACE_MS } from '../domain/provider-news.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { applyProviderEvents } from '../usecases/apply-provider-events.ts';
import { authorizePayment } from '../usecases/authorize-payment.ts';
import { capturePayment } from '../usecases/capture-payment.ts';
import { recordProviderEvent } from '../usecases/record-provider-event.ts';
import { type Stage, startStage } from './stage.ts';

type Call = 'authorize' | 'capture';

/** Nothing happens by itself: every message comes when the test says so, and no job runs unless the test runs it. */
describe('a message of the provider and the call that it tells of', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ background: false });
    stage.relay.open = false;
  });
  afterAll(() => stage.stop());

  /** A payment, and a process whose provider acts for real, while the test decides what happens before it answers. */
  async function begin(token = 'tok_approve') {
    const { paymentId } = await stage.open({ token });
    const { provider, ...runtime } = stage.context.runtime;
    const during: Partial<Record<Call, () => Promise<void>>> = {};
    const lost = new Set<Call>();
    let fetched = 0;
    let lateMs = 0;
    const answerTo = async (call: Call, answer: Answer<ProviderPayment>) => {
      await during[call]?.();
      return lost.has(call) ? ({ kind: 'unanswered' } as const) : answer;
    };
    const rt: PaymentsRuntime = {
      ...runtime,
      clock: () => new Date(runtime.clock().getTime() + lateMs),
      provider: {
        ...provider,
        authorize: async (told) => answerTo('authorize', await provider.authorize(told)),
        capture: async (told) => answerTo('capture', await provider.capture(told)),
        fetch: (reference) => {
          fetched += 1;
          return provider.fetch(reference);
        },
      },
    };
    const notice = async (type: string) =>
      provider.parseWebhook(await sent(paymentId, type), runtime.clock());
    const take = async (told: ProviderNotice) => {
      if (await recordProviderEvent(rt, told)) await applyProviderEvents(rt);
    };
    return {
      paymentId,
      during,
      lost,
      fetched: () => fetched,
      pass: (ms: number) => {
        lateMs += ms;
      },
      work: () => applyProviderEvents(rt),
      authorize: () => authorizePayment(rt, paymentId),
      capture: () => capturePayment(rt, { paymentId }),
      notice,
      take,
      /** The message comes in, as often as said. */
      hear: async (type: string, times = 1) => {
        const told = await notice(type);
        for (let heard = 0; heard < times; heard += 1) await take(told);
      },
    };
  }

  const sent = (paymentId: string, type: string) =>
    eventually(async () => {
      const reference = await stage.attemptOf(paymentId);
      return stage.relay.messages.find(({ body }) => {
        const message = JSON.parse(body.toString()) as Message;
        return message.type === type && message.data.payment.reference === reference;
      });
    });

  const waiting = async (paymentId: string): Promise<number> => {
    const { rowCount } = await stage.context.truth.query(
      'select from payments.provider_events where reference = $1 and apply_at is not null',
      [await stage.attemptOf(paymentId)],
    );
    return rowCount ?? 0;
  };

  const LATE = 2 * ANSWER_GRACE_MS;
  const MOMENTS = [
    'during authorize',
    'after authorize',
    'during capture',
    'after capture',
  ] as const;
  const orders = MOMENTS.flatMap((authorized) =>
    MOMENTS.slice(2).map((captured) => ({ authorized, captured })),
  );

  it.each(orders)(
    'end in the same state without asking the provider: "authorized" $authorized, "captured" $captured, both twice',
    async ({ authorized, captured }) => {
      const story = await begin();
      const tell = async (moment: string) => {
        if (captured === moment) await story.hear('payment.captured', 2);
        if (authorized === moment) await story.hear('payment.authorized', 2);
      };
      for (const call of ['authorize', 'capture'] as const) {
        story.during[call] = () => tell(`during ${call}`);
        await story[call]();
        await tell(`after ${call}`);
      }
      story.pass(LATE);
      await story.work();
      expect(await stage.outcome(story.paymentId)).toMatchObject({ status: 'CAPTURED' });
      expect(await stage.events(story.paymentId)).toEqual([
        'PaymentCreated',
        'PaymentAuthorized',
        'PaymentCaptured',
      ]);
      expect(story.fetched()).toBe(0);
      expect(await waiting(story.paymentId)).toBe(0);
    },
  );

  it('costs one statement when it tells what is known', async () => {
    const story = await begin();
    await story.authorize();
    const told = await story.notice('payment.authorized');
    const { statements } = await statementsOf(() => story.take(told));
    expect(statements).toEqual([expect.stringMatching(/^insert into payments\.provider_events/)]);
  });

  it('is not asked about while the answer is out, and is closed with what the answer told', async () => {
    const story = await begin();
    story.during.authorize = async () => {
      await story.hear('payment.authorized');
      await story.work();
      expect(await waiting(story.paymentId)).toBe(1);
    };
    await story.authorize();
    story.pass(LATE);
    const { statements } = await statementsOf(story.work);
    expect(statements).toHaveLength(1);
    expect(await waiting(story.paymentId)).toBe(0);
    expect(story.fetched()).toBe(0);
  });

  it.each<[Call, string, Payment['status']]>([
    ['authorize', 'payment.authorized', 'AUTHORIZED'],
    ['capture', 'payment.captured', 'CAPTURED'],
  ])(
    'makes up for a lost answer to %s as soon as that is given up, when it came before',
    async (call, type, status) => {
      const story = await begin();
      if (call === 'capture') await story.authorize();
      story.lost.add(call);
      story.during[call] = () => story.hear(type);
      expect(await story[call]()).toMatchObject({ status });
      expect((await stage.events(story.paymentId)).at(-2)).toBe('PaymentOutcomeUnknown');
    },
  );

  it.each<[Call, string, Payment['status']]>([
    ['authorize', 'payment.authorized', 'AUTHORIZED'],
    ['capture', 'payment.captured', 'CAPTURED'],
  ])(
    'makes up for a lost answer to %s at once, when it comes after',
    async (call, type, status) => {
      const story = await begin();
      if (call === 'capture') await story.authorize();
      story.lost.add(call);
      expect(await story[call]()).toMatchObject({ status: 'UNKNOWN' });
      await story.hear(type);
      expect(await stage.outcome(story.paymentId)).toMatchObject({ status });
    },
  );

  it('makes up, after a short grace, for the process that waited for the answer and died', async () => {
    const story = await begin();
    let heard: () => void;
    const isHeard = new Promise<void>((resolve) => (heard = resolve));
    story.during.authorize = async () => {
      await story.hear('payment.authorized');
      heard();
      await new Promise(() => undefined);
    };
    void story.authorize();
    await isHeard;
    await story.work();
    expect(await stage.outcome(story.paymentId)).toMatchObject({ status: 'CREATED' });
    story.pass(ANSWER_GRACE_MS);
    await story.work();
    expect(await stage.outcome(story.paymentId)).toMatchObject({ status: 'AUTHORIZED' });
    expect(await waiting(story.paymentId)).toBe(0);
  });

  it('is applied at once when no call is under way: what the customer did at the bank', async () => {
    const story = await begin('tok_3ds');
    const { nextActionUrl } = await story.authorize();
    await stage.provider.answerChallenge(nextActionUrl ?? '', 'passed');
    await story.hear('payment.authorized');
    expect(await stage.outcome(story.paymentId)).toMatchObject({ status: 'AUTHORIZED' });
  });

  it('is asked about when it may tell more than is known: a void at the provider', async () => {
    const story = await begin();
    const { attempt } = await story.authorize();
    const psp = await stage.provider.paymentOf(attempt?.id ?? '');
    await stage.provider.voidPayment(String(psp['id']));
    await story.hear('payment.voided');
    expect(await stage.outcome(story.paymentId)).toMatchObject({
      status: 'CANCELLED',
      reason: 'VOIDED_AT_PROVIDER',
    });
  });

  it('is asked about even while another call is under way: a void does not wait for a capture', async () => {
    const story = await begin();
    await story.authorize();
    const attemptId = (await stage.attemptOf(story.paymentId)) as Id<'att'>;
    story.during.capture = async () => {
      const notice = {
        id: `evt_${attemptId}`,
        type: 'x',
        news: 'VOIDED',
        reference: attemptId,
      } as const;
      expect(await recordProviderEvent(stage.context.runtime, notice)).toBe(true);
    };
    await story.capture();
  });
});

interface Message {
  readonly type: string;
  readonly data: { readonly payment: { readonly reference: string } };
}
