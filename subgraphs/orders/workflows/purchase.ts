import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Id } from '#kernel/domain/id.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { registerWorkflow } from '#kernel/workflow/register-workflow.ts';
import { askPersistently, persistently } from '#kernel/workflow/persistently.ts';
import { Order } from '../domain/order.ts';
import type { Decision, Topic } from '../domain/purchase.ts';
import { cancelOrder, completeOrder } from '../usecases/decide-order.ts';
import { awaitNews } from '../usecases/news.ts';
import { PURCHASE_WORKFLOW } from '../usecases/place-order.ts';
import {
  authorizationNow,
  captureNow,
  deliverAndCapture,
  reserveAndAuthorize,
  undoPurchase,
} from './steps.ts';

/** How long after placing the order a customer may still be at the bank or on the provider's page. */
const CUSTOMER_DEADLINE_MS = 30 * 60 * 1000;
/** Without news for so long, we ask. */
const ASK_AGAIN_SECONDS = 300;

type Ask = (rt: Runtime, order: Order) => Promise<Decision>;

/** What is asked when there may be news of what the purchase waits for. */
const ASK_AGAIN: Readonly<Record<Topic, Ask>> = {
  authorization: authorizationNow,
  provisioning: deliverAndCapture,
  capture: captureNow,
};

export function registerPurchase(rt: Runtime): void {
  registerWorkflow(PURCHASE_WORKFLOW, (orderId: Id<'ord'>) => new Purchase(rt, orderId).run());
}

/**
 * One purchase, from the placed order to its end. Each step is recorded, so that after a crash the story goes on where it
 * was; what a step asks is asked by a business key, so that a step that is run again does nothing twice.
 */
class Purchase {
  private placed: Order | undefined;

  constructor(
    private readonly rt: Runtime,
    private readonly orderId: Id<'ord'>,
  ) {}

  async run(): Promise<void> {
    const { rt, orderId } = this;
    const reason =
      (await this.settle('reserve and authorize', reserveAndAuthorize)) ??
      (await this.settle('deliver and capture', deliverAndCapture));
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

  /**
   * Asks until it is decided. Between two questions it waits for news, which is only a hint that there is some.
   * @returns null, or why the purchase comes to nothing
   */
  private async settle(name: string, first: Ask): Promise<string | null> {
    let decision = await this.ask(name, first);
    if (decision.next === 'wait') {
      await this.rt.workflows.step('wait for news', (em) => awaitNews(em, this.orderId));
      // Nobody told us what happened before we said that we wait.
      decision = await this.ask(`ask about the ${decision.for}`, ASK_AGAIN[decision.for]);
    }
    while (decision.next === 'wait') {
      const topic: Topic = decision.for;
      const news = await DBOS.recv(topic, { timeoutSeconds: await this.patience(topic) });
      decision = await this.ask(`ask about the ${topic}`, ASK_AGAIN[topic]);
      const tooLate = news === null && topic === 'authorization';
      if (tooLate && decision.next === 'wait') return 'EXPIRED';
    }
    return decision.next === 'undo' ? decision.reason : null;
  }

  /**
   * A customer's time is counted from when the order was placed, so that news which decides nothing does not prolong it.
   * Everything else is waited for for ever: money or goods are at stake.
   */
  private async patience(topic: Topic): Promise<number> {
    if (topic !== 'authorization') return ASK_AGAIN_SECONDS;
    return persistently(this.rt.logger, 'how long to wait', async () => {
      const { placedAt } = await this.order();
      const deadline = placedAt.getTime() + CUSTOMER_DEADLINE_MS;
      return Math.max(1, Math.ceil((deadline - this.rt.clock().getTime()) / 1000));
    });
  }

  /** A refusal by the other side decides too. */
  private async ask(name: string, ask: Ask): Promise<Decision> {
    const { rt } = this;
    const asked = await askPersistently(rt.logger, name, async () => ask(rt, await this.order()));
    return 'refused' in asked ? { next: 'undo', reason: asked.refused } : asked.answer;
  }

  /** As it was placed, which never changes; how it ends is written by the last step. */
  private async order(): Promise<Order> {
    return (this.placed ??= await this.rt.orm.em.fork().findOneOrFail(Order, this.orderId));
  }
}
