import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { refuseCardNumbers } from '../domain/card-number.ts';
import { reasonFrom } from '../domain/reason.ts';
import type { Consumer } from '../persistence/consumer.ts';
import { ParkedEvents } from '../persistence/parked-events.ts';
import { inTransaction } from '../persistence/transaction.ts';
import type { Runtime } from '../runtime/context.ts';
import { requirePermission, requireUser } from './authorization.ts';
import { type Connection, ConnectionArgs, checkPage, toConnection } from './connection.ts';
import { decodeCursor, encodeCursor, logPosition, text } from './cursor.ts';
import {
  DiscardEventResult,
  DiscardedEventType,
  ParkedEventConnection,
  ParkedEventType,
  RedriveEventResult,
} from './parked-events.type.ts';
import type { GraphRequest } from './request.ts';
import type { ResolverClass } from './subgraph-schema.ts';

const PERMISSION = 'events.manage';
const GROUP = { description: 'The group of consumers, such as ledger.post-payments.' };
const EVENT = { description: 'The parked event.' };

/** Lets operators list, redrive and discard what the consumers of one context have parked, by names of its own. */
export function parkedEventsResolver(
  context: string,
  consumersOf: (rt: Runtime) => readonly Consumer[],
): ResolverClass<Runtime> {
  const Context = `${context.charAt(0).toUpperCase()}${context.slice(1)}`;

  @Resolver()
  class ParkedEventsResolver {
    private readonly parked: ParkedEvents;

    constructor(private readonly rt: Runtime) {
      this.parked = new ParkedEvents(context, consumersOf(rt));
    }

    @Query(() => ParkedEventConnection, {
      name: `${context}ParkedEvents`,
      description: `What consumers of ${context} could not take, by group and position. Needs ${PERMISSION}.`,
    })
    async list(
      @Arg('group', () => String, { nullable: true, description: 'Only those of this group.' })
      group: string | null,
      @Arg('deadOnly', () => Boolean, {
        defaultValue: false,
        description: 'Only dead letters, which nobody tries any more.',
      })
      deadOnly: boolean,
      @Args(() => ConnectionArgs) page: ConnectionArgs,
      @Ctx() request: GraphRequest,
    ): Promise<Connection<ParkedEventType>> {
      requirePermission(request, PERMISSION);
      checkPage(page);
      const events = await this.parked.list(this.rt.orm.em.fork(), {
        group: group ?? null,
        deadOnly,
        after: page.after ? placeOf(page.after) : null,
        limit: page.first + 1,
      });
      return toConnection(
        events,
        page,
        (event) => encodeCursor(event.group, event.position),
        ParkedEventType.of,
      );
    }

    @Mutation(() => RedriveEventResult, {
      name: `redrive${Context}Event`,
      description: `Tries a parked event again at once, from the first attempt. What waits behind it follows in order. Needs ${PERMISSION}.`,
    })
    async redrive(
      @Arg('group', () => String, GROUP) group: string,
      @Arg('eventId', () => ID, EVENT) eventId: string,
      @Ctx() request: GraphRequest,
    ): Promise<typeof RedriveEventResult> {
      requirePermission(request, PERMISSION);
      const { id: operator } = requireUser(request);
      const event = await inTransaction(this.rt.orm, (em) =>
        this.parked.redrive(em, group, eventId),
      );
      request.logger.info({ operator, group, event: eventId }, 'an operator redrives an event');
      return ParkedEventType.of(event);
    }

    @Mutation(() => DiscardEventResult, {
      name: `discard${Context}Event`,
      description: `Gives a parked event up for this group, for good, and keeps who did it and why. What waits behind it goes on. Needs ${PERMISSION}.`,
    })
    async discard(
      @Arg('group', () => String, GROUP) group: string,
      @Arg('eventId', () => ID, EVENT) eventId: string,
      @Arg('reason', () => String, { description: 'Why, in 1 to 500 characters.' }) reason: string,
      @Ctx() request: GraphRequest,
    ): Promise<typeof DiscardEventResult> {
      requirePermission(request, PERMISSION);
      const { id: operator } = requireUser(request);
      refuseCardNumbers(reason);
      const because = { reason: reasonFrom(reason), discardedBy: operator };
      const event = await inTransaction(this.rt.orm, (em) =>
        this.parked.discard(em, group, eventId, because),
      );
      request.logger.warn({ operator, discarded: event }, 'an operator discards an event');
      return DiscardedEventType.of(event);
    }
  }
  return ParkedEventsResolver;
}

/** @throws {GraphQLError} BAD_USER_INPUT unless this is a cursor of the list */
function placeOf(cursor: string) {
  const [group, position] = decodeCursor(cursor, text, logPosition);
  return { group, position };
}
