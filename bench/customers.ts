import { randomBytes } from 'node:crypto';
import { Visitor } from '../test/journeys/support/visitor.ts';
import { BenchRegisterDocument } from './operations/gateway.ts';

/** From the twentieth payment within ten minutes on, a customer is challenged as a possible fraud. */
const PURCHASES_EACH = 18;
const REGISTERED_AT_ONCE = 4;

export interface Customer {
  readonly visitor: Visitor;
  purchasesLeft: number;
}

/** Logged-in customers, each lent to one client at a time, and to none after as many purchases as look honest. */
export class Customers {
  private readonly waiting: Customer[] = [];
  private readonly everybody: Customer[] = [];

  constructor(private readonly url: string) {}

  /** Has enough customers for so many clients and purchases, so that nobody must be registered while we measure. */
  async prepare(clients: number, purchases: number): Promise<void> {
    const wanted = clients + Math.ceil(purchases / PURCHASES_EACH);
    while (this.waiting.length < wanted) {
      const some = Array.from({ length: REGISTERED_AT_ONCE }, () => this.register());
      this.waiting.push(...(await Promise.all(some)));
    }
  }

  async borrow(): Promise<Customer> {
    return this.waiting.shift() ?? (await this.register());
  }

  giveBack(customer: Customer): void {
    customer.purchasesLeft -= 1;
    if (customer.purchasesLeft > 0) this.waiting.push(customer);
  }

  async leave(): Promise<void> {
    for (const { visitor } of this.everybody) await visitor.leave();
  }

  private async register(): Promise<Customer> {
    const visitor = new Visitor(this.url);
    const { register } = await visitor.ask(BenchRegisterDocument, {
      input: {
        email: `bench-${randomBytes(8).toString('hex')}@example.com`,
        password: randomBytes(12).toString('hex'),
        name: 'A Customer',
        birthDate: '1985-08-17',
        country: 'DE',
      },
    });
    if (register.__typename !== 'Session')
      throw new Error(`A customer was not registered: ${register.__typename}.`);
    visitor.use(register.accessToken);
    const customer = { visitor, purchasesLeft: PURCHASES_EACH };
    this.everybody.push(customer);
    return customer;
  }
}
