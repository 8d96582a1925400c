import type { Id } from '#kernel/domain/id.ts';
import { letter, onOneLine } from './letter.ts';
import type { MessageDraft } from './message-draft.ts';

/** Little is left of a variant. */
export interface LowStockFact {
  readonly merchantId: Id<'mer'>;
  readonly sku: string;
  readonly productName: string;
  /** Pieces on the shelf that are promised to nobody. */
  readonly available: number;
}

/** Whoever sells it hears that it is time to send more. */
export function messageOfLowStock(stock: LowStockFact): MessageDraft {
  const { merchantId, available } = stock;
  const goods = `${onOneLine(stock.productName)} (${onOneLine(stock.sku)})`;
  const left = available > 0 ? `Only ${available} left` : 'Nothing left';
  return {
    kind: 'STOCK_LOW',
    recipientId: merchantId,
    orderId: null,
    subject: `${left} of ${goods}`,
    body: letter(
      `${left.toLowerCase()} of ${goods}, promised orders taken off.`,
      'We say so once, and again only after more has come in.',
    ),
  };
}
