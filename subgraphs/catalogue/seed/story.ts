import { beverage, spirit } from './alcohol.ts';
import type { SeedProduct } from './types.ts';

/**
 * Products that examples, the demo and tests name. Their SKUs, prices, stock and restrictions are
 * a promise and do not change.
 */
export const STORY = {
  /** A red wine: from 18 years, EUR 24.90. */
  redWine: 'WINE-PINOT-2019-75',
  /** Shipped, and for buyers of any age. */
  coffeeGrinder: 'KITCHEN-GRINDER-BLACK',
  /** Provisioned as a licence key, from stock that does not run out. */
  softwareLicence: 'SOFT-LEDGERLY-1Y',
  /** Not for sale in SA, KW, US-UT and some others. */
  whisky: 'SPIRIT-ISLAY-12-70',
  /** Exactly ten in stock. */
  limitedPrint: 'LIMITED-PRINT-A2',
  soldOutTeapot: 'SOLD-OUT-TEAPOT',
} as const;

const unrestricted = { minimumAge: null, forbiddenRegions: [], alcoholByVolume: null };

export const storyProducts: Omit<
  SeedProduct,
  'names' | 'slugs' | 'descriptions' | 'taxCategory' | 'media'
>[] = [
  {
    slug: 'domaine-vasseur-lenoir-pinot-noir-2019',
    name: 'Bourgogne Pinot Noir 2019',
    description:
      'A silky red wine from Burgundy, France, made from Pinot Noir grown on limestone slopes. Red cherry and wild strawberry come first, then a little clove and forest floor. Serve it at 16 °C with roast duck or mushroom risotto.',
    brand: 'Domaine Vasseur-Lenoir',
    sellerSlug: 'caves-montclar',
    categorySlug: 'red-wine',
    productType: 'wine',
    attributes: {
      country: 'France',
      region: 'Burgundy',
      grape: 'Pinot Noir',
      vintage: '2019',
      colour: 'Red',
      style: 'Still',
      farming: 'Organic',
    },
    ...copied(beverage(13)),
    provisioning: 'SHIPMENT',
    options: [{ name: 'Bottle', values: ['Bottle, 75 cl', 'Magnum, 150 cl'] }],
    variants: [
      {
        sku: STORY.redWine,
        name: 'Bottle, 75 cl',
        options: { Bottle: 'Bottle, 75 cl' },
        prices: { EUR: 24_90, GBP: 21_50, USD: 26_90 },
        stock: 480,
      },
      {
        sku: 'WINE-PINOT-2019-150',
        name: 'Magnum, 150 cl',
        options: { Bottle: 'Magnum, 150 cl' },
        prices: { EUR: 54_90, GBP: 47_50, USD: 59_90 },
        stock: 60,
      },
    ],
  },
  {
    slug: 'muhlhaus-werkstatt-pendulum-hand-coffee-grinder',
    name: 'Pendulum Hand Coffee Grinder',
    description:
      'A quiet hand grinder in brushed steel, made in Stuttgart, Germany. Thirty clicks take you from Turkish coffee to cafetière, and enough for two cups is ground in under a minute. Every part can be replaced.',
    brand: 'Mühlhaus Werkstatt',
    sellerSlug: 'hall-and-hearthside',
    categorySlug: 'coffee-equipment',
    productType: 'coffee equipment',
    attributes: { material: 'Steel', madeIn: 'Germany', collection: 'Pendulum' },
    ...unrestricted,
    provisioning: 'SHIPMENT',
    options: [{ name: 'Colour', values: ['Black', 'Cream'] }],
    variants: [
      {
        sku: STORY.coffeeGrinder,
        name: 'Black',
        options: { Colour: 'Black' },
        prices: { EUR: 89_00, GBP: 77_00, USD: 97_00 },
        stock: 350,
      },
      {
        sku: 'KITCHEN-GRINDER-CREAM',
        name: 'Cream',
        options: { Colour: 'Cream' },
        prices: { EUR: 89_00, GBP: 77_00, USD: 97_00 },
        stock: 120,
      },
    ],
  },
  {
    slug: 'ledgerly-cashbook',
    name: 'Ledgerly Cashbook',
    description:
      'Double-entry accounting software for freelancers and small shops. It matches bank statements by itself and keeps every receipt beside its entry. The licence key arrives by message within minutes of payment.',
    brand: 'Ledgerly',
    sellerSlug: 'bitmaple',
    categorySlug: 'business-software',
    productType: 'software',
    attributes: {
      kind: 'Double-entry accounting',
      edition: 'Cashbook',
      platform: 'Windows, macOS and Linux',
      delivery: 'Licence key',
    },
    ...unrestricted,
    provisioning: 'LICENCE_KEY',
    options: [{ name: 'Term', values: ['1 year', '3 years'] }],
    variants: [
      {
        sku: STORY.softwareLicence,
        name: '1 year',
        options: { Term: '1 year' },
        prices: { EUR: 49_00, GBP: 42_00, USD: 53_00 },
        stock: 100_000,
      },
      {
        sku: 'SOFT-LEDGERLY-3Y',
        name: '3 years',
        options: { Term: '3 years' },
        prices: { EUR: 119_00, GBP: 102_00, USD: 129_00 },
        stock: 100_000,
      },
    ],
  },
  {
    slug: 'ardskerry-islay-single-malt-12',
    name: 'Ardskerry 12 Years Old Islay Single Malt',
    description:
      'A single malt Scotch whisky from Islay, Scotland, matured 12 years in bourbon casks. Peat smoke and sea salt, with lemon and vanilla behind. At 46% it opens up with a few drops of water.',
    brand: 'Ardskerry',
    sellerSlug: 'stillroom-lane',
    categorySlug: 'whisky',
    productType: 'spirits',
    attributes: {
      country: 'Scotland',
      region: 'Islay',
      style: 'Islay Single Malt',
      age: '12',
      cask: 'Bourbon casks',
    },
    ...copied(spirit(46)),
    provisioning: 'SHIPMENT',
    options: [{ name: 'Bottle', values: ['Bottle, 70 cl'] }],
    variants: [
      {
        sku: STORY.whisky,
        name: 'Bottle, 70 cl',
        options: { Bottle: 'Bottle, 70 cl' },
        prices: { EUR: 58_00, GBP: 50_00, USD: 63_00 },
        stock: 240,
      },
    ],
  },
  {
    slug: 'elsbeth-karrow-harbour-before-rain',
    name: 'Harbour Before Rain Screen Print',
    description:
      'A screen print by Elsbeth Karrow, showing an empty harbour under a heavy sky. Pulled in four layers of water-based ink on cotton paper. Signed and numbered; ten are left of the edition of 50.',
    brand: 'Elsbeth Karrow',
    sellerSlug: 'papier-am-graben',
    categorySlug: 'art-prints',
    productType: 'art print',
    attributes: { artist: 'Elsbeth Karrow', technique: 'Screen Print', edition: '50' },
    ...unrestricted,
    provisioning: 'SHIPMENT',
    options: [{ name: 'Paper size', values: ['A2'] }],
    variants: [
      {
        sku: STORY.limitedPrint,
        name: 'A2',
        options: { 'Paper size': 'A2' },
        prices: { EUR: 140_00, GBP: 120_00, USD: 153_00 },
        stock: 10,
      },
    ],
  },
  {
    slug: 'slipway-pottery-hush-celadon-teapot',
    name: 'Hush Celadon Teapot',
    description:
      'A round-bellied teapot in pale green celadon, thrown by hand in Falmouth, England. It pours without a drip and holds four cups. The whole kiln sold in a week, and the next firing is in spring.',
    brand: 'Slipway Pottery',
    sellerSlug: 'hall-and-hearthside',
    categorySlug: 'teapots-and-cups',
    productType: 'teaware',
    attributes: { material: 'Stoneware', madeIn: 'England', collection: 'Hush' },
    ...unrestricted,
    provisioning: 'SHIPMENT',
    options: [{ name: 'Glaze', values: ['Celadon'] }],
    variants: [
      {
        sku: STORY.soldOutTeapot,
        name: 'Celadon',
        options: { Glaze: 'Celadon' },
        prices: { EUR: 68_00, GBP: 58_00, USD: 74_00 },
        stock: 0,
      },
    ],
  },
];

