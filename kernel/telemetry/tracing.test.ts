import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { currentErrand, onErrand } from '../runtime/errand.ts';
import { begin, recorded, traceWith } from './tracing.ts';

const exporter = new InMemorySpanExporter();
const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const errand = { deadline: undefined, onlyReads: false, headers: { traceparent: PARENT } };
const traceparent = () => currentErrand()?.headers['traceparent'];

beforeEach(() => {
  exporter.reset();
  traceWith(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
});
afterEach(() => traceWith(undefined));

it('what is done for an errand is a part of its trace, and so is what that does', async () => {
  await onErrand(errand, () =>
    recorded('outer', { kind: 'internal' }, () =>
      recorded('inner', { kind: 'client' }, async () => {}),
    ),
  );
  const [inner, outer] = exporter.getFinishedSpans();
  expect(outer?.parentSpanId).toBe('b7ad6b7169203331');
  expect(outer?.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  expect(inner?.parentSpanId).toBe(outer?.spanContext().spanId);
});

it('what a program does by itself is recorded only where a trace may begin', async () => {
  await recorded('looks for work', { kind: 'client' }, async () => {});
  await recorded('consumes', { kind: 'consumer', root: true, links: [PARENT] }, async () => {});
  const [only, ...more] = exporter.getFinishedSpans();
  expect(more).toEqual([]);
  expect(only?.links[0]?.context.spanId).toBe('b7ad6b7169203331');
});

it('a trace that whoever asks does not want recorded is handed on, and not recorded', async () => {
  const unwanted = { ...errand, headers: { traceparent: PARENT.replace(/01$/, '00') } };
  await onErrand(unwanted, () =>
    recorded('work', { kind: 'internal' }, async () => {
      expect(traceparent()).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
    }),
  );
  expect(exporter.getFinishedSpans()).toEqual([]);
});

it('of a failure it tells the kind, and not what was said', async () => {
  const failing = recorded('work', { kind: 'internal', root: true }, async () => {
    throw Object.assign(new Error('ada@example.com is not on the list'), { code: 'NOT_LISTED' });
  });
  await expect(failing).rejects.toThrow();
  const [span] = exporter.getFinishedSpans();
  expect(span?.attributes['error.type']).toBe('NOT_LISTED');
  expect(JSON.stringify([span?.status, span?.events])).not.toContain('ada@example.com');
});

it('while nobody wants traces nothing is begun, and the client’s is handed on as it came', async () => {
  traceWith(undefined);
  expect(begin('work', { kind: 'internal', root: true })).toBeUndefined();
  await onErrand(errand, () =>
    recorded('work', { kind: 'internal' }, async () => expect(traceparent()).toBe(PARENT)),
  );
});
