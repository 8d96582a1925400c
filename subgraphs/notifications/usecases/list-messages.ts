import { Message } from '../domain/message.ts';
import type { RecipientId } from '../domain/message-draft.ts';
import type { NotificationsRuntime } from '../runtime.ts';

export interface ListMessages {
  readonly mailboxes: readonly RecipientId[];
  /** Only what was written before the message of this id. */
  readonly olderThan: string | null;
  readonly limit: number;
}

/** The newest messages of all `mailboxes` together: one walk down an index for each, however full they are. */
export async function listMessages(
  rt: NotificationsRuntime,
  { mailboxes, olderThan, limit }: ListMessages,
): Promise<Message[]> {
  const lists = await Promise.all(
    mailboxes.map((recipientId) =>
      rt.orm.em
        .fork()
        .find(
          Message,
          { recipientId, ...(olderThan !== null && { id: { $lt: olderThan as Message['id'] } }) },
          { orderBy: { id: 'desc' }, limit },
        ),
    ),
  );
  // Ids sort by the time they were made.
  return lists
    .flat()
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .slice(0, limit);
}
