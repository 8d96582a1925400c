import { LockMode } from '@mikro-orm/core';
import type { Id } from '#kernel/domain/id.ts';
import { GraphRefused, GraphUnavailable } from '#kernel/graphql/graph-client.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { Message } from '../domain/message.ts';
import type { RecipientId } from '../domain/message-draft.ts';
import type { Delivery, Mailer } from '../domain/ports.ts';
import { NotificationsContactAddressDocument } from '../operations/accounts.ts';
import type { NotificationsRuntime } from '../runtime.ts';

const BATCH = 20;

/**
 * Sends every message whose time has come. Safe on any number of processes: a message is claimed before it is sent, and
 * sent outside of any transaction. A process that dies in between leaves its claim to run out; the message is then sent
 * again under the same Message-ID.
 */
export async function sendDueMessages(
  rt: NotificationsRuntime,
  openMailer: () => Mailer,
): Promise<void> {
  let due = await claimDue(rt);
  if (due.length === 0) return;
  const mailer = openMailer();
  try {
    for (; due.length > 0; due = await claimDue(rt)) {
      await Promise.all(due.map((message) => attempt(rt, mailer, message)));
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
    if (error instanceof GraphUnavailable || error instanceof GraphRefused)
      return { kind: 'failed', reason: error.code };
    throw error;
  }
}

const isMerchant = (id: RecipientId): id is Id<'mer'> => id.startsWith('mer_');

const whoseAddress = (recipientId: RecipientId) =>
  isMerchant(recipientId) ? { merchantId: recipientId } : { userId: recipientId };
