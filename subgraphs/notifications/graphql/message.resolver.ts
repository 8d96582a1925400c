import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import { isId } from '#kernel/domain/id.ts';
import { hasPermission, requireUser } from '#kernel/graphql/authorization.ts';
import { batched } from '#kernel/graphql/batched.ts';
import {
  type Connection,
  ConnectionArgs,
  checkPage,
  connectionType,
  toConnection,
} from '#kernel/graphql/connection.ts';
import { decodeCursor, encodeCursor, idOf } from '#kernel/graphql/cursor.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { Message } from '../domain/message.ts';
import type { RecipientId } from '../domain/message-draft.ts';
import type { NotificationsRuntime } from '../runtime.ts';
import { listMessages } from '../usecases/list-messages.ts';
import { MessageType } from './message.type.ts';

const { ConnectionType: MessageConnection } = connectionType('Message', MessageType);

/** Whose messages whoever asks may read: their own, and for a seller those of the merchant. */
function mailboxesOf(request: GraphRequest): RecipientId[] {
  const { id, merchantId } = requireUser(request);
  return merchantId && hasPermission(request, 'messages.read-merchant') ? [id, merchantId] : [id];
}

@Resolver(() => MessageType)
export class MessageResolver {
  private readonly messageById;

  constructor(private readonly rt: NotificationsRuntime) {
    this.messageById = batched<string, MessageType>(async (ids, request) => {
      const found = await rt.orm.em.fork().find(Message, {
        id: { $in: ids.filter((id) => isId('msg', id)) },
        recipientId: { $in: mailboxesOf(request) },
      });
      return new Map(found.map((message) => [message.id, MessageType.of(message)]));
    });
  }

  @Query(() => MessageType, {
    nullable: true,
    description: 'One of your messages; null if it is not yours.',
  })
  message(
    @Arg('id', () => ID, { description: 'The message.' }) id: string,
    @Ctx() request: GraphRequest,
  ): Promise<MessageType | null> {
    return this.messageById(request, id);
  }

  @Query(() => MessageConnection, {
    description: 'Your messages, newest first; for a seller, also those of the merchant.',
  })
  async messages(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<MessageType>> {
    checkPage(args);
    const rows = await listMessages(this.rt, {
      mailboxes: mailboxesOf(request),
      olderThan: args.after == null ? null : decodeCursor(args.after, idOf('msg'))[0],
      limit: args.first + 1,
    });
    return toConnection(
      rows,
      args,
      ({ id }) => encodeCursor(id),
      (message) => MessageType.of(message),
    );
  }
}
