import { Arg, Directive, Field, ID, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import { requireService } from '#kernel/graphql/authorization.ts';
import { decodeCursor, encodeCursor, logPosition } from '#kernel/graphql/cursor.ts';
import { untilReturned } from '#kernel/graphql/status-source.ts';
import type { Subscriptions } from '#kernel/graphql/subgraph-schema.ts';
import type { LogEvent } from '#kernel/persistence/event-log.ts';
import type { SessionEvent } from '../events.ts';
import { followEndedSessions } from '../persistence/follow-ended-sessions.ts';
import type { AccountsRuntime } from '../runtime.ts';

@ObjectType('EndedSession', { description: 'A session whose access tokens are good no more.' })
@Directive('@inaccessible')
export class EndedSessionType {
  @Field(() => String, { description: 'The place of this end. Resume after it.' })
  cursor!: string;

  @Field(() => ID, { description: 'The session, as access tokens name it.' })
  sessionId!: string;
}

/** For the gateway, which lets nobody stay whose session has ended. */
@Resolver()
export class EndedSessionResolver {
  @Subscription(() => EndedSessionType, {
    topics: 'named by endedSessionSource',
    description:
      'Each session that ends, once and in order; first those of which an access token may still be about.',
  })
  @Directive('@inaccessible')
  sessionEnded(
    @Root() { position, data }: LogEvent<SessionEvent['data']>,
    @Arg('after', () => String, {
      nullable: true,
      description: 'The cursor of the last end that was seen.',
    })
    _after: string | null,
  ): EndedSessionType {
    return { cursor: encodeCursor(position), sessionId: data.sessionId };
  }
}

export const endedSessionSource = (rt: AccountsRuntime): Subscriptions => ({
  sessionEnded({ after }, request) {
    requireService(request, 'accounts.watch-sessions');
    const from = typeof after === 'string' ? decodeCursor(after, logPosition)[0] : null;
    return untilReturned((signal) => followEndedSessions(rt, from, signal));
  },
});
