import { DBOS } from '@dbos-inc/dbos-sdk';
import { recorded, tracedHeaders } from '../telemetry/tracing.ts';

/** Stands behind what a workflow was started with when somebody records traces. */
interface Trace {
  readonly traceparent: string;
}

/** What a workflow that is started now is a part of. */
export function traceOfStart(): readonly [Trace] | readonly [] {
  const { traceparent } = tracedHeaders();
  return traceparent === undefined ? [] : [{ traceparent }];
}

/** Makes a workflow known, before the engine is launched. It is a part of the trace in which it was started. */
export function registerWorkflow<Arguments extends unknown[], Result>(
  name: string,
  work: (...args: Arguments) => Promise<Result>,
): void {
  DBOS.registerWorkflow(
    async (...given: unknown[]) => {
      const { traceparent, args } = traceIn(given);
      return recorded(`workflow ${name}`, { kind: 'internal', parent: traceparent }, () =>
        work(...(args as Arguments)),
      );
    },
    { name },
  );
}

function traceIn(given: readonly unknown[]): { traceparent: string | undefined; args: unknown[] } {
  const last = given.at(-1);
  const traced = typeof last === 'object' && last !== null && 'traceparent' in last;
  return traced
    ? { traceparent: String(last.traceparent), args: given.slice(0, -1) }
    : { traceparent: undefined, args: [...given] };
}
