import { type FollowedStatus, type OwnLog, followStatus } from '../persistence/follow-status.ts';
import { requireUser } from './authorization.ts';
import { decodeCursor, logPosition } from './cursor.ts';
import type { GraphRequest } from './request.ts';
import type { Subscriptions } from './subgraph-schema.ts';

/** How the status of one kind of aggregate is followed. */
export interface StatusKind<Data> extends Pick<
  FollowedStatus<Data>,
  'patienceMs' | 'isLast' | 'notFound'
> {
  /** The argument that names the aggregate. */
  readonly argument: string;
  maySee(request: GraphRequest, data: Data): boolean;
}

/** The source of a subscription to changes of a status, resumed by its argument `after`. */
export const statusSource =
  <Data>(log: OwnLog, kind: StatusKind<Data>): Subscriptions[string] =>
  (args, request) => {
    requireUser(request);
    const { after } = args;
    const { patienceMs, isLast, notFound } = kind;
    const followed: FollowedStatus<Data> = {
      aggregateId: String(args[kind.argument]),
      after: typeof after === 'string' ? decodeCursor(after, logPosition)[0] : null,
      patienceMs,
      isLast,
      notFound,
      maySee: (data) => kind.maySee(request, data),
    };
    return untilReturned((signal) => followStatus(log, followed, signal));
  };

/** A generator that is told by a signal when its reader leaves, even while it waits. */
export function untilReturned<T>(
  start: (signal: AbortSignal) => AsyncGenerator<T>,
): AsyncIterableIterator<T> {
  const left = new AbortController();
  const generator = start(left.signal);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => generator.next(),
    return: () => {
      left.abort();
      return generator.return(undefined);
    },
  };
}
