// The card goes from the browser to the provider; the shop's server sees the token only.
const form = /** @type {HTMLFormElement} */ (document.querySelector('#tokenize'));
const status = /** @type {HTMLElement} */ (document.querySelector('#token'));

form.addEventListener('submit', (event) => {
  event.preventDefault();
  status.textContent = 'Asking the provider…';
  void tokenize(new FormData(form).get('number'));
});

/** @param {unknown} number */
async function tokenize(number) {
  const response = await fetch('/v1/tokens', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${form.dataset['publishableKey']}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ card: { number, expMonth: 12, expYear: 2040, cvc: '123' } }),
  });
  /** @type {unknown} */
  const answer = await response.json();
  status.textContent = response.ok ? inWords(answer) : problemIn(answer);
}

const inWords = (/** @type {any} */ { id, card }) =>
  `${id} (${card.brand} ending in ${card.last4}, ${card.country})`;

const problemIn = (/** @type {any} */ answer) => String(answer.error.message);
