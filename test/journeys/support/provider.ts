/** The sandbox provider, as a test sees it: its own records, and its levers for holding and breaking calls. */
export class Provider {
  constructor(
    readonly url: string,
    private readonly secretKey: string,
  ) {}

  /** The next matching call is held, before it acts or after it acted but before it answers. */
  async hold(operation: ProviderOperation, point: 'before' | 'after'): Promise<Hold> {
    const { id } = await this.ask<{ id: string }>('POST', '/control/holds', { operation, point });
    return {
      caught: async () => {
        const { items } = await this.ask<{ items: { id: string; caught: unknown }[] }>(
          'GET',
          '/control/holds',
        );
        return items.some((hold) => hold.id === id && hold.caught !== null);
      },
      release: async () => {
        await this.ask('DELETE', `/control/holds/${id}`);
      },
    };
  }

  /** How often the provider was asked and how often it acted, by operation. */
  calls(
    reference: string,
  ): Promise<Record<ProviderOperation, { calls: number; replays: number; effects: number }>> {
    return this.ask('GET', `/control/calls?reference=${encodeURIComponent(reference)}`);
  }

  /** All payments in the provider's own books. */
  async payments(): Promise<ProviderPayment[]> {
    const payments: ProviderPayment[] = [];
    for (let after = ''; ;) {
      const page = await this.ask<{ items: ProviderPayment[]; nextCursor: string | null }>(
        'GET',
        `/v1/payments?limit=100${after && `&after=${after}`}`,
      );
      payments.push(...page.items);
      if (!page.nextCursor) return payments;
      after = page.nextCursor;
    }
  }

  /** What the customer does on the 3-D Secure page. */
  async answerChallenge(url: string, result: 'passed' | 'failed'): Promise<void> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ result }),
    });
    if (!response.ok) throw new Error(`The 3-D Secure page answered ${response.status}.`);
  }

  /** What the customer does on the hosted payment page; answers where it sends them next. */
  async payOnPage(url: string): Promise<string> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        number: '4242424242424242',
        expMonth: '12',
        expYear: '2030',
        cvc: '123',
      }),
    });
    if (!response.ok) throw new Error(`The hosted page answered ${response.status}.`);
    const { redirectUrl } = (await response.json()) as { redirectUrl: string };
    return new URL(redirectUrl, url).href;
  }

  private async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.secretKey}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(`The provider answered ${response.status} to ${method} ${path}.`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}

export type ProviderOperation = 'authorize' | 'capture' | 'void' | 'refund';

export interface Hold {
  /** Whether a call is being held right now. */
  caught(): Promise<boolean>;
  release(): Promise<void>;
}

export interface ProviderPayment {
  readonly id: string;
  readonly reference: string;
  readonly status: string;
  readonly amount: { readonly minorUnits: string; readonly currency: string };
  readonly capturedAmount: { readonly minorUnits: string };
  readonly refundedAmount: { readonly minorUnits: string };
  readonly nextAction?: { readonly url: string };
}
