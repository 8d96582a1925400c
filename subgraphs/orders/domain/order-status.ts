import type { OrderEvent } from '../events.ts';

export const ORDER_STATUSES = ['PENDING', 'COMPLETED', 'CANCELLED'] as const;

/** Being bought, bought, or come to nothing. */
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** From each status, where it may go. */
export const ORDER_TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PENDING: ['COMPLETED', 'CANCELLED'],
  COMPLETED: [],
  CANCELLED: [],
};

/** Nothing more happens to such an order. */
export const isFinal = (status: OrderStatus): boolean => ORDER_TRANSITIONS[status].length === 0;

/** The status that each fact tells of. */
export const STATUS_TOLD_BY: Readonly<Record<OrderEvent['type'], OrderStatus>> = {
  OrderPlaced: 'PENDING',
  OrderCompleted: 'COMPLETED',
  OrderCancelled: 'CANCELLED',
};
