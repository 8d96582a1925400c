import { LockMode } from '@mikro-orm/core';
import type { Id } from '#kernel/domain/id.ts';
import { GraphRefused, GraphUnavailable } from '#kernel/graphql/graph-client.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { Message } from '../domain/message.ts';
import type { RecipientId } from '../domain/message-draft.ts';
import type { Delivery, Mailer } from '../domain/ports.ts';
import { NotificationsContactAddressDocument } from '../operations/accounts.ts';
import type { NotificationsRuntime } from '../runtime.ts';

/** Few, so that a program that must stop need not wait long for what it has begun. */
const BATCH = 10;

/**
 * Sends every message whose time has come, until `signal` asks it to stop. Safe on any number of processes: a message is
 * claimed before it is sent, and sent outside of any transaction. A process that dies in between leaves its claim to run
 * out; the message is then sent again under the same Message-ID.
 */
export async function sendDueMessages(
  rt: NotificationsRuntime,
  openMailer: () => Mailer,
  signal: AbortSignal,
): Promise<void> {
  let due = await claimDue(rt);
  if (due.length === 0) return;
  const mailer = openMailer();
  try {
    while (due.length > 0) {
      // Every one comes to an end before the connections are closed, even if another could not be recorded.
      const ends = await Promise.allSettled(due.map((message) => attempt(rt, mailer, message)));
      for (const end of ends) if (end.status === 'rejected') throw end.reason as Error;
      due = signal.aborted ? [] : await claimDue(rt);
    }
  } finally {
    mailer.close();
  }
}

async function claimDue(rt: NotificationsRuntime): Promise<Message[]> {
  const at = rt.clock();
  return inTransaction(rt.orm, async (em) => {
    const due = await em.find(
      Message,
      { deliveryStatus: 'PENDING', nextAttemptAt: { $lte: at } },
      {
        orderBy: { nextAttemptAt: 'asc' },
        limit: BATCH,
        lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE,
      },
    );
    return due.filter((message) => message.beginAttempt(at));
  });
}

async function attempt(rt: NotificationsRuntime, mailer: Mailer, message: Message): Promise<void> {
  const delivery = await deliver(rt, mailer, message);
  if (delivery.kind !== 'accepted') {
    rt.logger.warn(
      { message: message.id, attempt: message.attempts, ...delivery },
      'a message was not delivered',
    );
  }
  await inTransaction(rt.orm, async (em) => {
    const current = await em.findOneOrFail(Message, message.id, {
      lockMode: LockMode.PESSIMISTIC_WRITE,
    });
    // Somebody who took over a claim that had run out may have come to an end before us.
    if (current.deliveryStatus === 'PENDING')
      current.concludeAttempt(message.attempts, delivery, rt.clock());
  });
}

async function deliver(
  rt: NotificationsRuntime,
  mailer: Mailer,
  message: Message,
): Promise<Delivery> {
  const { id, recipientId, subject, body, createdAt } = message;
  try {
    const { contactAddress } = await rt.graph.send(
      'accounts',
      NotificationsContactAddressDocument,
      whoseAddress(recipientId),
    );
    if (!contactAddress) return { kind: 'refused', reason: 'NO_ADDRESS' };
    const { name, email: address } = contactAddress;
    return await mailer.send({ id, to: { name, address }, subject, body, writtenAt: createdAt });
  } catch (error) {
    rt.logger.warn({ err: error, message: id }, 'the address of a recipient was not to be had');
    const known = error instanceof GraphUnavailable || error instanceof GraphRefused;
    return { kind: 'failed', reason: known ? error.code : 'INTERNAL' };
  }
}

const isMerchant = (id: RecipientId): id is Id<'mer'> => id.startsWith('mer_');

const whoseAddress = (recipientId: RecipientId) =>
  isMerchant(recipientId) ? { merchantId: recipientId } : { userId: recipientId };
