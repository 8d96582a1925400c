import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort } from './free-port.ts';

const HOST = '127.0.0.1';

describe('a free port', () => {
  it('can be listened on, and is none that outgoing connections take', async () => {
    const port = await freePort(HOST);
    const server = createServer().listen(port, HOST);
    await once(server, 'listening');
    server.close();
    expect(port).toBeGreaterThanOrEqual(20_000);
    expect(port).toBeLessThan(32_000);
  });

  it('is not looked for where nobody can listen', async () => {
    await expect(freePort('192.0.2.1')).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
  });
});
