import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { createHash } from 'node:crypto';
import { type DocumentNode, getOperationAST, parse } from 'graphql';
import { compose } from './world.ts';

/**
 * What `subscriptions/subscription-executor.ts` needs of @apollo/gateway and its documentation does not promise. When a
 * test fails after an update, that file has to change with it.
 */
interface Hooked {
  readonly queryPlan: { node: PlanNode };
  readonly serviceMap: Record<string, GraphQLDataSource>;
  readonly requestContext: { readonly request: object };
}

interface PlanNode {
  readonly kind: string;
  readonly serviceName?: string;
  readonly operation?: string;
  readonly primary?: PlanNode;
  readonly rest?: PlanNode;
}

const WATCH = `subscription Watch($id: ID!) {
  paymentStatusChanged(paymentId: $id) { status payment { order { total } } }
}`;

let hooked: Hooked[];
let inHook: (hook: Hooked) => void;
let asked: string[];
let gateway: ApolloGateway;

beforeEach(async () => {
  hooked = [];
  asked = [];
  inHook = () => {};
  gateway = new ApolloGateway({
    supergraphSdl: compose(),
    buildService: ({ name }) => ({
      process: async () => {
        asked.push(name);
        return { data: { _entities: [{ total: 42 }] } };
      },
    }),
    experimental_didResolveQueryPlan: (hook) => {
      hooked.push(hook as unknown as Hooked);
      inHook(hook as unknown as Hooked);
    },
  });
  await gateway.load();
});
afterEach(() => gateway.stop());

function execute(query: string, request: object = {}) {
  const document: DocumentNode = parse(query);
  return gateway.executor({
    request: Object.assign(request, { query, variables: { id: 'pay_1' } }),
    document,
    operationName: null,
    operation: getOperationAST(document),
    source: query,
    queryHash: createHash('sha256').update(query).digest('hex'),
    schema: gateway.schema,
    context: {},
    logger: console,
    metrics: {},
    overallCachePolicy: undefined,
    cache: undefined,
  } as never);
}

it('plans a subscription as a primary fetch and a rest', async () => {
  await execute(WATCH).catch(() => {});
  expect(hooked[0]?.queryPlan.node).toMatchObject({
    kind: 'Subscription',
    primary: { kind: 'Fetch', serviceName: 'payments' },
    rest: expect.anything() as unknown,
  });
  expect(hooked[0]?.queryPlan.node.primary?.operation).toMatch(/^subscription/);
});

it('plans no rest when one subgraph knows all of it', async () => {
  await execute('subscription W { paymentStatusChanged(paymentId: "pay_1") { status } }').catch(
    () => {},
  );
  expect(hooked[0]?.queryPlan.node.rest).toBeUndefined();
});

it('refuses to run such a plan itself', async () => {
  await expect(execute(WATCH)).rejects.toThrow(/subscription/i);
  expect(asked).toEqual([]);
});

it('runs what the hook makes of the plan, with the services that the hook adds', async () => {
  inHook = ({ queryPlan, serviceMap }) => {
    const { primary, rest } = queryPlan.node;
    const nodes = [{ ...primary, serviceName: '#event' }, rest];
    Object.assign(queryPlan, { node: { kind: 'Sequence', nodes } });
    const payment = { __typename: 'Payment', order: { __typename: 'Order', id: 'ord_1' } };
    serviceMap['#event'] = {
      process: async () => ({ data: { paymentStatusChanged: { status: 'CAPTURED', payment } } }),
    };
  };
  expect(await execute(WATCH)).toEqual({
    data: { paymentStatusChanged: { status: 'CAPTURED', payment: { order: { total: 42 } } } },
  });
  expect(asked).toEqual(['orders']);
});

it('hands the hook the cached plan, the request it was called with, and services of this execution only', async () => {
  inHook = ({ serviceMap }) => (serviceMap['#event'] = { process: async () => ({ data: null }) });
  const request = {};
  await execute(WATCH, request).catch(() => {});
  inHook = () => {};
  await execute(WATCH).catch(() => {});
  const [first, second] = hooked;
  expect(first?.requestContext.request).toBe(request);
  expect(second?.queryPlan).toBe(first?.queryPlan);
  expect(second?.serviceMap).not.toHaveProperty('#event');
});
