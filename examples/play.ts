import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FormattedExecutionResult } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { type Example, type Player, examples } from './index.ts';
import { DEMO_PASSWORD, LOG_IN } from './windows.ts';

const UNTIL_WITHIN_MS = 20_000;

export interface PlayOptions {
  /** Where the gateway is. */
  readonly url: string;
  /** Told of every example before it is played, and of every answer. */
  onExample?(example: Example, variables: unknown): void;
  onAnswer?(data: unknown): void;
}

/** Plays all examples against a running gateway. @throws {Error} when an answer is not what the example expects */
export async function play(options: PlayOptions): Promise<void> {
  const story = new Story(options);
  for (const example of examples) await story.play(example);
}

type Data = Record<string, unknown>;

class Story {
  private readonly kept = new Map<string, unknown>([
    ['unique', `story-${randomBytes(6).toString('hex')}`],
  ]);
  private readonly tokens = new Map<Player, string>();

  constructor(private readonly options: PlayOptions) {}

  async play(example: Example): Promise<void> {
    const variables = this.fill(example.variables) as Data;
    this.options.onExample?.(example, variables);
    const data = await this.answer(example, variables);
    const expected = this.fill(example.expected);
    if (!contains(data, expected)) {
      throw new Error(
        `${example.name} answered\n${JSON.stringify(data, null, 2)}\ninstead of\n${JSON.stringify(expected, null, 2)}`,
      );
    }
    for (const [name, path] of Object.entries(example.keep ?? {}))
      this.kept.set(name, at(data, path));
  }

  private async answer(example: Example, variables: Data): Promise<Data> {
    if (/^\s*(#.*\n\s*)*subscription\b/.test(example.query)) return this.watch(example, variables);
    const deadline = Date.now() + UNTIL_WITHIN_MS;
    for (;;) {
      const data = await this.send(example.as, example.query, variables);
      const wanted = example.until && this.fill(example.until);
      if (wanted === undefined || contains(data, wanted) || Date.now() > deadline) {
        this.options.onAnswer?.(data);
        return data;
      }
      await sleep(100);
    }
  }

  /** Reads a subscription to its end, doing what the customer does on the way; answers the last event. */
  private async watch(example: Example, variables: Data): Promise<Data> {
    const client = createClient({
      url: `${this.options.url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: await this.identity(example.as),
      retryAttempts: 0,
    });
    let last: Data = {};
    try {
      for await (const event of client.iterate({ query: example.query, variables })) {
        last = dataOf(event as FormattedExecutionResult);
        this.options.onAnswer?.(last);
        await this.actAsCustomer(example, last);
      }
    } finally {
      await client.dispose();
    }
    return last;
  }

  /** Passes or fails 3-D Secure, as the customer would on the bank's page. */
  private async actAsCustomer({ customer }: Example, event: Data): Promise<void> {
    if (!customer || at(event, 'paymentStatusChanged.status') !== customer.atStatus) return;
    const url = String(at(event, 'paymentStatusChanged.payment.nextAction.url'));
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ result: customer.challenge }),
    });
    if (!response.ok) throw new Error(`The bank's page answered ${response.status}.`);
  }

  private async send(as: Player, query: string, variables: Data): Promise<Data> {
    const response = await fetch(`${this.options.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(await this.identity(as)) },
      body: JSON.stringify({ query, variables }),
    });
    return dataOf((await response.json()) as FormattedExecutionResult);
  }

  private async identity(as: Player): Promise<Record<string, string>> {
    if (as === 'nobody') return {};
    let token = this.tokens.get(as);
    if (!token) {
      const input = { email: `${as}@example.com`, password: DEMO_PASSWORD };
      const data = await this.send('nobody', LOG_IN, { input });
      token = String(at(data, 'logIn.accessToken'));
      this.tokens.set(as, token);
    }
    return { authorization: `Bearer ${token}` };
  }

  /** Replaces `{{name}}` by what was kept under that name. */
  private fill(value: unknown): unknown {
    return JSON.parse(
      JSON.stringify(value).replaceAll(/\{\{(\w+)\}\}/g, (_match, name: string) =>
        String(this.kept.get(name)),
      ),
    );
  }
}

function dataOf({ data, errors }: FormattedExecutionResult): Data {
  if (errors?.length || !data) throw new Error(`The endpoint answered ${JSON.stringify(errors)}.`);
  return data;
}

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((part, key) => (part as Data | null | undefined)?.[key], value);

/** Whether everything that `expected` says is in `actual`; a list must begin like the expected one. */
function contains(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    return Array.isArray(actual) && expected.every((part, index) => contains(actual[index], part));
  }
  if (typeof expected === 'object' && expected !== null) {
    return (
      typeof actual === 'object' &&
      actual !== null &&
      Object.entries(expected).every(([key, part]) => contains((actual as Data)[key], part))
    );
  }
  return actual === expected;
}
