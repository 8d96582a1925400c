import type { GraphQLError } from 'graphql';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { Tally } from '../../tally.ts';
import type { Execution, Prepared } from '../execution.ts';

/** Allowed and planned in one step: nobody has to pay. */
export function prepare(
  execution: Execution,
  query: string,
  variables: Record<string, unknown>,
  operationName?: string,
): Prepared | readonly GraphQLError[] {
  const allowed = execution.allow(query, operationName, variables, {
    principal: ANONYMOUS,
    tally: new Tally(),
  });
  return 'price' in allowed ? execution.prepare(allowed) : allowed;
}
