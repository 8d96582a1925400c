import { testCardTable } from './card-form.ts';
import { html, page } from './html.ts';

/** For developers: the test cards, and a card turned into a token in the browser, as a shop's own page would do it. */
export function welcomePage(publishableKey: string): string {
  return page({
    title: 'A payment provider to test with',
    script: '/assets/tokenize.js',
    main: html` <h1>A payment provider to test with</h1>
      <form id="tokenize" data-publishable-key="${publishableKey}" novalidate>
        <fieldset>
          <legend>Turn a card into a token</legend>
          <p>
            It expires in December 2040 and its security code is 123. A token can be spent once.
          </p>
          <div class="field number">
            <label for="number">Card number</label>
            <input
              id="number"
              name="number"
              inputmode="numeric"
              autocomplete="off"
              required
              value="4242 4242 4242 4242"
            />
          </div>
          <button class="primary">Make a token</button>
          <p role="status" aria-live="polite" id="token"></p>
          <noscript
            >Turning a card into a token happens in the browser and needs JavaScript.</noscript
          >
        </fieldset>
      </form>
      <h2>Test cards and ready-made tokens</h2>
      ${testCardTable()}`,
  });
}
