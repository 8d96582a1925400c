import { DECLINE_MESSAGES } from '../cards.ts';
import { type Payment, type PaymentStatus, returnUrlOf } from '../payment.ts';
import { html, page } from './html.ts';
import { readableAmount } from './money.ts';

const TITLES: Record<PaymentStatus, string> = {
  requires_action: 'The payment is waiting for you',
  authorized: 'Thank you, the payment is approved',
  captured: 'Thank you, the payment is complete',
  partially_captured: 'Thank you, the payment is complete',
  declined: 'The payment was declined',
  voided: 'The payment was cancelled',
  expired: 'This payment page has expired',
};

/** Where a customer ends who has nothing more to do. */
export function outcomePage(payment: Payment): string {
  const title = TITLES[payment.status];
  const back = returnUrlOf(payment);
  return page({
    title,
    main: html` <h1>${title}</h1>
      <p>${readableAmount(payment)}, ${payment.description ?? `reference ${payment.reference}`}</p>
      ${payment.declineCode && html`<p>${DECLINE_MESSAGES[payment.declineCode]}</p>`}
      ${back === null ? html`<p>You can close this page.</p>` : html`<p><a href="${back}">Return to the shop</a></p>`}`,
  });
}

export function messagePage(title: string, text: string): string {
  return page({
    title,
    main: html`<h1>${title}</h1>
      <p>${text}</p>`,
  });
}
