import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '#kernel/testing/eventually.ts';
import { buy, decided } from './support/purchase.ts';
import { type Shop, openShop } from './support/shop.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly links?: readonly { readonly traceId: string }[];
  readonly attributes: readonly {
    readonly key: string;
    readonly value: { stringValue?: string };
  }[];
}

/** What a collector of traces is sent, by OTLP over HTTP. */
class Collector {
  readonly spans: Span[] = [];
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString()) as {
        resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
      };
      for (const { scopeSpans } of resourceSpans)
        for (const { spans } of scopeSpans) this.spans.push(...spans);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** From the span back to where its trace began, by name. */
  wayTo(span: Span): string[] {
    const parent = this.spans.find(({ spanId }) => spanId === span.parentSpanId);
    return [...(parent ? this.wayTo(parent) : []), span.name];
  }
}

const collector = new Collector();
let shop: Shop;
beforeAll(async () => {
  const endpoint = await collector.start();
  shop = await openShop({
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_SCHEDULE_DELAY: '100' },
  });
});
afterAll(async () => {
  await shop.close();
  await collector.stop();
});

const attribute = ({ attributes }: Span, name: string) =>
  attributes.find(({ key }) => key === name)?.value.stringValue;

it('a purchase is one trace, from the client to the database and the provider', async () => {
  const customer = await shop.newCustomer();
  const { orderId } = await buy(customer);
  await decided(shop, orderId);
  await customer.leave();

  const placed = await eventually(() =>
    collector.spans.find(
      (span) =>
        span.name === 'graphql operation' &&
        attribute(span, 'graphql.operation.name') === 'JourneyPlaceOrder',
    ),
  );
  const inTrace = () => collector.spans.filter(({ traceId }) => traceId === placed.traceId);
  await eventually(() => inTrace().find(({ name }) => name === 'workflow orders.purchase'));

  const authorized = inTrace().find(({ name }) => name === 'POST provider /v1/payments');
  expect(authorized && collector.wayTo(authorized)).toEqual([
    'graphql operation',
    'gateway asks orders',
    'orders mutation',
    'workflow orders.purchase',
    'step reserve and authorize',
    'orders asks payments',
    'payments mutation',
    'POST provider /v1/payments',
  ]);
  const written = inTrace().find((span) =>
    attribute(span, 'db.query.text')?.startsWith('insert into "payments"."attempts"'),
  );
  expect(written && collector.wayTo(written).slice(-2)).toEqual(['payments mutation', 'INSERT']);
});

it('what follows from an event points back to the trace in which it was raised', async () => {
  const customer = await shop.newCustomer();
  const { orderId } = await buy(customer);
  await decided(shop, orderId);
  await customer.leave();
  const consumed = await eventually(() =>
    collector.spans.find(({ name }) => name === 'consume ledger.post-payments'),
  );
  const traces = new Set(collector.spans.map(({ traceId }) => traceId));
  expect(consumed.links?.every(({ traceId }) => traces.has(traceId))).toBe(true);
});

it('no trace tells what people entered', () => {
  expect(collector.spans.length).toBeGreaterThan(100);
  const telling = collector.spans.filter((span) =>
    /@example\.com|tok_|1980-01-01|eyJ/.test(JSON.stringify(span)),
  );
  expect(telling).toEqual([]);
});