function copied<T extends { forbiddenRegions: readonly string[] }>(restrictions: T) {
  return { ...restrictions, forbiddenRegions: [...restrictions.forbiddenRegions] };
}

/** Of some of them, in other languages, by their slugs. */
export const storyDescriptions: Readonly<Record<string, SeedProduct['descriptions']>> = {
  'domaine-vasseur-lenoir-pinot-noir-2019': {
    de: 'Ein seidiger Rotwein aus Burgund, gekeltert aus Pinot Noir von Kalksteinhängen. Zuerst Sauerkirsche und Walderdbeere, dann etwas Nelke und Waldboden. Bei 16 °C zu Entenbraten oder Pilzrisotto.',
    fr: 'Un vin rouge soyeux de Bourgogne, issu de pinot noir cultivé sur des coteaux calcaires. D’abord la griotte et la fraise des bois, puis un peu de girofle et de sous-bois. À servir à 16 °C avec un canard rôti ou un risotto aux champignons.',
    es: 'Un tinto sedoso de Borgoña, de pinot noir cultivado en laderas calizas. Primero guinda y fresa silvestre, luego algo de clavo y suelo de bosque. Sírvase a 16 °C con pato asado o risotto de setas.',
    it: 'Un rosso vellutato della Borgogna, da pinot nero coltivato su pendii calcarei. Prima amarena e fragolina di bosco, poi un poco di chiodo di garofano e sottobosco. Da servire a 16 °C con anatra arrosto o risotto ai funghi.',
  },
};
