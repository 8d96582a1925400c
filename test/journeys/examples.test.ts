import { play } from '../../examples/play.ts';
import { examples } from '../../examples/index.ts';
import { audit } from './support/audit.ts';
import { type Shop, openShop } from './support/shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

it('every example answers what it promises, in order', async () => {
  const played: string[] = [];
  await play({ url: shop.url, onExample: ({ name }) => played.push(name) });
  expect(played).toEqual(examples.map(({ name }) => name));
  await audit(shop);
});

it('the explorer opens with every example, and the schema hides what only services may ask', async () => {
  const page = await (await fetch(`${shop.url}/explore/`)).text();
  for (const { name } of examples) expect(page).toContain(JSON.stringify(name).slice(1, -1));
  const response = await fetch(`${shop.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __schema { mutationType { fields { name } } } }' }),
  });
  const text = await response.text();
  expect(text).toContain('placeOrder');
  expect(text).not.toMatch(
    /reserveStock|openPayment|authorizePayment|capturePayment|provisionOrder/,
  );
});
