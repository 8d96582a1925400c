import type { IncomingMessage, RequestListener } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import { freePort } from './free-port.ts';
import { allowSlowBody, listen, mendable, portOf } from './http.ts';
import { SettingsError } from './settings.ts';

const HOST = '127.0.0.1';

it('listens on any free port when asked for 0', async () => {
  const server = await listen(express(), 0, HOST);
  expect(portOf(server)).toBeGreaterThan(0);
  server.close();
});

it('says which port is taken and how to mend it', async () => {
  const first = await listen(express(), await freePort(HOST), HOST);
  const port = portOf(first);
  const refusal = await listen(express(), port, HOST).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(SettingsError);
  expect((refusal as Error).message).toBe(
    `Port ${port} is taken by another program. Stop it, or set PORT to a free one.`,
  );
  first.close();
});

it('says that this machine does not have an address', async () => {
  await expect(listen(express(), 0, '192.0.2.1')).rejects.toThrow('Set HOST to one it has');
});

it('says that a port is not for this user, and leaves other errors as they are', () => {
  const failure = (code: string) => Object.assign(new Error('failed'), { code });
  expect(mendable(failure('EACCES'), 80, HOST)).toBeInstanceOf(SettingsError);
  const other = failure('EMFILE');
  expect(mendable(other, 80, HOST)).toBe(other);
});

describe('a body that comes slowly', () => {
  type Answer = (...asked: Parameters<RequestListener>) => unknown;

  /** With 0.6 s for a whole request. */
  async function send(answer: Answer, drops: number, ends = false): Promise<string> {
    const server = await listen((...asked) => void answer(...asked), 0, HOST, 100);
    const wire = connect(portOf(server), HOST);
    const dripping = setInterval(() => {
      wire.write('1\r\nx\r\n');
      // A drop that met the answer on its way could have that thrown away.
      if ((drops -= 1) > 0) return;
      clearInterval(dripping);
      if (ends) wire.write('0\r\n\r\n');
    }, 50);
    wire.on('error', () => {});
    wire.write(
      'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    try {
      return await text(wire);
    } finally {
      clearInterval(dripping);
      wire.destroy();
      server.close();
    }
  }

  const whole = async (request: IncomingMessage) => `${(await text(request)).length} came`;

  it('is cut', async () => {
    const told = await send((request) => void text(request).catch(() => {}), 5);
    expect(told).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('comes to its end where that is allowed', async () => {
    const told = await send(
      async (request, response) => {
        allowSlowBody(request, 10_000);
        response.end(await whole(request));
      },
      20,
      true,
    );
    expect(told).toMatch(/20 came/);
  });

  it('is cut where that is allowed too, when it pauses', async () => {
    const told = await send((request) => {
      allowSlowBody(request, 500);
      void text(request).catch(() => {});
    }, 5);
    expect(told).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('is cut after its answer, although that was allowed', async () => {
    const told = await send((request, response) => {
      allowSlowBody(request, 10_000);
      request.resume();
      response.writeHead(401, { connection: 'keep-alive' }).end();
    }, 5);
    expect(told).toMatch(/^HTTP\/1\.1 401 /);
  });
});
