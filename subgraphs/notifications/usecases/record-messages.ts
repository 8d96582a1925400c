import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '#kernel/domain/id.ts';
import { Message } from '../domain/message.ts';
import type { MessageDraft } from '../domain/message-draft.ts';
import type { NotificationsRuntime } from '../runtime.ts';

/**
 * Keeps what an event makes us say, in the caller's transaction. What has been said about this event before is not said
 * again.
 */
export async function recordMessages(
  rt: NotificationsRuntime,
  em: EntityManager,
  eventId: string,
  drafts: readonly MessageDraft[],
): Promise<void> {
  const toBeSent = rt.openMailer !== undefined;
  const messages = drafts.map(
    (draft) => new Message({ id: newId('msg'), eventId, draft, createdAt: rt.clock(), toBeSent }),
  );
  await em
    .createQueryBuilder(Message)
    .insert(messages)
    .onConflict(['eventId', 'recipientId', 'kind'])
    .ignore()
    .execute();
}
