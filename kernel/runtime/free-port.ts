import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below what Linux and macOS give to outgoing connections, one of which could take the port before it is listened on.
const LOWEST = 20_000;
const HIGHEST = 32_000;
const ATTEMPTS = 50;

/** A port that nobody listens on right now. Whoever asked must be quick, or unlucky. */
export async function freePort(host: string): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    try {
      await listenOnce(port, host);
      return port;
    } catch (error) {
      const taken = ['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!taken || attempt === ATTEMPTS) throw error;
    }
  }
}

async function listenOnce(port: number, host: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, host, resolve),
  );
  await new Promise((resolve) => server.close(resolve));
}
