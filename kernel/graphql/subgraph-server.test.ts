import { setTimeout as sleep } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import { type Logger, pino } from 'pino';
import {
  Arg,
  Ctx,
  Directive,
  Field,
  ID,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { DomainError } from '../domain/domain-error.ts';
import { batched } from './batched.ts';
import { GraphUnavailable } from './graph-client.ts';
import { ANONYMOUS } from './principal.ts';
import { problem, resultUnion } from './problems.ts';
import { type GraphRequest, requestOf } from './request.ts';
import { subgraphSchema } from './subgraph-schema.ts';
import { SubgraphServer } from './subgraph-server.ts';

const SECRET = 'postgresql://shop:hunter2@db.internal/shop';

class DoorLocked extends DomainError {
  readonly code: string = 'DOOR_LOCKED';
  constructor(
    readonly lock: string,
    readonly pin: string,
  ) {
    super(`The ${lock} lock is closed.`);
  }
}
class DoorJammed extends DoorLocked {
  override readonly code = 'DOOR_JAMMED';
}
class DoorGone extends DomainError {
  readonly code = 'DOOR_GONE';
}

@ObjectType('Door', { description: 'A door.' })
@Directive('@key(fields: "id")')
class Door {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;
}

const DoorLockedProblem = problem(DoorLocked, 'The door is locked.', {
  facts: {
    lock: { type: () => String, description: 'Which lock.' },
    length: { type: () => Number, description: 'A computed fact.', of: ({ lock }) => lock.length },
    hint: { type: () => String, description: 'Nothing.', nullable: true },
  },
});
const OpenDoorResult = resultUnion(
  'OpenDoorResult',
  'The open door, or why not.',
  Door,
  DoorLockedProblem,
);

const fetched: string[][] = [];
const doorById = batched<string, Door>(async (ids) => {
  fetched.push([...ids]);
  return new Map(
    ids.filter((id) => id !== 'none').map((id) => [id, Object.assign(new Door(), { id })]),
  );
});

let ended: string[] = [];
/** Doors that are being looked at now, and the most that ever were. */
const looked = { at: 0, most: 0 };

@Resolver(() => Door)
class DoorResolver {
  @Query(() => Door, { nullable: true, description: 'A door.' })
  door(@Arg('id', () => ID) id: string, @Ctx() request: GraphRequest): Promise<Door | null> {
    return doorById(request, id);
  }

  @Query(() => String, { nullable: true, description: 'Fails.' })
  fail(@Arg('how', () => String) how: string): string {
    switch (how) {
      case 'refusal':
        throw new DoorGone('The door is gone.');
      case 'on purpose':
        throw new GraphQLError('Not now.', { extensions: { code: 'LATER', stacktrace: [SECRET] } });
      case 'masked on purpose':
        throw new GraphQLError(SECRET, { extensions: { code: 'INTERNAL_SERVER_ERROR' } });
      case 'away':
        throw Object.assign(new Error(`connect ECONNREFUSED ${SECRET}`), { code: 'ECONNREFUSED' });
      case 'other context away':
        throw new GraphUnavailable(SECRET);
      default:
        throw Object.assign(new Error(`relation "doors" of ${SECRET} does not exist`), {
          sql: 'select 1',
          code: '42P01',
        });
    }
  }

  @Mutation(() => OpenDoorResult, { description: 'Opens.' })
  openDoor(@Arg('how', () => String) how: string): Door {
    if (how === 'locked') throw new DoorLocked('upper', '1234');
    if (how === 'jammed') throw new DoorJammed('lower', '1234');
    if (how === 'gone') throw new DoorGone('The door is gone.');
    if (how === 'broken') throw new Error(SECRET);
    return Object.assign(new Door(), { id: 'door_1' });
  }

  @Subscription(() => Door, { topics: 'doors', description: 'Doors.' })
  async doors(@Root() door: Door, @Arg('until', () => String) until: string): Promise<Door> {
    if (until === 'broken') throw new Error(SECRET);
    looked.most = Math.max(looked.most, (looked.at += 1));
    await sleep(1);
    looked.at -= 1;
    return door;
  }
}

async function* someDoors(until: string): AsyncGenerator<Door> {
  try {
    for (const id of ['door_1', 'door_2']) yield Object.assign(new Door(), { id });
    if (until === 'source fails') throw new Error(SECRET);
  } finally {
    ended.push(until);
  }
}

/** Nothing ever happens, and whoever waits for it must be let go. */
const noDoors = (): AsyncIterableIterator<Door> => ({
  [Symbol.asyncIterator]() {
    return this;
  },
  next: () => new Promise(() => {}),
  return: async () => {
    ended.push('never');
    return { done: true, value: undefined };
  },
});

const doors = ({ until }: Readonly<Record<string, unknown>>) =>
  until === 'never' ? noDoors() : someDoors(until as string);

const lines: string[] = [];
const logger: Logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
let server: SubgraphServer;

beforeAll(async () => {
  const schema = await subgraphSchema(
    [DoorResolver],
    {
      Door: ({ id }, request) => {
        if (id === 'hidden') throw new DoorGone('The door is gone.');
        return doorById(request, id);
      },
    },
    {},
    { doors },
  );
  const authenticate = async (authorization: string | undefined) => {
    if (authorization) throw new GraphQLError('No.', { extensions: { code: 'UNAUTHENTICATED' } });
    return ANONYMOUS;
  };
  server = await SubgraphServer.start({ name: 'toy', schema, authenticate, logger });
});
afterAll(() => server.stop());
beforeEach(() => {
  lines.splice(0);
  fetched.splice(0);
  ended = [];
});

const ask = async (query: string, headers: Record<string, string> = {}) =>
  JSON.parse(JSON.stringify(await server.execute({ query, headers }))) as {
    data?: Record<string, unknown>;
    errors?: { message: string; path?: string[]; extensions: Record<string, unknown> }[];
  };

const open = (how: string) =>
  ask(`mutation { openDoor(how: "${how}") { __typename ... on Door { id }
    ... on Problem { code message } ... on DoorLocked { lock length hint } } }`);

const expectMasked = (answer: Awaited<ReturnType<typeof ask>>) => {
  const errorId = answer.errors?.[0]?.extensions['errorId'];
  expect(answer.errors).toHaveLength(1);
  expect(answer.errors?.[0]?.extensions).toEqual({
    code: 'INTERNAL',
    errorId: expect.any(String) as string,
  });
  expect(JSON.stringify(answer)).not.toContain('hunter2');
  expect(JSON.stringify(answer)).not.toContain('select 1');
  expect(JSON.stringify(answer)).not.toMatch(/\.ts\b|node_modules/);
  expect(answer.errors?.[0]?.message).toContain(errorId);
  const logged = lines.find((line) => line.includes(errorId as string));
  expect(logged).toContain('an unforeseen error');
  expect(logged).toContain('hunter2');
};

describe('a refusal', () => {
  it('that the field lists is data, with its facts and nothing else of the error', async () => {
    const { data, errors } = await open('locked');
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      openDoor: {
        __typename: 'DoorLocked',
        code: 'DOOR_LOCKED',
        message: 'The upper lock is closed.',
        lock: 'upper',
        length: 5,
        hint: null,
      },
    });
  });

  it('of a kind that the field lists keeps its own code', async () => {
    const { data } = await open('jammed');
    expect(data).toMatchObject({
      openDoor: { __typename: 'DoorLocked', code: 'DOOR_JAMMED', lock: 'lower' },
    });
  });

  it('that the field does not list is an error with its code', async () => {
    const { errors } = await open('gone');
    expect(errors).toMatchObject([
      { message: 'The door is gone.', path: ['openDoor'], extensions: { code: 'DOOR_GONE' } },
    ]);
    expect(lines).toEqual([]);
  });

  it('in a field without a union is an error with its code', async () => {
    const { data, errors } = await ask('{ fail(how: "refusal") }');
    expect(data).toEqual({ fail: null });
    expect(errors).toMatchObject([{ extensions: { code: 'DOOR_GONE' } }]);
  });
});

