import { type Catalogue, startCatalogue } from '../../test/given.ts';
import { itSearchesProducts } from '../product-search.contract.ts';

let shop: Catalogue;

beforeAll(async () => {
  shop = await startCatalogue({ seeded: true });
});
afterAll(() => shop.stop());

describe('search by PostgreSQL', () => {
  itSearchesProducts(() => shop.runtime.search);
});
