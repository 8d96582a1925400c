/** UNKNOWN while the provider's answer is missing. */
export const REFUND_STATUSES = ['REQUESTED', 'UNKNOWN', 'SUCCEEDED', 'FAILED'] as const;

export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** From where to where a refund may move; drawn in README.md. */
export const REFUND_TRANSITIONS: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  REQUESTED: ['UNKNOWN', 'SUCCEEDED', 'FAILED'],
  UNKNOWN: ['SUCCEEDED', 'FAILED'],
  SUCCEEDED: [],
  FAILED: [],
};
