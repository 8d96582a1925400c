import { Aggregate } from '#kernel/domain/aggregate.ts';
import type { Currency } from '#kernel/domain/currency.ts';
import type { Id } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import type { AboutOrder, OrderEvent, OrderedLine } from '../events.ts';
import { CartEmpty, OrderTransitionForbidden } from './errors.ts';
import { ORDER_TRANSITIONS, type OrderStatus } from './order-status.ts';
import type { PaymentMethod } from './payment-method.ts';
import type { ShippingAddress } from './shipping-address.ts';

export interface NewOrder {
  readonly id: Id<'ord'>;
  readonly cartId: Id<'crt'>;
  readonly customerId: Id<'usr'>;
  readonly paymentId: Id<'pay'>;
  readonly currency: Currency;
  readonly lines: readonly OrderedLine[];
  readonly shippingAddress: ShippingAddress;
  readonly paymentMethod: PaymentMethod;
  readonly placedAt: Date;
}

/** What a customer has decided to buy, at prices that change no more. */
export class Order extends Aggregate<OrderEvent> {
  readonly id: Id<'ord'>;
  readonly cartId: Id<'crt'>;
  readonly customerId: Id<'usr'>;
  /** Allocated here, so that a client can watch the payment before it exists. */
  readonly paymentId: Id<'pay'>;
  readonly currency: Currency;
  readonly totalMinor: bigint;
  readonly lines: readonly OrderedLine[];
  readonly shippingAddress: ShippingAddress;
  /** Kept here and not in the workflow, whose inputs outlive the purchase. */
  readonly paymentMethod: PaymentMethod;
  readonly placedAt: Date;
  status: OrderStatus = 'PENDING';
  /** Why it came to nothing, as a code. */
  cancellationReason: string | null = null;
  /** When it was completed or cancelled. */
  decidedAt: Date | null = null;

  /** @throws {CartEmpty} without lines @throws {CurrencyMismatch} for a price in another currency */
  constructor(order: NewOrder) {
    super();
    if (order.lines.length === 0) throw new CartEmpty();
    this.id = order.id;
    this.cartId = order.cartId;
    this.customerId = order.customerId;
    this.paymentId = order.paymentId;
    this.currency = order.currency;
    this.lines = order.lines;
    this.shippingAddress = order.shippingAddress;
    this.paymentMethod = order.paymentMethod;
    this.placedAt = order.placedAt;
    this.totalMinor = Money.sum(order.lines.map(lineTotal), order.currency).minorUnits;
    this.raise({ type: 'OrderPlaced', data: this.facts() });
  }

  get total(): Money {
    return Money.of(this.totalMinor, this.currency);
  }

  /** What each merchant has of the total, in the order in which they appear. */
  get split(): { merchantId: Id<'mer'>; amount: Money }[] {
    const byMerchant = Map.groupBy(this.lines, ({ merchantId }) => merchantId);
    return [...byMerchant].map(([merchantId, lines]) => ({
      merchantId,
      amount: Money.sum(lines.map(lineTotal), this.currency),
    }));
  }

  /** Paid and provisioned. Asked again it changes nothing. @throws {OrderTransitionForbidden} */
  complete(at: Date): void {
    if (this.status === 'COMPLETED') return;
    this.become('COMPLETED', at);
    this.raise({ type: 'OrderCompleted', data: this.facts() });
  }

  /** It came to nothing, for `reason`. Asked again it changes nothing. @throws {OrderTransitionForbidden} */
  cancel(reason: string, at: Date): void {
    if (this.status === 'CANCELLED') return;
    this.become('CANCELLED', at);
    this.cancellationReason = reason;
    this.raise({ type: 'OrderCancelled', data: { ...this.facts(), reason } });
  }

  private become(status: OrderStatus, at: Date): void {
    if (!ORDER_TRANSITIONS[this.status].includes(status))
      throw new OrderTransitionForbidden(this.status, status);
    this.status = status;
    this.decidedAt = at;
  }

  private facts(): AboutOrder {
    const { id: orderId, customerId, paymentId, lines } = this;
    const { country } = this.shippingAddress;
    return { orderId, customerId, paymentId, total: this.total.toJSON(), country, lines };
  }
}

/** A line's price times its quantity. */
export const lineTotal = ({ unitPrice, quantity }: OrderedLine): Money =>
  Money.fromJSON(unitPrice).times(quantity);
