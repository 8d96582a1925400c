import { type Server, createServer } from 'node:http';
import type { Express } from 'express';
import { SettingsError } from './settings.ts';

/** Listens, or says in one line why not. @throws {SettingsError} for a port that is taken or not allowed */
export async function listen(app: Express, port: number, host: string): Promise<Server> {
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(mendable(error, port, host)));
    server.listen(port, host, resolve);
  });
  return server;
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
