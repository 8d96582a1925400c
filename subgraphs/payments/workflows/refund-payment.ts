import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Id } from '#kernel/domain/id.ts';
import { registerWorkflow } from '#kernel/workflow/register-workflow.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { concludeRefund, sendRefund } from '../usecases/conclude-refund.ts';
import { REFUND_WORKFLOW } from '../usecases/refund-payment.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;

/** Sends a refund until the provider says what became of it, however long that takes and whatever crashes. */
export function registerRefundWorkflow(rt: PaymentsRuntime): void {
  registerWorkflow(REFUND_WORKFLOW, async (refundId: Id<'rfd'>) => {
    for (let asked = 0; ; asked += 1) {
      const answer = await DBOS.runStep(() => sendRefund(rt, refundId), {
        name: 'send',
        retriesAllowed: true,
        maxAttempts: 10,
      });
      const concluded = await rt.workflows.step('record', (em) =>
        concludeRefund(em, refundId, answer),
      );
      if (concluded) return;
      await DBOS.sleep(Math.min(FIRST_PAUSE_MS * 2 ** Math.min(asked, 20), LONGEST_PAUSE_MS));
    }
  });
}
