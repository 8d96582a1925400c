import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Id } from '#kernel/domain/id.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { askPersistently, persistently } from '#kernel/workflow/persistently.ts';
import { Order } from '../domain/order.ts';
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

/** How long after placing the order a customer may still be at the bank or on the provider's page. */
const CUSTOMER_DEADLINE_MS = 30 * 60 * 1000;
/** Without news for so long, we ask. */
const ASK_AGAIN_SECONDS = 300;

/** News for a purchase that waits, by what it waits for. */
export type Topic = 'authorization' | 'provisioning' | 'capture';

export function registerPurchase(rt: Runtime): void {
  DBOS.registerWorkflow((orderId: Id<'ord'>) => new Purchase(rt, orderId).run(), {
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

  async run(): Promise<void> {
    const { rt, orderId } = this;
    const reason = await this.buy();
    if (reason === null) {
      await rt.workflows.step('complete the order', (em) => completeOrder(em, orderId, rt.clock()));
      return;
    }
    await persistently(rt.logger, 'undo the purchase', async () =>
      undoPurchase(rt, await this.order(), reason),
    );
    await rt.workflows.step('cancel the order', (em) =>
      cancelOrder(em, orderId, reason, rt.clock()),
    );
  }

  /** @returns null, or why the purchase comes to nothing */
  private async buy(): Promise<string | null> {
    try {
      await this.prepare();
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
  private async prepare(): Promise<void> {
    const { rt } = this;
    const shortage = await this.ask('open the payment and reserve stock', async (order) => {
      await openPayment(rt, order);
      return reserveStock(rt, order);
    });
    if (shortage !== null) throw new ComesToNothing(shortage);
  }

  private async authorize(): Promise<void> {
    const { rt } = this;
    const first = await this.ask('authorize the payment', ({ paymentId }) =>
      authorizePayment(rt, paymentId),
    );
    await this.settle(first, afterAuthorization, {
      topic: 'authorization',
      deadlineMs: CUSTOMER_DEADLINE_MS,
      ask: ({ paymentId }) => paymentOutcome(rt, paymentId),
    });
  }

  private async provision(): Promise<void> {
    const { rt } = this;
    const ask = (order: Order) => provisionOrder(rt, order);
    await this.settle(await this.ask('provision the order', ask), afterProvisioning, {
      topic: 'provisioning',
      ask,
    });
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
  private async settle(
    first: Outcome,
    decide: (outcome: Outcome) => Decision,
    wait: Wait,
  ): Promise<void> {
    for (let outcome = first; ;) {
      const decision = decide(outcome);
      if (decision.next === 'go-on') return;
      if (decision.next === 'undo') throw new ComesToNothing(decision.reason);
      const news = await DBOS.recv(wait.topic, { timeoutSeconds: await this.patience(wait) });
      outcome = await this.ask(`ask about the ${wait.topic}`, wait.ask);
      const tooLate = news === null && wait.deadlineMs !== undefined;
      if (tooLate && decide(outcome).next === 'wait') throw new ComesToNothing('EXPIRED');
    }
  }

  /** Counted from when the order was placed, so that news which decides nothing does not prolong it. */
  private async patience({ deadlineMs }: Wait): Promise<number> {
    if (deadlineMs === undefined) return ASK_AGAIN_SECONDS;
    return persistently(this.rt.logger, 'how long to wait', async () => {
      const { placedAt } = await this.order();
      return Math.max(
        1,
        Math.ceil((placedAt.getTime() + deadlineMs - this.rt.clock().getTime()) / 1000),
      );
    });
  }

  /** @throws {ComesToNothing} if the other side refuses */
  private async ask<T>(name: string, call: (order: Order) => Promise<T>): Promise<T> {
    const asked = await askPersistently(this.rt.logger, name, async () => call(await this.order()));
    if ('refused' in asked) throw new ComesToNothing(asked.refused);
    return asked.answer;
  }

  private order(): Promise<Order> {
    return this.rt.orm.em.fork().findOneOrFail(Order, this.orderId);
  }
}

interface Wait {
  readonly topic: Topic;
  /** After which it comes to nothing. Without one it is waited for for ever: money or goods are at stake. */
  readonly deadlineMs?: number;
  ask(order: Order): Promise<Outcome>;
}
