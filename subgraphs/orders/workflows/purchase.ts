import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Id } from '#kernel/domain/id.ts';
import { GraphRefused } from '#kernel/graphql/graph-client.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { persistently } from '#kernel/workflow/persistently.ts';
import { Order } from '../domain/order.ts';
import type { PaymentMethod } from '../domain/payment-method.ts';
import {
  type Decision,
  type Outcome,
  afterAuthorization,
  afterCapture,
  afterProvisioning,
} from '../domain/purchase.ts';
import { cancelOrder, completeOrder } from '../usecases/decide-order.ts';
import { PURCHASE_WORKFLOW } from '../usecases/place-order.ts';
import {
  authorizePayment,
  capturePayment,
  commitReservation,
  openPayment,
  paymentOutcome,
  provisionOrder,
  reserveStock,
  undoPurchase,
} from './steps.ts';

/** How long a customer may take at the bank or on the provider's page. */
const CUSTOMER_DEADLINE_SECONDS = 30 * 60;
/** Without news for so long, we ask. */
const ASK_AGAIN_SECONDS = 60;

/** News for a purchase that waits, by what it waits for. */
export type Topic = 'authorization' | 'provisioning' | 'capture';

export function registerPurchase(rt: Runtime): void {
  DBOS.registerWorkflow((orderId: Id<'ord'>, method: PaymentMethod) => new Purchase(rt, orderId).run(method), {
    name: PURCHASE_WORKFLOW,
  });
}

/** Ends the story early; caught where it is told. */
class ComesToNothing extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

/**
 * One purchase, from the placed order to its end. Each step is recorded, so that after a crash the story goes on where it
 * was; each asks by a business key, so that a step that is asked again does nothing twice.
 */
class Purchase {
  constructor(
    private readonly rt: Runtime,
    private readonly orderId: Id<'ord'>,
  ) {}

  async run(method: PaymentMethod): Promise<void> {
    const { rt, orderId } = this;
    const refusal = await this.buy(method);
    if (refusal === null) {
      await rt.workflows.step('complete the order', (em) => completeOrder(em, orderId, rt.clock()));
      return;
    }
    await this.ask('undo the purchase', (order) => undoPurchase(rt, order, refusal));
    await rt.workflows.step('cancel the order', (em) => cancelOrder(em, orderId, refusal, rt.clock()));
  }

  /** @returns null, or why the purchase comes to nothing */
  private async buy(method: PaymentMethod): Promise<string | null> {
    try {
      await this.prepare(method);
      await this.authorize();
      await this.provision();
      await this.capture();
      return null;
    } catch (error) {
      if (error instanceof ComesToNothing) return error.reason;
      throw error;
    }
  }

  /** The payment exists from the first step on, so that whoever watches it sees how it ends. */
  private async prepare(method: PaymentMethod): Promise<void> {
    const { rt } = this;
    const refusal = await this.ask('open the payment and reserve stock', (order) =>
      refusable(async () => {
        await openPayment(rt, order, method);
        return reserveStock(rt, order);
      }),
    );
    if (refusal !== null) throw new ComesToNothing(refusal);
  }

  private async authorize(): Promise<void> {
    const { rt } = this;
    const first = await this.ask('authorize the payment', ({ paymentId }) => authorizePayment(rt, paymentId));
    await this.settle(first, afterAuthorization, {
      topic: 'authorization',
      deadlineSeconds: CUSTOMER_DEADLINE_SECONDS,
      ask: ({ paymentId }) => paymentOutcome(rt, paymentId),
    });
  }

  private async provision(): Promise<void> {
    const { rt } = this;
    const ask = (order: Order) => provisionOrder(rt, order);
    await this.settle(await this.ask('provision the order', ask), afterProvisioning, { topic: 'provisioning', ask });
  }

  private async capture(): Promise<void> {
    const { rt } = this;
    const first = await this.ask('capture the payment', async ({ id, paymentId }) => {
      const outcome = await capturePayment(rt, paymentId);
      if (afterCapture(outcome).next === 'go-on') await commitReservation(rt, id);
      return outcome;
    });
    if (afterCapture(first).next === 'go-on') return;
    await this.settle(first, afterCapture, {
      topic: 'capture',
      ask: ({ paymentId }) => paymentOutcome(rt, paymentId),
    });
    await this.ask('commit the stock', ({ id }) => commitReservation(rt, id));
  }

  /** Until it is decided, waits for news and then asks for the truth: news is only a hint that there is some. */
  private async settle(first: Outcome, decide: (outcome: Outcome) => Decision, wait: Wait): Promise<void> {
    for (let outcome = first; ; ) {
      const decision = decide(outcome);
      if (decision.next === 'go-on') return;
      if (decision.next === 'undo') throw new ComesToNothing(decision.reason);
      const news = await DBOS.recv(wait.topic, { timeoutSeconds: wait.deadlineSeconds ?? ASK_AGAIN_SECONDS });
      outcome = await this.ask(`ask about the ${wait.topic}`, wait.ask);
      const tooLate = news === null && wait.deadlineSeconds !== undefined;
      if (tooLate && decide(outcome).next === 'wait') throw new ComesToNothing('EXPIRED');
    }
  }

  private ask<T>(name: string, call: (order: Order) => Promise<T>): Promise<T> {
    const { rt, orderId } = this;
    return persistently(rt.logger, name, async () => call(await rt.orm.em.fork().findOneOrFail(Order, orderId)));
  }
}

interface Wait {
  readonly topic: Topic;
  /** After which it comes to nothing. Without one it is waited for for ever: money or goods are at stake. */
  readonly deadlineSeconds?: number;
  ask(order: Order): Promise<Outcome>;
}

/** Codes that say something about us and not about the purchase: they are mended and tried again. */
const OUR_FAULT = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']);

/** The code of a business refusal, as an answer. */
async function refusable(call: () => Promise<string | null>): Promise<string | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof GraphRefused && !OUR_FAULT.has(error.code)) return error.code;
    throw error;
  }
}
