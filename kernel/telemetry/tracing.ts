import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { type Errand, currentErrand, onErrand } from '../runtime/errand.ts';

/** A piece of work in a trace. */
export interface Stretch {
  /** Handed on with whatever is asked of others meanwhile. Source: W3C Trace Context, section 3.2. */
  readonly traceparent: string;
  /** What became known of it meanwhile. Never what people said or are called. */
  tell(attributes: Attributes): void;
  /** @param endedAtMs by the clock of `performance.now()`. Default: now */
  end(failure?: unknown, endedAtMs?: number): void;
}

export interface StretchOptions {
  readonly kind: 'server' | 'client' | 'consumer' | 'internal';
  /** Whose work this is a part of. Default: the errand's. */
  readonly parent?: string | undefined;
  /** Whether it may begin a trace. Otherwise what is no part of one is not recorded, such as looking for work. */
  readonly root?: boolean;
  /** When it began, by the clock of `performance.now()`. Default: now. */
  readonly startedAtMs?: number;
  /** What caused it without waiting for it. */
  readonly links?: readonly string[];
  readonly attributes?: Attributes;
}

let tracer: Tracer | undefined;

/** Records traces from now on; without a provider, none. */
export function traceWith(provider: TracerProvider | undefined): void {
  tracer = provider?.getTracer('comptoir');
}

/** Whether traces are recorded. Asked first where even an idle question would cost something. */
export const isTracing = (): boolean => tracer !== undefined;

/**
 * Begins to record a piece of work.
 * @returns undefined if nobody records it
 */
export function begin(name: string, options: StretchOptions): Stretch | undefined {
  if (!tracer) return undefined;
  const parent = contextOf(options.parent ?? currentErrand()?.headers['traceparent']);
  if (!parent && !options.root) return undefined;
  const links = (options.links ?? []).flatMap((each) => spanContextOf(each) ?? []);
  const span = tracer.startSpan(
    name,
    {
      kind: KINDS[options.kind],
      ...(options.attributes && { attributes: options.attributes }),
      links: links.map((context) => ({ context })),
      ...(options.startedAtMs !== undefined && { startTime: options.startedAtMs }),
    },
    parent ?? ROOT_CONTEXT,
  );
  return new Recorded(span);
}

/** Records `work`, if anybody does: what it does and asks of others is part of it. */
export async function recorded<T>(
  name: string,
  options: StretchOptions,
  work: () => Promise<T>,
): Promise<T> {
  const stretch = begin(name, options);
  if (!stretch) return work();
  const errand = currentErrand() ?? NOBODYS;
  const { traceparent } = stretch;
  try {
    const result = await onErrand({ ...errand, headers: { ...errand.headers, traceparent } }, work);
    stretch.end();
    return result;
  } catch (error) {
    stretch.end(error);
    throw error;
  }
}

/** For a request to the world outside, which need not know that it is traced. */
export function tracedHeaders(): Record<string, string> {
  const traceparent = isTracing() ? currentErrand()?.headers['traceparent'] : undefined;
  return traceparent === undefined ? {} : { traceparent };
}

/** Runs an operation of a subgraph for whoever sent the errand, as a part of their trace. */
export const onTracedErrand = <T>(
  subgraph: string,
  query: string,
  errand: Errand,
  work: () => Promise<T>,
): Promise<T> => {
  if (!isTracing()) return onErrand(errand, work);
  const [, type = 'query', name = ''] = /^\s*(query|mutation)\s+(\w+)/.exec(query) ?? [];
  const attributes = { 'graphql.operation.type': type, 'graphql.operation.name': name };
  return onErrand(errand, () =>
    recorded(`${subgraph} ${type}`, { kind: 'server', attributes }, work),
  );
};

/** What a program does by itself: nobody waits for it. */
const NOBODYS: Errand = { deadline: undefined, onlyReads: false, headers: {} };

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

class Recorded implements Stretch {
  readonly traceparent: string;

  constructor(private readonly span: Span) {
    const { traceId, spanId, traceFlags } = span.spanContext();
    this.traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  }

  tell(attributes: Attributes): void {
    this.span.setAttributes(attributes);
  }

  /** Of a failure only its kind: messages may quote what people said. */
  end(failure?: unknown, endedAtMs?: number): void {
    if (failure !== undefined) {
      this.span.setStatus({ code: SpanStatusCode.ERROR });
      this.span.setAttribute('error.type', kindOf(failure));
    }
    this.span.end(endedAtMs);
  }
}

function kindOf(failure: unknown): string {
  if (typeof failure === 'string') return failure;
  const code = (failure as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : failure instanceof Error ? failure.name : 'unknown';
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

function spanContextOf(traceparent: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
  if (!traceId || !spanId || !flags) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

function contextOf(traceparent: string | undefined): Context | undefined {
  const spanContext = traceparent === undefined ? undefined : spanContextOf(traceparent);
  return spanContext && trace.setSpanContext(ROOT_CONTEXT, spanContext);
}
