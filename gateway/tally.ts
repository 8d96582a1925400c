import type { GraphQLFormattedError, OperationDefinitionNode, OperationTypeNode } from 'graphql';

import { type Stretch, begin } from '#kernel/telemetry/tracing.ts';
import type { Prepared } from './execution/execution.ts';

/** What becomes known of an operation while it is answered, for its line in the log and for the metrics. */
export class Tally {
  /** Its name; empty for one without. */
  operation = '';
  /** Undefined as long as nobody could tell what was asked. */
  kind: OperationTypeNode | undefined;
  /** `ok`, or the code of the first error. */
  outcome = 'ok';
  /** For how long anybody may keep the answer; 0 for not at all. */
  maxAgeSeconds = 0;
  /** How long each subgraph was asked, all its requests together. Undefined while none was. */
  subgraphMs: Record<string, number> | undefined;

  /** Names what was asked in the log, however its variables differ; and whether it was asked before. */
  plan: { readonly hash: string; readonly remembered: boolean } | undefined;

  /** In points, as reckoned before it was executed. Undefined for what is refused before that. */
  cost: number | undefined;

  /** @param stretch as what the operation is traced */
  constructor(private readonly stretch?: Stretch) {}

  names({ name, operation }: OperationDefinitionNode): void {
    this.operation = name?.value.slice(0, MAX_NAME) ?? '';
    this.kind = operation;
  }

  /** What is executed. Of a subscription it is told for each event. */
  is({ operation, hash, uses, preparation, maxAgeSeconds }: Told): void {
    if (this.plan) return;
    this.maxAgeSeconds = maxAgeSeconds;
    this.names(operation);
    this.plan = { hash, remembered: uses > 1 };
    if (!this.stretch || uses > 1) return;
    const { startedAtMs, endedAtMs } = preparation;
    const parent = this.stretch.traceparent;
    begin('prepare and plan', { kind: 'internal', parent, startedAtMs })?.end(undefined, endedAtMs);
  }

  answered(errors: readonly Pick<GraphQLFormattedError, 'extensions'>[] | undefined): void {
    const [first] = errors ?? [];
    if (first) this.outcome = codeOf(first.extensions?.['code']);
  }

  /** Nothing more will become known. */
  close(transport: string): void {
    this.stretch?.tell({
      'graphql.operation.type': this.kind ?? 'unknown',
      'graphql.operation.name': this.operation,
      'comptoir.transport': transport,
      'comptoir.plan': this.plan?.hash ?? '',
    });
    this.stretch?.end(this.outcome === 'ok' ? undefined : this.outcome);
  }

  asked(subgraph: string, ms: number): void {
    this.subgraphMs ??= {};
    this.subgraphMs[subgraph] = Math.round((this.subgraphMs[subgraph] ?? 0) + ms);
  }
}

type Told = Pick<Prepared, 'operation' | 'hash' | 'uses' | 'preparation' | 'maxAgeSeconds'>;

const MAX_NAME = 100;

/** Codes are of our programs and few. Whatever else calls itself one shall not fill the metrics. */
const codeOf = (code: unknown): string =>
  typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? code : 'OTHER';
