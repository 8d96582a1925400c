import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import type { FormattedExecutionResult } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { LogInDocument, RegisterDocument } from '../../../examples/operations.ts';

export type Operation<Result, Variables> = DocumentTypeDecoration<Result, Variables> & {
  toString(): string;
};

/** What came back of an operation: data, errors or both. */
export interface Answer<Result> {
  readonly data?: Result | null;
  readonly errors?: FormattedExecutionResult['errors'];
}

/** Of errors that tell a client to send the same again. */
const UNANSWERED = new Set(['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_BUSY']);
const ATTEMPTS = 3;

/** Somebody at the public endpoint, over HTTP and WebSocket, logged in or not. */
export class Visitor {
  private token: string | undefined;
  private socket: Client | undefined;

  constructor(private readonly url: string) {}

  get accessToken(): string | undefined {
    return this.token;
  }

  get isNobody(): boolean {
    return this.token === undefined;
  }

  async logIn(email: string, password: string): Promise<void> {
    const { logIn } = await this.ask(LogInDocument, { input: { email, password } });
    if (logIn.__typename !== 'Session')
      throw new Error(`${email} could not log in: ${logIn.__typename}`);
    this.use(logIn.accessToken);
  }

  /** Goes on as whoever this access token was given to. */
  use(accessToken: string): void {
    this.token = accessToken;
  }

  /** Becomes a customer, whom nobody has seen before. */
  async register(): Promise<void> {
    const input = {
      email: `${crypto.randomUUID()}@example.com`,
      password: 'a long password',
      name: 'Buyer',
      birthDate: '1980-01-01',
      country: 'DE',
    };
    const { register } = await this.ask(RegisterDocument, { input });
    if (register.__typename !== 'Session')
      throw new Error(`A customer could not register: ${register.__typename}`);
    this.use(register.accessToken);
  }

  /** Sends an operation and answers everything, errors included. */
  async send<Result, Variables extends object>(
    operation: Operation<Result, Variables>,
    variables: Variables,
  ): Promise<Answer<Result>> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.identity() },
      body: JSON.stringify({ query: operation.toString(), variables }),
    });
    return (await response.json()) as Answer<Result>;
  }

  /** Sends an operation that must succeed. */
  async ask<Result, Variables extends object>(
    operation: Operation<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    const { data, errors } = await this.send(operation, variables);
    if (errors || !data) throw new Error(`The endpoint answered ${JSON.stringify(errors)}.`);
    return data;
  }

  /** Sends an operation that may be sent twice, and again if it is told that nobody answered in time. */
  async askUntilAnswered<Result, Variables extends object>(
    operation: Operation<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
      const { data, errors } = await this.send(operation, variables);
      if (data && !errors) return data;
      if (!errors?.every(({ extensions }) => UNANSWERED.has(String(extensions?.['code'])))) break;
    }
    return this.ask(operation, variables);
  }

  /** Subscribes by WebSocket. Reading ends when the server completes it, or when the reader stops. */
  subscribe<Result, Variables extends object>(
    operation: Operation<Result, Variables>,
    variables: Variables,
  ): AsyncIterableIterator<Answer<Result>> {
    this.socket ??= createClient({
      url: `${this.url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: this.identity(),
      retryAttempts: 0,
    });
    return this.socket.iterate({
      query: operation.toString(),
      variables: variables as Record<string, unknown>,
    }) as AsyncIterableIterator<Answer<Result>>;
  }

  async leave(): Promise<void> {
    await this.socket?.dispose();
    this.socket = undefined;
  }

  /** The headers, or connection parameters, that say who it is. */
  identity(): Record<string, string> {
    return this.token ? { authorization: `Bearer ${this.token}` } : {};
  }
}
