import { last4Of } from '../cards.ts';
import type { Payment } from '../payment.ts';
import { html, page } from './html.ts';
import { readableAmount } from './money.ts';

/** The code that the sandbox's bank "sends" to its customers. */
export const ONE_TIME_CODE = '123456';

/** What the customer's bank would show: 3-D Secure. */
export function challengePage(payment: Payment, wrongCode = false): string {
  const describedBy = wrongCode ? 'code-hint code-problem' : 'code-hint';
  return page({
    title: `${wrongCode ? 'Error: ' : ''}Confirm the payment`,
    main: html` <h1>Is this you?</h1>
      <p>
        Your bank asks you to confirm a payment of
        <strong>${readableAmount(payment)}</strong>
        ${payment.card && html`with the card ending in ${last4Of(payment.card)}`} for
        ${payment.description ?? `reference ${payment.reference}`}.
      </p>
      <form method="post" novalidate>
        <fieldset>
          <legend>Confirm with a code</legend>
          <div class="field code">
            <label for="code">One-time code</label>
            <p class="hint" id="code-hint">In this sandbox it is always ${ONE_TIME_CODE}.</p>
            ${wrongCode && html`<p class="problem" id="code-problem" role="alert">This code is wrong. Try again.</p>`}
            <input
              id="code"
              name="code"
              inputmode="numeric"
              autocomplete="one-time-code"
              maxlength="6"
              required
              aria-describedby="${describedBy}"
              ${wrongCode && html`aria-invalid="true" autofocus`}
            />
          </div>
          <button class="primary">Confirm with the code</button>
        </fieldset>
      </form>
      <form method="post">
        <fieldset>
          <legend>Or answer without a code</legend>
          <div class="side-by-side">
            <button name="result" value="passed">Approve</button>
            <button name="result" value="failed" class="danger">Refuse</button>
          </div>
        </fieldset>
      </form>`,
  });
}
