import type { Socket } from 'node:net';
import type { ExecutionArgs } from 'graphql';
import type { WebSocket } from 'ws';
import type { Operations } from './operations.ts';

/** Where the events of one subscription go: to a client's socket, under the id that the client gave it. */
export interface SocketPlace {
  readonly socket: WebSocket;
  /** What the socket writes to. */
  readonly connection: Socket;
  readonly id: string;
}

/** A client that has so many bytes waiting is asked to read them first. */
const ENOUGH_WAITING = 64 * 1024;

/**
 * Writes the events of a subscription to its socket. graphql-ws would make each into text for each client anew, so it
 * is handed a stream that tells it nothing but the end.
 */
export function writeEvents(operations: Operations, args: ExecutionArgs): AsyncGenerator<never> {
  const { socket, connection, id } = args.rootValue as SocketPlace;
  const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
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
    next({ message }) {
      if (socket.readyState !== socket.OPEN) return false;
      const isSlow = connection.writableLength >= ENOUGH_WAITING;
      connection.write(message.after(head), isSlow ? () => following.resume() : undefined);
      // Almost always the kernel has copied it by now. If not, it must not be written over.
      if (connection.writableLength > 0) message.keep();
      return !isSlow;
    },
    complete: finish,
  });
  return generator;
}
