import { PRODUCT_STATUSES } from './product-status.ts';
import { onSale } from './product.ts';

it('shows buyers what is published, and nothing else', () => {
  const products = PRODUCT_STATUSES.map((status) => ({ status }));
  expect(onSale(products)).toEqual([{ status: 'PUBLISHED' }]);
});
