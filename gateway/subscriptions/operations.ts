import type { ApolloServer } from '@apollo/server';
import type { ApolloGateway } from '@apollo/gateway';
import {
  type ExecutionArgs,
  type FormattedExecutionResult,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  OperationTypeNode,
  getOperationAST,
  getVariableValues,
  specifiedRules,
  validate,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { type Answered, logAnswer } from '../access-log.ts';
import type { Caller } from '../caller.ts';
import { presentable, refusal } from '../errors.ts';
import type { Admission } from '../limits/admission.ts';
import type { Sink } from './follower.ts';
import { Frame } from './frame.ts';
import type { Following } from './hub.ts';
import type { SubscriptionExecutor } from './subscription-executor.ts';

export interface OperationsOptions {
  readonly apollo: ApolloServer<Caller>;
  readonly gateway: ApolloGateway;
  readonly executor: SubscriptionExecutor;
  readonly admission: Admission;
  readonly introspection: boolean;
  readonly logger: Logger;
}

/** What one operation is executed with. */
interface Admitted {
  readonly caller: Caller;
  readonly transport: Answered['transport'];
  readonly query: string;
  readonly operation: OperationDefinitionNode;
}

/** Operations as they come over a socket or for a stream: what Apollo Server would refuse over HTTP is refused here, with its codes. */
export class Operations {
  private readonly rules;

  constructor(private readonly options: OperationsOptions) {
    this.rules = options.introspection
      ? specifiedRules
      : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  }

  /** @returns what to execute it with, or why it is refused */
  admit(
    { query, operationName, variables }: SubscribePayload,
    caller: Caller,
    transport: Answered['transport'],
  ): ExecutionArgs | readonly GraphQLError[] {
    const { gateway, admission, introspection } = this.options;
    const hideSuggestions = !introspection;
    const { schema } = gateway;
    if (!schema) throw new Error('The gateway has no schema.');
    const document = admission.admit(query);
    if (document instanceof GraphQLError) return [document];
    const invalid = validate(schema, document, this.rules, { hideSuggestions });
    if (invalid.length > 0) return coded('GRAPHQL_VALIDATION_FAILED', invalid);
    const operation = getOperationAST(document, operationName);
    if (!operation) {
      return [refusal('OPERATION_RESOLUTION_FAILURE', 'Name one of the operations in the document.')];
    }
    const { errors } = getVariableValues(
      schema,
      operation.variableDefinitions ?? [],
      variables ?? {},
      { maxErrors: MAX_VARIABLE_ERRORS, hideSuggestions },
    );
    if (errors) return coded('BAD_USER_INPUT', errors);
    const contextValue: Admitted = { caller, transport, query, operation };
    return { schema, document, operationName, variableValues: variables, contextValue };
  }

  /** A query or a mutation, by way of Apollo Server. */
  async execute(args: ExecutionArgs): Promise<FormattedExecutionResult> {
    const { caller, transport, query, operation } = args.contextValue as Admitted;
    const startedAtMs = performance.now();
    const { body } = await this.options.apollo.executeOperation(
      {
        query,
        ...(args.operationName != null && { operationName: args.operationName }),
        ...(args.variableValues && { variables: args.variableValues }),
      },
      { contextValue: caller },
    );
    if (body.kind !== 'single') throw new Error('Incremental delivery is not used.');
    logAnswer(this.options.logger, caller, {
      transport,
      operation: operation.name?.value ?? '',
      status: body.singleResult.errors ? 'errors' : 'ok',
      startedAtMs,
    });
    return body.singleResult;
  }

  /** Tells `sink` the events of a subscription, or the one answer of anything else. */
  follow(args: ExecutionArgs, sink: Sink): Following {
    const { document, operationName, variableValues: variables } = args;
    const admitted = args.contextValue as Admitted;
    return admitted.operation.operation === OperationTypeNode.SUBSCRIPTION
      ? this.options.executor.subscribe({ ...admitted, document, operationName, variables }, sink)
      : this.once(args, sink);
  }

  private once(args: ExecutionArgs, sink: Sink): Following {
    void this.execute(args)
      .catch((error: unknown) => ({
        errors: [presentable({ message: '' }, error, this.options.logger)],
      }))
      .then((result) => {
        sink.next(new Frame(result));
        sink.complete();
      });
    return { resume: () => {}, leave: () => {} };
  }
}

const MAX_VARIABLE_ERRORS = 50;

const coded = (code: string, errors: readonly GraphQLError[]): GraphQLError[] =>
  errors.map(
    ({ message, nodes }) =>
      new GraphQLError(message, { nodes: nodes ?? null, extensions: { code } }),
  );
