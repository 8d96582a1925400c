import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import express, { type ErrorRequestHandler, type Express } from 'express';
import { pino } from 'pino';

import { api } from './api.ts';
import { LostAnswer } from './control.ts';
import { controlApi } from './control-api.ts';
import { pages } from './pages/router.ts';
import { Provider } from './provider.ts';
import { Refusal } from './refusal.ts';
import { DEFAULTS, type PspOptions } from './settings.ts';

const DRAIN_MS = 5_000;

// Standard output carries only the line that says where the provider listens.
const logger = pino({ name: 'psp' }, pino.destination(2));

export interface RunningPsp {
  readonly url: string;
  /** Answers the calls under way, except those a test holds, and closes the books. */
  stop(): Promise<void>;
}

export async function startPsp(options: Partial<PspOptions> = {}): Promise<RunningPsp> {
  const settings = { ...DEFAULTS, ...options };
  const server = createServer();
  const url = await listen(server, settings);
  const provider = openProvider(server, settings, settings.publicUrl?.replace(/\/$/, '') ?? url);
  server.on('request', application(provider));
  return {
    url,
    stop: async () => {
      provider.control.stop();
      await drain(server);
      await provider.stop();
    },
  };
}

/** If the books cannot be opened, nothing may go on listening. */
function openProvider(server: Server, settings: PspOptions, publicUrl: string): Provider {
  try {
    return new Provider(settings, publicUrl);
  } catch (error) {
    server.close();
    throw error;
  }
}

function application(provider: Provider): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.use('/v1', api(provider));
  app.use('/control', controlApi(provider));
  app.use(pages(provider));
  app.use(() => {
    throw new Refusal('not_found', 'path_not_found', 'There is nothing at this path.');
  });
  app.use(answerError);
  return app;
}

const answerError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  if (error instanceof Refusal) {
    response.status(error.httpStatus).json(error);
  } else if (error instanceof LostAnswer && error.kind === 'drop') {
    response.destroy();
  } else if (isUnreadableBody(error)) {
    response
      .status(error.status)
      .json(new Refusal('invalid_request', 'invalid_body', 'The body cannot be read.'));
  } else {
    // Only the stack is logged: an error may carry the body of the request, and with it a card number.
    if (!(error instanceof LostAnswer))
      logger.error({ stack: error instanceof Error ? error.stack : null }, 'failed');
    const internal = {
      type: 'internal',
      code: 'internal_error',
      message: 'Something went wrong. Try again.',
    };
    response.status(500).json({ error: internal });
  }
};

/** What the body parsers throw: unparsable, too large, in an unknown encoding. */
const isUnreadableBody = (error: unknown): error is Error & { status: number } =>
  error instanceof Error &&
  'status' in error &&
  typeof error.status === 'number' &&
  error.status < 500;

async function listen(server: Server, { host, port }: PspOptions): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${name.replace('0.0.0.0', '127.0.0.1').replace('[::]', '[::1]')}:${address.port}`;
}

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(impatience);
}
