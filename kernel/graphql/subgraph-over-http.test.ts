import type { Server } from 'node:http';
import express from 'express';
import { pino } from 'pino';
import { Ctx, Field, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { type Errand, currentErrand, isUseless } from '../runtime/errand.ts';
import { listen, portOf } from '../runtime/http.ts';
import { eventually } from '../testing/eventually.ts';
import { customer } from '../testing/principals.ts';
import { httpSubgraph } from './http-subgraph.ts';
import { ANONYMOUS } from './principal.ts';
import type { GraphRequest } from './request.ts';
import type { SubgraphConnection } from './subgraph-connection.ts';
import { subgraphOverHttp } from './subgraph-over-http.ts';
import { subgraphSchema } from './subgraph-schema.ts';
import { SubgraphServer } from './subgraph-server.ts';

@ObjectType('Seen', { description: 'What a resolver sees of who asks.' })
class Seen {
  @Field(() => String, { description: 'The principal.' })
  principal!: string;
  @Field(() => String, { description: 'The request.' })
  requestId!: string;
  @Field(() => String, { description: 'The trace.' })
  traceparent!: string;
  @Field(() => String, { nullable: true, description: 'The address.' })
  clientAddress!: string | null;
}

let errand: Errand | undefined;
/** What a resolver waits for. */
let waiting: Promise<void> = Promise.resolve();
/** Whether what the last resolver did was still of use when it ended. */
let useless: boolean | undefined;

@Resolver()
class SeenResolver {
  @Query(() => Seen, { description: 'Says who asks.' })
  async seen(@Ctx() request: GraphRequest): Promise<Seen> {
    errand = currentErrand();
    const { principal } = request;
    const name = principal.kind === 'user' ? principal.id : principal.kind;
    return { ...request, principal: name };
  }

  @Query(() => Boolean, { description: 'Takes its time.' })
  async slow(): Promise<boolean> {
    return this.wait();
  }

  @Mutation(() => Boolean, { description: 'Takes its time, and changes something.' })
  async change(): Promise<boolean> {
    return this.wait();
  }

  private async wait(): Promise<boolean> {
    errand = currentErrand();
    await waiting;
    useless = isUseless();
    return true;
  }
}

const known = customer();
let server: SubgraphServer;
let http: Server;
const ways: Record<string, SubgraphConnection> = {};

beforeAll(async () => {
  const logger = pino({ level: 'silent' });
  const authenticate = async (authorization: string | undefined) =>
    authorization === 'Bearer good' ? known : ANONYMOUS;
  const schema = await subgraphSchema([SeenResolver], {}, {});
  server = await SubgraphServer.start({ name: 'toy', schema, authenticate, logger });
  http = await listen(express().use('/graphql', subgraphOverHttp(server)), 0, '127.0.0.1');
  ways['in the same process'] = server;
  ways['over HTTP'] = httpSubgraph(`http://127.0.0.1:${portOf(http)}/graphql`);
});
afterAll(async () => {
  http.closeAllConnections();
  http.close();
  await server.stop();
});
beforeEach(() => {
  errand = undefined;
  useless = undefined;
  waiting = Promise.resolve();
});

const HEADERS = {
  authorization: 'Bearer good',
  'x-request-id': 'request-0001',
  'x-client-address': '203.0.113.7',
  traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
};

describe.each(['in the same process', 'over HTTP'])('a subgraph %s', (way) => {
  const execute: SubgraphConnection['execute'] = (request, signal) => {
    const connection = ways[way];
    if (!connection) throw new Error('There is no such way.');
    return connection.execute(request, signal);
  };

  it('sees who asks, from where, and of which trace it is a part', async () => {
    const query = '{ seen { principal requestId traceparent clientAddress } }';
    expect(await execute({ query, headers: HEADERS })).toEqual({
      data: {
        seen: {
          principal: known.id,
          requestId: 'request-0001',
          traceparent: HEADERS.traceparent,
          clientAddress: '203.0.113.7',
        },
      },
    });
  });

  it('passes the request and the trace on to others, and neither the token nor the address', async () => {
    await execute({ query: '{ seen { principal } }', headers: HEADERS });
    const { 'x-request-id': requestId, traceparent } = HEADERS;
    expect(errand?.headers).toEqual({ 'x-request-id': requestId, traceparent });
  });

  it('knows until when an answer is waited for', async () => {
    const deadline = performance.now() + 5000;
    await execute({ query: '{ seen { principal } }', headers: {}, deadline });
    const setMs = (errand?.deadline ?? 0) - deadline;
    expect(Math.abs(setMs)).toBeLessThan(1000);
  });

  it('has all the time there is when nobody says how long he waits', async () => {
    await execute({ query: '{ seen { principal } }', headers: {} });
    expect(errand).toMatchObject({ deadline: undefined });
  });

  it.each([
    ['gives up reading', '{ slow }', true],
    ['finishes what it changes', 'mutation { change }', false],
  ])('%s when the asker leaves', async (_, query, given) => {
    let goOn = () => {};
    waiting = new Promise<void>((resolve) => (goOn = resolve));
    const leaving = new AbortController();
    const answer = execute({ query, headers: {} }, leaving.signal).catch(() => undefined);
    await eventually(() => errand !== undefined);
    leaving.abort();
    await eventually(() => errand?.left?.aborted === true);
    goOn();
    await answer;
    await eventually(() => useless !== undefined);
    expect(useless).toBe(given);
  });
});
