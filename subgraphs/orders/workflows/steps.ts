import type { Id } from '#kernel/domain/id.ts';
import { GraphRefused } from '#kernel/graphql/graph-client.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import type { Order } from '../domain/order.ts';
import type { Outcome } from '../domain/purchase.ts';
import {
  OrdersCommitReservationDocument,
  OrdersReleaseReservationDocument,
  OrdersReserveStockDocument,
} from '../operations/catalogue.ts';
import {
  OrdersAuthorizePaymentDocument,
  OrdersCancelPaymentDocument,
  OrdersCapturePaymentDocument,
  OrdersOpenPaymentDocument,
  OrdersPaymentOutcomeDocument,
} from '../operations/payments.ts';
import {
  OrdersProvisionOrderDocument,
  OrdersRevokeOrderDocument,
} from '../operations/provisioning.ts';

/**
 * How long stock is held: longer than any purchase takes, customers and outages included. The purchase itself releases
 * what it holds; this is for an order whose purchase is lost for good.
 */
const HOLD_STOCK_MS = 24 * 60 * 60 * 1000;

/** What the purchase asks of other contexts. Each may be asked twice: it is known by the order or the payment. */
export const openPayment = (rt: Runtime, order: Order) =>
  rt.graph.send('payments', OrdersOpenPaymentDocument, {
    input: {
      paymentId: order.paymentId,
      orderId: order.id,
      customerId: order.customerId,
      amount: order.total.toJSON(),
      split: order.split.map(({ merchantId, amount }) => ({ merchantId, amount: amount.toJSON() })),
      buyerCountry: order.shippingAddress.country,
      ...order.paymentMethod,
    },
  });

/** @returns null, or why the goods could not be reserved */
export async function reserveStock(rt: Runtime, order: Order): Promise<string | null> {
  const { reserveStock: result } = await rt.graph.send('catalogue', OrdersReserveStockDocument, {
    input: {
      orderId: order.id,
      lines: order.lines.map(({ variantId, quantity }) => ({ variantId, quantity })),
      expiresAt: new Date(order.placedAt.getTime() + HOLD_STOCK_MS).toISOString(),
    },
  });
  return result.__typename === 'StockReservation' ? null : result.code;
}

export const authorizePayment = async (rt: Runtime, paymentId: Id<'pay'>): Promise<Outcome> =>
  (await rt.graph.send('payments', OrdersAuthorizePaymentDocument, { paymentId })).authorizePayment;

export const paymentOutcome = async (rt: Runtime, paymentId: Id<'pay'>): Promise<Outcome> =>
  (await rt.graph.send('payments', OrdersPaymentOutcomeDocument, { paymentId })).paymentOutcome;

export const provisionOrder = async (rt: Runtime, order: Order): Promise<Outcome> =>
  (
    await rt.graph.send('provisioning', OrdersProvisionOrderDocument, {
      input: {
        orderId: order.id,
        customerId: order.customerId,
        lines: order.lines.map(({ lineId, variantId, sku, template, quantity }) => ({
          lineId,
          variantId,
          sku,
          template,
          quantity,
        })),
      },
    })
  ).provisionOrder;

export const capturePayment = async (rt: Runtime, paymentId: Id<'pay'>): Promise<Outcome> =>
  (await rt.graph.send('payments', OrdersCapturePaymentDocument, { paymentId })).capturePayment;

/**
 * The money is ours, so the goods leave the shelf. If the shelf says no, the customer has paid all the same: the order
 * goes on, and somebody must look at the stock.
 */
export async function commitReservation(rt: Runtime, orderId: Id<'ord'>): Promise<void> {
  const { commitReservation: result } = await rt.graph.send(
    'catalogue',
    OrdersCommitReservationDocument,
    { orderId },
  );
  if (result.__typename !== 'StockReservation') {
    rt.logger.error({ orderId, code: result.code }, 'paid goods could not be taken from stock');
  }
}

/** Takes everything back, last things first. What was never done is no obstacle. */
export async function undoPurchase(rt: Runtime, order: Order, reason: string): Promise<void> {
  await rt.graph.send('provisioning', OrdersRevokeOrderDocument, { orderId: order.id, reason });
  await toleratingAbsence(
    rt.graph.send('payments', OrdersCancelPaymentDocument, { paymentId: order.paymentId, reason }),
  );
  await rt.graph.send('catalogue', OrdersReleaseReservationDocument, { orderId: order.id });
}

/** A payment that was refused when it was to be opened is not there to be cancelled. */
async function toleratingAbsence(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof GraphRefused && error.code === 'PAYMENT_NOT_FOUND')) throw error;
  }
}
