import { DBOS } from '@dbos-inc/dbos-sdk';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../domain/domain-error.ts';
import type { Context } from '../runtime/context.ts';
import { Counter, toyShop } from './toy-shop.ts';

export class CountingForbidden extends DomainError {
  readonly code = 'COUNTING_FORBIDDEN';
}

/**
 * The toy shop with durable workflows: `shop.count` increments a counter, calls the outside world at `outside` and
 * increments again; `shop.wait` waits for a message and answers it; `shop.refuse` increments and is refused.
 */
export const durableShop = (outside: string): Context =>
  toyShop({
    workflows: ({ workflows }) => {
      DBOS.registerWorkflow(
        async (id: `ctr_${string}`) => {
          await workflows.step('first', (em) => incremented(em, id, 'first'));
          const answer = await DBOS.runStep(() => call(outside, id), {
            name: 'call',
            retriesAllowed: true,
            intervalSeconds: 0.2,
            backoffRate: 1,
            maxAttempts: 1000,
          });
          await workflows.step('second', (em) => incremented(em, id, 'second'));
          return answer;
        },
        { name: 'shop.count' },
      );
      DBOS.registerWorkflow(async () => DBOS.recv('go', { timeoutSeconds: 30 }), {
        name: 'shop.wait',
      });
      DBOS.registerWorkflow(
        async (id: `ctr_${string}`) => {
          try {
            await workflows.step('refused', async (em) => {
              await incremented(em, id, 'refused');
              throw new CountingForbidden('No.');
            });
          } catch (error) {
            return (error as CountingForbidden).code;
          }
          return 'not refused';
        },
        { name: 'shop.refuse' },
      );
    },
  });

async function incremented(em: EntityManager, id: `ctr_${string}`, note: string): Promise<number> {
  const counter = await em.findOneOrFail(Counter, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
  counter.increment(note);
  return counter.value;
}

/** The key is the business record's, so that the outside world can tell a repetition. */
async function call(outside: string, id: string): Promise<string> {
  const response = await fetch(`${outside}/${id}`, { method: 'POST' });
  return response.text();
}
