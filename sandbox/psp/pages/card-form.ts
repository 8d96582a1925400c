import { TEST_CARDS } from '../cards.ts';
import type { Payment } from '../payment.ts';
import { html, type Html, page } from './html.ts';
import { readableAmount } from './money.ts';

export type CardField = 'number' | 'expMonth' | 'expYear' | 'cvc' | 'name';

interface Field {
  readonly name: CardField;
  readonly label: string;
  readonly autocomplete: string;
  readonly hint?: string;
  readonly maxLength: number;
  readonly numeric: boolean;
}

const NAME: Field = {
  name: 'name',
  label: 'Name on the card',
  autocomplete: 'cc-name',
  maxLength: 100,
  numeric: false,
};
const NUMBER: Field = {
  name: 'number',
  label: 'Card number',
  autocomplete: 'cc-number',
  maxLength: 23,
  numeric: true,
};
const MONTH: Field = {
  name: 'expMonth',
  label: 'Month',
  hint: 'MM',
  autocomplete: 'cc-exp-month',
  maxLength: 2,
  numeric: true,
};
const YEAR: Field = {
  name: 'expYear',
  label: 'Year',
  hint: 'YY',
  autocomplete: 'cc-exp-year',
  maxLength: 4,
  numeric: true,
};
const CVC: Field = {
  name: 'cvc',
  label: 'Security code',
  hint: '3 digits on the back of the card',
  autocomplete: 'cc-csc',
  maxLength: 4,
  numeric: true,
};

/** What went wrong, by field, in words for the customer. */
export type Problems = Partial<Record<CardField, string>>;

/** The hosted payment page. After a mistake the customer types number and code again: they are never sent back. */
export function cardFormPage(
  payment: Payment,
  problems: Problems = {},
  typed: Problems = {},
): string {
  const input = (field: Field): Html => inputOf(field, problems[field.name], typed[field.name]);
  const failed = Object.keys(problems).length > 0;
  return page({
    title: `${failed ? 'Error: ' : ''}Pay ${readableAmount(payment)}`,
    main: html` <h1>Pay <span class="amount">${readableAmount(payment)}</span></h1>
      <p class="purpose">${payment.description ?? `Reference ${payment.reference}`}</p>
      ${failed && summaryOf(problems)}
      <form method="post" novalidate>
        <fieldset>
          <legend>Card details</legend>
          ${input(NUMBER)}
          <fieldset class="expiry">
            <legend>Expiry date</legend>
            <div class="side-by-side">${input(MONTH)}${input(YEAR)}</div>
          </fieldset>
          ${input(CVC)} ${input(NAME)}
        </fieldset>
        <button class="primary">Pay ${readableAmount(payment)}</button>
        <button name="cancel" value="yes">Cancel and return</button>
      </form>
      <details>
        <summary>Test cards</summary>
        ${testCardTable()}
      </details>`,
  });
}

export function testCardTable(): Html {
  return html` <p>Any expiry date in the future and any security code will do.</p>
    <div class="scroll" role="region" aria-labelledby="test-cards" tabindex="0">
      <table>
        <caption id="test-cards">
          Cards that exist in this sandbox
        </caption>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Token</th>
            <th scope="col">What it does</th>
          </tr>
        </thead>
        <tbody>
          ${TEST_CARDS.map(
            (card) =>
              html`<tr>
                <td class="number">${spaced(card.number)}</td>
                <td><code>${card.token}</code></td>
                <td>${card.does}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

const spaced = (number: string): string => number.replace(/(.{4})(?=.)/g, '$1 ');

/** Takes the focus when the page opens, so that it is read first; each line leads to its field. */
function summaryOf(problems: Problems): Html {
  const lines = Object.entries(problems).map(
    ([field, problem]) => html`<li><a href="#${field}">${problem}</a></li>`,
  );
  return html` <div
    class="summary"
    role="alert"
    aria-labelledby="summary-title"
    tabindex="-1"
    autofocus
  >
    <h2 id="summary-title">Please check your card</h2>
    <ul>
      ${lines}
    </ul>
  </div>`;
}

function inputOf(field: Field, problem: string | undefined, typed: string | undefined): Html {
  const { name, hint } = field;
  const describedBy = [hint && `${name}-hint`, problem && `${name}-problem`]
    .filter(Boolean)
    .join(' ');
  const required = name !== 'name';
  return html` <div class="field ${name}">
    <label for="${name}">${field.label}${!required && ' (optional)'}</label>
    ${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
    ${problem !== undefined && html`<p class="problem" id="${name}-problem">${problem}</p>`}
    <input
      id="${name}"
      name="${name}"
      autocomplete="${field.autocomplete}"
      maxlength="${field.maxLength}"
      ${typed !== undefined && html`value="${typed}"`}
      ${field.numeric && html`inputmode="numeric"`}
      ${required && html`required`}
      ${problem !== undefined && html`aria-invalid="true"`}
      ${describedBy !== '' && html`aria-describedby="${describedBy}"`}
      spellcheck="false"
    />
  </div>`;
}
