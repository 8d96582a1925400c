import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { examples } from '../../examples/index.ts';
import { type Shop, openShop } from '../journeys/support/shop.ts';

const WINDOW = { width: 1280, height: 720 };

let shop: Shop;
let browser: Browser;
let context: BrowserContext;
/** Where the pages went that is not the shop. */
const elsewhere: string[] = [];
beforeAll(async () => {
  shop = await openShop();
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '',
    // Chromium refuses to run as root inside a sandbox.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  context = await browser.newContext({ viewport: WINDOW });
  context.on('request', (request) => {
    const { protocol, host, origin } = new URL(request.url());
    if (/^https?:$/.test(protocol) && host !== new URL(shop.url).host) elsewhere.push(origin);
  });
});
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

/** Opens the window of an example and sends what it holds. */
async function run(page: Page, name: string): Promise<void> {
  await page.locator('.window-switcher__item', { hasText: name }).click();
  const send = page.locator('.send-request__button:visible');
  await send.click();
}

/** Waits until the answer that the explorer shows has a field with this value. */
const shows = (page: Page, field: string, value: string) =>
  page.getByText(`"${field}": "${value}"`).last().waitFor();

it('shows a newcomer a purchase from the catalogue to the capture, live', async () => {
  const page = await context.newPage();
  await page.goto(`${shop.url}/explore`);
  const [first] = examples;
  await page.locator('.window-switcher__item--active', { hasText: first?.name ?? '' }).waitFor();

  await run(page, '02 ');
  await shows(page, 'sku', 'WINE-PINOT-2019-75');
  await run(page, '11 ');
  await shows(page, 'currency', 'EUR');
  await run(page, '12 ');
  await shows(page, '__typename', 'Cart');
  await run(page, '13 ');
  await shows(page, 'status', 'PENDING');
  await run(page, '14 ');
  await shows(page, 'status', 'REQUIRES_ACTION');
  expect(elsewhere).toEqual([]);

  await passTheBanksCheck(await page.locator('app-query-result').innerText());
  await shows(page, 'status', 'CAPTURED');
  const screenshot = process.env['SCREENSHOT'];
  if (!screenshot) return;
  await page.getByText('"status": "CAPTURED"').last().scrollIntoViewIfNeeded();
  await page.screenshot({ path: screenshot });
});

/** As the customer does, in another tab. */
async function passTheBanksCheck(answer: string): Promise<void> {
  const [, url = ''] = /"url": "([^"]+)"/.exec(answer) ?? [];
  const bank = await context.newPage();
  await bank.goto(url);
  await bank.getByLabel('One-time code').fill('123456');
  await bank.getByRole('button', { name: 'Confirm with the code' }).click();
  await bank.close();
}
