import {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  createServer,
} from 'node:http';
import { SettingsError } from './settings.ts';

/** How long a client may take to say what it wants; with a body, six times as long. */
const HEADERS_WITHIN_MS = 10_000;

/**
 * Listens, or says in one line why not. Who takes too long to say what it wants gets 408 and is cut.
 * @throws {SettingsError} for a port that is taken or not allowed
 */
export async function listen(
  answer: RequestListener,
  port: number,
  host: string,
  headersWithinMs = HEADERS_WITHIN_MS,
): Promise<Server> {
  const timeouts = {
    headersTimeout: headersWithinMs,
    // Node knows one for all requests only.
    requestTimeout: 0,
    connectionsCheckingInterval: headersWithinMs / 5,
  };
  const server = createServer(timeouts, (request, response) => {
    limitBody(request, response, headersWithinMs * 6);
    answer(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(mendable(error, port, host)));
    server.listen(port, host, resolve);
  });
  return server;
}

const slowBodies = new WeakMap<IncomingMessage, (pauseMs: number) => void>();

/** Uploads over bad lines stall for some seconds. */
const PAUSE_MS = 30_000;

/**
 * Lets the body of a request take as long as it needs until it is answered, if it never pauses for longer. For routes that
 * take large files, from people they know.
 */
export function allowSlowBody(request: IncomingMessage, pauseMs = PAUSE_MS): void {
  slowBodies.get(request)?.(pauseMs);
}

function limitBody(request: IncomingMessage, response: ServerResponse, withinMs: number): void {
  const { headers, socket } = request;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
  const cut = () => {
    if (request.complete) return;
    if (!response.headersSent)
      socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
    socket.destroy();
  };
  // The connection keeps the process, as long as there is one.
  const start = () => setTimeout(cut, withinMs).unref();
  let limit = start();
  request.once('close', () => clearTimeout(limit));
  slowBodies.set(request, (pauseMs) => {
    clearTimeout(limit);
    request.setTimeout(pauseMs, cut);
    request.once('end', () => socket.setTimeout(0));
    response.once('finish', () => {
      if (!request.complete) limit = start();
    });
  });
}

const SWEEP_MS = 50;

/**
 * Stops listening at once, and resolves when the last answer is given and every connection closed, WebSockets
 * included. Whoever still waits for an answer when time is up gets none.
 */
export async function drain(server: Server, timeUp: AbortSignal): Promise<void> {
  timeUp.addEventListener('abort', () => server.closeAllConnections(), { once: true });
  // Otherwise a connection that is kept alive after its answer is waited for, though nothing more will come.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(sweep);
}

export function mendable(error: NodeJS.ErrnoException, port: number, host: string): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new SettingsError(
        `Port ${port} is taken by another program. Stop it, or set PORT to a free one.`,
      );
    case 'EACCES':
      return new SettingsError(
        `This user may not listen on port ${port}. Set PORT to one above 1023.`,
      );
    case 'EADDRNOTAVAIL':
      return new SettingsError(
        `This machine has no address ${host}. Set HOST to one it has, such as 127.0.0.1.`,
      );
    default:
      return error;
  }
}

/** The port that a server really listens on. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The server does not listen.');
  return address.port;
}
