import { onErrand } from '../runtime/errand.ts';
import { GraphRefused, GraphUnavailable, createGraphClient } from './graph-client.ts';
import type { SubgraphConnection, SubgraphRequest } from './subgraph-connection.ts';

const sent: { subgraph: string; request: SubgraphRequest }[] = [];
beforeEach(() => void sent.splice(0));

const answering = (
  execute: SubgraphConnection['execute'],
  serviceToken: () => Promise<string> = async () => 'token-of-orders',
) =>
  createGraphClient({
    connection: (subgraph) => ({
      execute: (request, signal) => {
        sent.push({ subgraph, request });
        return execute(request, signal);
      },
      subscribe: () => {
        throw new Error('not used');
      },
    }),
    serviceToken,
  });

const QUERY = 'query OrdersPrice($id: ID!) { variant(id: $id) { sku } }';
const document = Object.assign(new String(QUERY), {}) as never;

it('sends the operation as the service, and answers its data', async () => {
  const client = answering(async () => ({ data: { variant: { sku: 'A-1' } } }));
  expect(await client.send('catalogue', document, { id: 'var_1' })).toEqual({
    variant: { sku: 'A-1' },
  });
  expect(sent).toEqual([
    {
      subgraph: 'catalogue',
      request: {
        query: QUERY,
        variables: { id: 'var_1' },
        headers: {
          authorization: 'Bearer token-of-orders',
          traceparent: expect.stringMatching(/^00-/) as string,
        },
        deadline: expect.any(Number) as number,
      },
    },
  ]);
});

describe('for somebody who waits', () => {
  const client = answering(async () => ({ data: {} }));
  const send = (deadline: number) => {
    const headers = { 'x-request-id': 'request-1', traceparent: '00-trace' };
    const errand = { deadline, onlyReads: true, headers };
    return onErrand(errand, () => client.send('catalogue', document, {}));
  };

  it('passes on the request, its trace and what is left of its time', async () => {
    const deadline = performance.now() + 500;
    await send(deadline);
    expect(sent[0]?.request).toMatchObject({
      headers: {
        authorization: 'Bearer token-of-orders',
        'x-request-id': 'request-1',
        traceparent: '00-trace',
      },
      deadline,
    });
  });

  it('asks nobody when no time is left', async () => {
    await expect(send(performance.now())).rejects.toThrow(GraphUnavailable);
    expect(sent).toEqual([]);
  });
});

describe('nobody knows what happened', () => {
  it.each([
    ['when there is no connection', () => Promise.reject(new Error('ECONNREFUSED'))],
    ['when the answer has neither data nor errors', () => Promise.resolve({})],
    [
      'when the other side failed inside',
      () => Promise.resolve({ errors: [{ message: 'no', extensions: { code: 'INTERNAL' } }] }),
    ],
    ['when the error has no code', () => Promise.resolve({ errors: [{ message: 'no' }] })],
    [
      'when something failed beside what was answered',
      () =>
        Promise.resolve({
          data: { a: 1 },
          errors: [{ message: 'no', extensions: { code: 'INTERNAL' } }],
        }),
    ],
  ])('%s', async (_, execute) => {
    await expect(answering(execute).send('catalogue', document, {})).rejects.toThrow(
      GraphUnavailable,
    );
  });

  it('when there is no token to ask with', async () => {
    const client = answering(
      async () => ({ data: {} }),
      () => Promise.reject(new Error('accounts is away')),
    );
    await expect(client.send('catalogue', document, {})).rejects.toThrow(GraphUnavailable);
    expect(sent).toEqual([]);
  });
});

it('tells a refusal by its code', async () => {
  const client = answering(async () => ({
    data: null,
    errors: [{ message: 'This needs the permission x.', extensions: { code: 'FORBIDDEN' } }],
  }));
  const refusal = await client.send('catalogue', document, {}).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(GraphRefused);
  expect(refusal).toMatchObject({ code: 'FORBIDDEN', message: 'This needs the permission x.' });
});
