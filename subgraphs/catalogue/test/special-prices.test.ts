import { type Id, newId } from '#kernel/domain/id.ts';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { customer } from '#kernel/testing/principals.ts';
import { type Catalogue, givenCategory, startCatalogue, stockKeeper } from './given.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop.stop());

interface Answered {
  readonly id: Id<'prd'>;
  readonly version: number;
  readonly variants: readonly { readonly id: Id<'var'> }[];
}

async function tell(
  verb: string,
  type: string,
  input: object,
  as = stockKeeper,
): Promise<Answered> {
  const { data, errors } = await shop.as(as).execute<{ told: Answered }>(
    `mutation ($input: ${type}!) { told: ${verb}(input: $input) { ... on Problem { code }
       ... on InvalidProduct { faults { path } } ... on ProductRecord { id version
         variants { id specialPrices { price { decimal } region minimumQuantity validFrom } } } } }`,
    { input },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.told;
}

const seen = ({ id, version }: Answered) => ({ productId: id, expectedVersion: version });
const eur = (minorUnits: string) => ({ minorUnits, currency: 'EUR' });
const special = (minorUnits: string, more: object = {}) => ({ price: eur(minorUnits), ...more });

let made = 0;

/** A pot of ten euros. */
async function givenPot(...specialPrices: object[]): Promise<Answered & { readonly sku: string }> {
  const sku = `pot-${(made += 1)}`;
  const draft = await tell('createProduct', 'CreateProductInput', {
    slug: sku,
    name: 'Pot',
    brand: 'Oldmoor',
    productType: 'pot',
    categoryId: await givenCategory(shop),
    merchantId: newId('mer'),
    variants: [{ sku, name: 'one', prices: [eur('1000')] }],
  });
  const pot = await tell('publishProduct', 'SeenProductInput', seen(draft));
  if (specialPrices.length === 0) return { ...pot, sku };
  return {
    ...(await tell('setSpecialPrices', 'SetSpecialPricesInput', {
      ...seen(pot),
      sku,
      specialPrices,
    })),
    sku,
  };
}

const PRICING = `unitPrice { decimal } regularPrice { decimal } region minimumQuantity validUntil`;

async function pricing(sku: string, facts: { region?: string; quantity?: number } = {}) {
  const { data, errors } = await shop.as(ANONYMOUS).execute<{
    variant: { price: { decimal: string } | null; pricing: unknown };
  }>(
    `query ($sku: String!, $region: String, $quantity: Int! = 1) { variant(sku: $sku) {
       price(region: $region, quantity: $quantity) { decimal }
       pricing(region: $region, quantity: $quantity) { ${PRICING} } } }`,
    { sku, ...facts },
  );
  if (errors) throw new Error(String(errors[0]?.extensions?.['code']));
  return data.variant;
}

const priceOf = async (sku: string, facts: { region?: string; quantity?: number } = {}) =>
  (await pricing(sku, facts)).price?.decimal;

type Found = { readonly edges: readonly { node: { variants: readonly { sku: string }[] } }[] };

/** What searches compare for the product that has this SKU, as a price filter finds it; minor units. */
async function searchedPrices(sku: string): Promise<number[]> {
  const prices = [500, 700, 1000, 1200];
  const searches = prices.map(
    (
      price,
    ) => `p${price}: searchProducts(query: "${sku}", filter: { price: { atLeast: "${price}", atMost: "${price}" } }) {
      edges { node { variants { sku } } } }`,
  );
  const { data, errors } = await shop
    .as(ANONYMOUS)
    .execute<Record<string, Found>>(`{ ${searches.join(' ')} }`);
  if (errors) throw new Error(JSON.stringify(errors));
  return prices.filter((price) =>
    data[`p${price}`]!.edges.some(({ node }) => node.variants.some((one) => one.sku === sku)),
  );
}

type RestPrice = { unitPrice: { decimal: string }; regularPrice: { decimal: string } | null };
type RestVariant = { readonly prices: readonly RestPrice[] };
type RestProduct = { readonly variants: readonly RestVariant[] };

/** What REST says the first variant of an answer costs. */
async function restPrices(path: string) {
  const response = await fetch(`${shop.url}/api/v1${path}`);
  const answer = (await response.json()) as RestVariant & RestProduct & { items: RestProduct[] };
  const { prices } = answer.prices ? answer : (answer.items?.[0] ?? answer).variants[0]!;
  return prices.map(({ unitPrice, regularPrice, ...terms }) => ({
    ...terms,
    unitPrice: unitPrice.decimal,
    regularPrice: regularPrice?.decimal ?? null,
  }));
}

/** As time passes: no trigger sees it. */
async function unnoticed(statement: string, values: unknown[]): Promise<void> {
  const client = await shop.truth.connect();
  try {
    await client.query('set session_replication_role = replica');
    await client.query(statement, values);
  } finally {
    client.release(true);
  }
}

describe('a special price', () => {
  it('applies where, when and for as many as it says, and says so', async () => {
    const { sku } = await givenPot(
      special('900', { minimumQuantity: 6 }),
      special('1100', { region: 'US' }),
      special('700', {
        validFrom: shop.clock.minutesFromNow(60),
        validUntil: shop.clock.minutesFromNow(120),
      }),
    );
    expect(await priceOf(sku)).toBe('10.00');
    expect(await priceOf(sku, { quantity: 6 })).toBe('9.00');
    expect(await priceOf(sku, { region: 'US-UT', quantity: 6 })).toBe('11.00');
    const ends = shop.clock.minutesFromNow(120).toISOString();
    shop.clock.pass(60);
    expect(await pricing(sku, { quantity: 6 })).toEqual({
      price: { decimal: '7.00' },
      pricing: {
        unitPrice: { decimal: '7.00' },
        regularPrice: { decimal: '10.00' },
        region: null,
        minimumQuantity: 1,
        validUntil: ends,
      },
    });
    shop.clock.pass(60);
    expect(await priceOf(sku, { quantity: 6 })).toBe('9.00');
  });

  it('is what REST says of one variant, of a product and of lists, by the same rules', async () => {
    const pot = await givenPot(
      special('900', { minimumQuantity: 6 }),
      special('1100', { region: 'US' }),
      special('700', { validUntil: shop.clock.minutesFromNow(60) }),
      { price: { minorUnits: '650', currency: 'GBP' }, region: 'GB' },
    );
    const ends = shop.clock.minutesFromNow(60).toISOString();
    const always = { region: null, minimumQuantity: 1, validFrom: null, validUntil: null };
    const now = [{ ...always, unitPrice: '7.00', regularPrice: '10.00', validUntil: ends }];
    expect(await restPrices(`/variants/${pot.sku}`)).toEqual(now);
    expect(await restPrices(`/products/${pot.id}`)).toEqual(now);
    expect(await restPrices(`/search?q=${pot.sku}`)).toEqual(now);
    shop.clock.pass(60);
    expect(await restPrices(`/variants/${pot.sku}?quantity=6`)).toMatchObject([
      { unitPrice: '9.00', regularPrice: '10.00', minimumQuantity: 6 },
    ]);
    expect(await restPrices(`/products/${pot.id}?region=US-UT&quantity=6`)).toMatchObject([
      { unitPrice: '11.00', regularPrice: '10.00', region: 'US' },
    ]);
    expect(await restPrices(`/search?q=${pot.sku}&region=GB`)).toMatchObject([
      { unitPrice: '10.00' },
      { unitPrice: '6.50', regularPrice: null, region: 'GB' },
    ]);
  });

  it('is what searches compare while it holds for one piece wherever it goes, and no other is', async () => {
    const hours = (n: number) => new Date(Date.now() + n * 3_600_000);
    const pots = {
      cheaper: [special('700', { validFrom: hours(-1), validUntil: hours(1) })],
      dearer: [special('1200', { validFrom: hours(-1) })],
      elsewhere: [special('500', { region: 'US', validFrom: hours(-1) })],
      'by the dozen': [special('500', { minimumQuantity: 12 })],
      over: [special('500', { validUntil: hours(-1) })],
      'yet to come': [special('500', { validFrom: hours(1) })],
    };
    for (const [said, prices] of Object.entries(pots)) {
      const { sku } = await givenPot(...prices);
      const found = { cheaper: [700], dearer: [1200] }[said] ?? [1000];
      expect([said, await searchedPrices(sku)]).toEqual([said, found]);
    }
  });

  it('is compared from when it begins until it ends, and again after it was taken away', async () => {
    const { sku } = await givenPot();
    const hold = (from: string, until: string) =>
      unnoticed(
        `insert into catalogue.special_prices
           select id, 'EUR', 700, null, 1, tstzrange(now() + $2::interval, now() + $3::interval)
           from catalogue.variants where sku = $1`,
        [sku, from, until],
      );
    const turn = () => shop.truth.query('select catalogue.turn_prices()');
    const end = `delete from catalogue.special_prices where variant_id = (select id from catalogue.variants where sku = $1)`;
    await turn();
    await hold('-30 seconds', '1 hour');
    await turn();
    expect(await searchedPrices(sku)).toEqual([700]);
    await unnoticed(end, [sku]);
    await hold('-1 hour', '-30 seconds');
    await turn();
    expect(await searchedPrices(sku)).toEqual([1000]);
    await shop.truth.query(
      `update catalogue.special_prices set valid = tstzrange(lower(valid), null)
       where variant_id = (select id from catalogue.variants where sku = $1)`,
      [sku],
    );
    expect(await searchedPrices(sku)).toEqual([700]);
    await shop.truth.query(end, [sku]);
    expect(await searchedPrices(sku)).toEqual([1000]);
  });

  it('is quoted for many lines at once, in one statement once they are known', async () => {
    const pots = await Promise.all([
      givenPot(special('900', { minimumQuantity: 6 })),
      givenPot(special('800', { region: 'DE' })),
      givenPot(),
    ]);
    const lines = pots.map(({ variants }, index) => ({
      variantId: variants[0]!.id,
      quantity: index + 5,
    }));
    lines.push({ variantId: newId('var'), quantity: 1 });
    const quote = async () => {
      const { data } = await shop.as(ANONYMOUS).execute(
        `query ($lines: [QuoteLineInput!]!) { quotes(lines: $lines, currency: "EUR", region: "DE") {
           quantity variant { sku } price { unitPrice { decimal } } } }`,
        { lines },
      );
      expect(data).toEqual({
        quotes: [
          {
            quantity: 5,
            variant: { sku: pots[0]!.sku },
            price: { unitPrice: { decimal: '10.00' } },
          },
          {
            quantity: 6,
            variant: { sku: pots[1]!.sku },
            price: { unitPrice: { decimal: '8.00' } },
          },
          {
            quantity: 7,
            variant: { sku: pots[2]!.sku },
            price: { unitPrice: { decimal: '10.00' } },
          },
          null,
        ],
      });
    };
    await quote();
    expect((await statementsOf(quote)).statements).toHaveLength(1);
  });

  it('is replaced with all others, and kept on record', async () => {
    const pot = await givenPot(special('900', { minimumQuantity: 6 }));
    const input = { ...seen(pot), sku: pot.sku, specialPrices: [special('800', { region: 'AT' })] };
    expect(await tell('setSpecialPrices', 'SetSpecialPricesInput', input)).toMatchObject({
      version: pot.version + 1,
      variants: [{ specialPrices: [{ price: { decimal: '8.00' }, region: 'AT' }] }],
    });
    expect(await tell('setSpecialPrices', 'SetSpecialPricesInput', input)).toMatchObject({
      code: 'PRODUCT_CHANGED',
    });
    const { rows } = await shop.truth.query<{ fields: { field: string }[] }>(
      'select fields from catalogue.product_changes where product_id = $1 order by version desc limit 1',
      [pot.id],
    );
    expect(rows[0]?.fields).toMatchObject([{ field: `variants.${pot.sku}.specialPrices` }]);
  });

  it('never overlaps another, in the database either', async () => {
    const pot = await givenPot();
    const june = { validFrom: '2027-06-01T00:00:00Z', validUntil: '2027-07-01T00:00:00Z' };
    const later = { validFrom: '2027-06-20T00:00:00Z' };
    const input = {
      ...seen(pot),
      sku: pot.sku,
      specialPrices: [special('900', june), special('800', later)],
    };
    expect(await tell('setSpecialPrices', 'SetSpecialPricesInput', input)).toMatchObject({
      code: 'INVALID_PRODUCT',
      faults: [{ path: 'specialPrices.1' }],
    });
    const write = (from: string, until: string | null, quantity = 1) =>
      shop.truth.query(
        `insert into catalogue.special_prices values ($1, 'EUR', 900, null, $2, tstzrange($3, $4))`,
        [pot.variants[0]!.id, quantity, from, until],
      );
    await write(june.validFrom, june.validUntil);
    await expect(write(later.validFrom, null)).rejects.toThrow('special_prices_never_overlap');
    await expect(write(june.validUntil, null)).resolves.toBeDefined();
    await expect(write(june.validFrom, june.validUntil, 6)).resolves.toBeDefined();
    await expect(write('-infinity', 'infinity', 0)).rejects.toThrow('minimum_quantity');
  });

  it.each([
    [special('900'), 'region'],
    [special('0', { region: 'AT' }), 'minorUnits'],
    [special('900', { region: 'Austria' }), 'region'],
    [special('900', { minimumQuantity: 0 }), 'minimumQuantity'],
  ])('is refused if it makes no sense: %j', async (wrong, field) => {
    const pot = await givenPot();
    const input = { ...seen(pot), sku: pot.sku, specialPrices: [wrong] };
    expect(await tell('setSpecialPrices', 'SetSpecialPricesInput', input)).toMatchObject({
      faults: [{ path: `specialPrices.0.${field}` }],
    });
  });

  it('is asked for at a place that there is, for at least one piece', async () => {
    const { sku } = await givenPot();
    await expect(pricing(sku, { region: 'Utah' })).rejects.toThrow('INVALID_REGION');
    await expect(pricing(sku, { quantity: 0 })).rejects.toThrow('BAD_USER_INPUT');
  });

  it('is kept by operators, and by nobody else', async () => {
    const pot = await givenPot();
    const input = { ...seen(pot), sku: pot.sku, specialPrices: [] };
    await expect(
      tell('setSpecialPrices', 'SetSpecialPricesInput', input, customer()),
    ).rejects.toThrow('FORBIDDEN');
  });
});
