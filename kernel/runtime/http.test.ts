import express from 'express';
import { freePort } from './free-port.ts';
import { listen, mendable, portOf } from './http.ts';
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