it('answers what was asked for when nothing is refused', async () => {
  expect(await open('')).toEqual({ data: { openDoor: { __typename: 'Door', id: 'door_1' } } });
});

describe('an error', () => {
  it('that nobody foresaw is masked, and logged under the id that the caller is told', async () => {
    expectMasked(await ask('{ fail(how: "x") }'));
  });

  it('that nobody foresaw is masked also in a field that answers refusals', async () => {
    expectMasked(await open('broken'));
  });

  it('that calls itself internal is masked', async () => {
    expectMasked(await ask('{ fail(how: "masked on purpose") }'));
  });

  it('raised on purpose keeps its message and code, but never a stack', async () => {
    const { errors } = await ask('{ fail(how: "on purpose") }');
    expect(errors).toMatchObject([{ message: 'Not now.', extensions: { code: 'LATER' } }]);
    expect(errors?.[0]?.extensions).not.toHaveProperty('stacktrace');
  });

  it.each([
    '{ nonsense }',
    '{ door }',
    '{ door(id: 1',
    'query ($id: ID!) { door(id: $id) { id } }',
  ])('about the document %p is told to its author', async (query) => {
    const { errors } = await ask(query);
    expect(errors?.[0]?.extensions['code']).toMatch(/^GRAPHQL_|^BAD_USER_INPUT$/);
    expect(lines).toEqual([]);
  });

  it.each(['away', 'other context away'])(
    'of something that is %s is told as such, without its address',
    async (how) => {
      const { errors } = await ask(`{ fail(how: "${how}") }`);
      expect(errors).toEqual([
        expect.objectContaining({
          message: 'A part of the shop does not answer right now.',
          extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
        }),
      ]);
      expect(JSON.stringify(errors)).not.toContain('hunter2');
      expect(lines).toHaveLength(1);
    },
  );

  it('of authentication answers before anything is executed', async () => {
    const answer = await ask('{ door(id: "a") { id } }', { authorization: 'Bearer x' });
    expect(answer).toEqual({
      errors: [{ message: 'No.', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(fetched).toEqual([]);
  });
});

describe('rows by id', () => {
  it('are read once for one request, however many fields ask', async () => {
    const { data } = await ask(
      '{ a: door(id: "1") { id } b: door(id: "2") { id } c: door(id: "1") { id } }',
    );
    expect(data).toEqual({ a: { id: '1' }, b: { id: '2' }, c: { id: '1' } });
    expect(fetched).toEqual([['1', '2']]);
  });

  it('are read again for another request', async () => {
    await ask('{ door(id: "1") { id } }');
    await ask('{ door(id: "1") { id } }');
    expect(fetched).toEqual([['1'], ['1']]);
  });

  it('that do not exist are null', async () => {
    expect(await ask('{ door(id: "none") { id } }')).toEqual({ data: { door: null } });
  });

  it('serve references of other subgraphs in one batch', async () => {
    const { data } = await ask(
      `{ _entities(representations: [{ __typename: "Door", id: "1" }, { __typename: "Door", id: "2" }]) { ... on Door { id } } }`,
    );
    expect(data).toEqual({ _entities: [{ id: '1' }, { id: '2' }] });
    expect(fetched).toEqual([['1', '2']]);
  });

  it('are answered beside a reference that is refused', async () => {
    const { data, errors } = await ask(
      `{ _entities(representations: [{ __typename: "Door", id: "hidden" }, { __typename: "Door", id: "2" }]) { ... on Door { id } } }`,
    );
    expect(data).toEqual({ _entities: [null, { id: '2' }] });
    expect(errors).toMatchObject([{ path: ['_entities', 0], extensions: { code: 'DOOR_GONE' } }]);
  });
});

describe('a subscription', () => {
  const subscribe = (until: string, headers: Record<string, string> = {}) =>
    server.subscribe({ query: `subscription { doors(until: "${until}") { id } }`, headers });

  it('answers each event, and ends when its source ends', async () => {
    const answers = [];
    for await (const answer of subscribe('end')) answers.push(answer.data?.['doors']);
    expect(answers).toEqual([{ id: 'door_1' }, { id: 'door_2' }]);
    expect(ended).toEqual(['end']);
  });

  it('shares with all others how many events are made ready at a time, and tells its own in order', async () => {
    const told = async () => {
      const answers = [];
      for await (const answer of subscribe('end')) answers.push(answer.data?.['doors']);
      return answers;
    };
    const all = Array.from({ length: 500 }, told);
    for (const answers of await Promise.all(all))
      expect(answers).toEqual([{ id: 'door_1' }, { id: 'door_2' }]);
    expect(looked.most).toBe(64);
  });

  it('lets its source go when its reader leaves, even while nothing happens', async () => {
    const answers = subscribe('never');
    void answers.next();
    // Until it listens.
    await sleep(20);
    expect(ended).toEqual([]);
    void answers.return?.();
    expect(ended).toEqual(['never']);
  });

  it('masks what fails in a resolver and goes on', async () => {
    const answers = [];
    for await (const answer of subscribe('broken')) answers.push(answer);
    expect(answers).toHaveLength(2);
    expectMasked(answers[0] as never);
  });

  it('masks what fails in its source, and ends', async () => {
    const answers = [];
    for await (const answer of subscribe('source fails')) answers.push(answer);
    expect(answers).toHaveLength(3);
    expectMasked(answers[2] as never);
  });

  it('refuses a document that is not valid, and a token that is not', async () => {
    const invalid = await server
      .subscribe({ query: 'subscription { nonsense }', headers: {} })
      .next();
    expect(invalid.value).toMatchObject({
      errors: [{ message: expect.stringContaining('nonsense') as string }],
    });
    const refused = await subscribe('end', { authorization: 'Bearer x' }).next();
    expect(refused.value).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(ended).toEqual([]);
  });
});

it('keeps the request id and trace of who asks, and makes new ones for who brings none', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const headers = { 'x-request-id': 'abc', traceparent, 'x-client-address': '192.0.2.1' };
  expect(requestOf(headers, ANONYMOUS, logger)).toMatchObject({
    requestId: 'abc',
    traceparent,
    clientAddress: '192.0.2.1',
  });
  const fresh = requestOf({}, ANONYMOUS, logger);
  expect(fresh.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(fresh.clientAddress).toBeNull();
});
