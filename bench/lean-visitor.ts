import { Client } from 'undici';
import { type Answer, type Operation, Visitor } from '../test/journeys/support/visitor.ts';

/**
 * A visitor whose requests take next to nothing to send: it shares the machine with what is measured, and its answers
 * are compared with those of servers that are asked as lightly.
 */
export class LeanVisitor extends Visitor {
  private readonly client: Client;

  constructor(url: string) {
    super(url);
    this.client = new Client(url);
  }

  override async send<Result, Variables extends object>(
    operation: Operation<Result, Variables>,
    variables: Variables,
  ): Promise<Answer<Result>> {
    const { body } = await this.client.request({
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.identity() },
      body: JSON.stringify({ query: operation.toString(), variables }),
    });
    return (await body.json()) as Answer<Result>;
  }
}
