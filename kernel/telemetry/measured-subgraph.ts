import { Counter, Histogram } from 'prom-client';
import {
  NoAnswer,
  type SubgraphConnection,
  type SubgraphRequest,
} from '../graphql/subgraph-connection.ts';
import { DURATION_BUCKETS, registry } from './metrics.ts';
import { type Stretch, begin } from './tracing.ts';

const requests = new Counter({
  name: 'comptoir_subgraph_requests_total',
  help: 'Requests to subgraphs, by who asked and how it ended: ok, errors, or why there was no answer.',
  labelNames: ['from', 'subgraph', 'outcome'] as const,
  registers: [registry],
});
const durations = new Histogram({
  name: 'comptoir_subgraph_request_duration_seconds',
  help: 'How long subgraphs take to answer.',
  labelNames: ['from', 'subgraph'] as const,
  buckets: DURATION_BUCKETS,
  registers: [registry],
});

/** A connection whose requests are counted, timed and traced. @param from who asks by it */
export function measuredSubgraph(
  from: string,
  subgraph: string,
  connection: SubgraphConnection,
): SubgraphConnection {
  return {
    async execute(request, signal) {
      const stop = durations.startTimer({ from, subgraph });
      const parent = request.headers['traceparent'];
      const stretch = begin(`${from} asks ${subgraph}`, { kind: 'client', parent });
      let outcome = 'failed';
      try {
        const answer = await connection.execute(
          stretch ? within(stretch, request) : request,
          signal,
        );
        outcome = answer.errors ? 'errors' : 'ok';
        return answer;
      } catch (error) {
        if (error instanceof NoAnswer) outcome = error.lack;
        throw error;
      } finally {
        stop();
        stretch?.end(outcome === 'ok' ? undefined : outcome);
        requests.inc({ from, subgraph, outcome });
      }
    },
    subscribe: (request) => connection.subscribe(request),
  };
}

const within = ({ traceparent }: Stretch, request: SubgraphRequest): SubgraphRequest => ({
  ...request,
  headers: { ...request.headers, traceparent },
});
