export const ORDER_STATUSES = ['PENDING', 'COMPLETED', 'CANCELLED'] as const;

/** Being bought, bought, or come to nothing. */
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** From each status, where it may go. */
export const ORDER_TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PENDING: ['COMPLETED', 'CANCELLED'],
  COMPLETED: [],
  CANCELLED: [],
};
