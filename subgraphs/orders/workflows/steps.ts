import type { Id } from '#kernel/domain/id.ts';
import { GraphRefused } from '#kernel/graphql/graph-client.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { isRefusal } from '#kernel/workflow/persistently.ts';
import type { Order } from '../domain/order.ts';
import {
  type Decision,
  type Outcome,
  afterAuthorization,
  afterCapture,
  afterProvisioning,
  afterReservation,
} from '../domain/purchase.ts';
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

/**
 * Holds the goods and the money. The payment is opened first, so that whoever watches it sees how it ends, also when the
 * goods are out of stock.
 */
export async function reserveAndAuthorize(rt: Runtime, order: Order): Promise<Decision> {
  await openPayment(rt, order);
  const reserved = afterReservation(await reserveStock(rt, order));
  if (reserved.next !== 'go-on') return reserved;
  const { paymentId } = order;
  const asked = await rt.graph.send('payments', OrdersAuthorizePaymentDocument, { paymentId });
  return afterAuthorization(asked.authorizePayment);
}

/** Hands over the goods, and only then takes the money. */
export async function deliverAndCapture(rt: Runtime, order: Order): Promise<Decision> {
  const provisioned = afterProvisioning(await provisionOrder(rt, order));
  if (provisioned.next !== 'go-on') return provisioned;
  const { paymentId } = order;
  const asked = await rt.graph.send('payments', OrdersCapturePaymentDocument, { paymentId });
  return captured(rt, order, asked.capturePayment);
}

/** Whether the customer is back from the bank. */
export const authorizationNow = async (rt: Runtime, order: Order): Promise<Decision> =>
  afterAuthorization(await paymentOutcome(rt, order));

/** Only looks: a capture that was refused is not to be tried again. */
export const captureNow = async (rt: Runtime, order: Order): Promise<Decision> =>
  captured(rt, order, await paymentOutcome(rt, order));

async function captured(rt: Runtime, order: Order, outcome: Outcome): Promise<Decision> {
  const decision = afterCapture(outcome);
  if (decision.next === 'go-on') await takeFromStock(rt, order.id);
  return decision;
}

/** Takes everything back, last things first. What was never done is no obstacle. */
export async function undoPurchase(rt: Runtime, order: Order, reason: string): Promise<void> {
  await rt.graph.send('provisioning', OrdersRevokeOrderDocument, { orderId: order.id, reason });
  await toleratingAbsence(
    rt.graph.send('payments', OrdersCancelPaymentDocument, { paymentId: order.paymentId, reason }),
  );
  await rt.graph.send('catalogue', OrdersReleaseReservationDocument, { orderId: order.id });
}

const openPayment = (rt: Runtime, order: Order) =>
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
async function reserveStock(rt: Runtime, order: Order): Promise<string | null> {
  const { reserveStock: result } = await rt.graph.send('catalogue', OrdersReserveStockDocument, {
    input: {
      orderId: order.id,
      lines: order.lines.map(({ variantId, quantity }) => ({ variantId, quantity })),
      shipTo: order.shippingAddress.region ?? order.shippingAddress.country,
      expiresAt: new Date(order.placedAt.getTime() + HOLD_STOCK_MS).toISOString(),
    },
  });
  return result.__typename === 'StockReservation' ? null : result.code;
}

const paymentOutcome = async (rt: Runtime, { paymentId }: Order): Promise<Outcome> =>
  (await rt.graph.send('payments', OrdersPaymentOutcomeDocument, { paymentId })).paymentOutcome;

const provisionOrder = async (rt: Runtime, order: Order): Promise<Outcome> =>
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

/**
 * The money is ours, so the goods leave the shelf. If the shelf says no, in whatever way, the customer has paid all the
 * same: the order goes on, and somebody must look at the stock.
 */
async function takeFromStock(rt: Runtime, orderId: Id<'ord'>): Promise<void> {
  const code = await refusalToCommit(rt, orderId);
  if (code !== null) rt.logger.error({ orderId, code }, 'paid goods could not be taken from stock');
}

async function refusalToCommit(rt: Runtime, orderId: Id<'ord'>): Promise<string | null> {
  try {
    const asked = await rt.graph.send('catalogue', OrdersCommitReservationDocument, { orderId });
    const { commitReservation: result } = asked;
    return result.__typename === 'StockReservation' ? null : result.code;
  } catch (error) {
    if (isRefusal(error)) return error.code;
    throw error;
  }
}

/** A payment that was refused when it was to be opened is not there to be cancelled. */
async function toleratingAbsence(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof GraphRefused && error.code === 'PAYMENT_NOT_FOUND')) throw error;
  }
}
