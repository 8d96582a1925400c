export const PRODUCT_STATUSES = ['DRAFT', 'PUBLISHED', 'ARCHIVED'] as const;

/** Where a product stands. Buyers see and buy only what is published. */
export type ProductStatus = (typeof PRODUCT_STATUSES)[number];
