import { traceWith } from './tracing.ts';

/** Whether the program has been told where to send traces, in the variables that OpenTelemetry has for it. */
export interface TracingOptions {
  /** Of a collector that takes OTLP over HTTP. Undefined: nothing is recorded, and nothing is loaded for it. */
  readonly endpoint: string | undefined;
  /** What traces call this program, unless OTEL_SERVICE_NAME does. */
  readonly service: string;
}

export interface Tracing {
  /** Sends the rest. */
  stop(): Promise<void>;
}

/**
 * Sends traces to a collector. How many (`OTEL_TRACES_SAMPLER`), with which headers (`OTEL_EXPORTER_OTLP_HEADERS`) and in
 * which batches (`OTEL_BSP_…`) is read by OpenTelemetry itself.
 */
export async function startTracing({ endpoint, service }: TracingOptions): Promise<Tracing> {
  if (endpoint === undefined) return { stop: async () => {} };
  const [{ BasicTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { Resource }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const provider = new BasicTracerProvider({
    resource: new Resource({
      'service.name': process.env['OTEL_SERVICE_NAME'] ?? `comptoir-${service}`,
    }),
    spanProcessors: [
      new BatchSpanProcessor(
        new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` }),
      ),
    ],
  });
  traceWith(provider);
  return {
    async stop() {
      traceWith(undefined);
      // A collector that is away must not keep the program from stopping.
      await provider.shutdown().catch(() => {});
    },
  };
}
