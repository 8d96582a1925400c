import type { ExecutionArgs } from 'graphql';
import type { WebSocket } from 'ws';
import type { Operations } from './operations.ts';

/** Where the events of one subscription go: to a client's socket, under the id that the client gave it. */
export interface SocketPlace {
  readonly socket: WebSocket;
  readonly id: string;
}

/** A client that has so many bytes waiting is asked to read them first. */
const ENOUGH_WAITING = 64 * 1024;

/**
 * Writes the events of a subscription to its socket. graphql-ws would make each into text for each client anew, so it
 * is handed a stream that tells it nothing but the end.
 */
export function writeEvents(operations: Operations, args: ExecutionArgs): AsyncGenerator<never> {
  const { socket, id } = args.rootValue as SocketPlace;
  const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  const { promise: over, resolve: end } = Promise.withResolvers<IteratorResult<never>>();
  const finish = () => end({ done: true, value: undefined });
  const generator: AsyncGenerator<never> = {
    next: () => over,
    async return() {
      finish();
      following.leave();
      return over;
    },
    throw: async (error) => Promise.reject(error as Error),
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: async () => void (await generator.return(undefined)),
  };
  const following = operations.follow(args, {
    next({ json }) {
      if (socket.readyState !== socket.OPEN) return false;
      const text = `${head}${json}}`;
      if (socket.bufferedAmount < ENOUGH_WAITING) {
        socket.send(text);
        return true;
      }
      socket.send(text, () => following.resume());
      return false;
    },
    complete: finish,
  });
  return generator;
}
