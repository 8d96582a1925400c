import { STORY } from './story.ts';
import type { SeedCollection } from './types.ts';

type Draft = Omit<SeedCollection, 'position' | 'published' | 'skus' | 'slugs'> &
  Partial<Pick<SeedCollection, 'published' | 'skus' | 'slugs'>>;

const called = (de: string, fr: string, es: string, it: string) => ({ de, fr, es, it });

const drafts: readonly Draft[] = [
  {
    slug: 'picks-of-the-house',
    name: 'Picks of the house',
    names: called(
      'Unsere Lieblinge',
      'Nos coups de cœur',
      'Nuestros favoritos',
      'I nostri preferiti',
    ),
    slugs: { de: 'unsere-lieblinge', fr: 'nos-coups-de-coeur' },
    description: 'Six things that we would buy again tomorrow.',
    descriptions: { de: 'Sechs Dinge, die wir morgen wieder kaufen würden.' },
    filter: {},
    skus: Object.values(STORY),
    sort: 'NAME',
  },
  {
    slug: 'organic-wine',
    name: 'Organic wine',
    names: called('Biowein', 'Vins bio', 'Vino ecológico', 'Vino biologico'),
    slugs: { de: 'biowein', fr: 'vins-bio' },
    description: 'Grown without synthetic sprays, from every region we buy in.',
    descriptions: { de: 'Ohne synthetische Spritzmittel, aus allen unseren Regionen.' },
    filter: { category: 'wine', attributes: [{ name: 'farming', values: ['Organic'] }] },
    sort: 'NEWEST',
  },
  {
    slug: 'everyday-reds',
    name: 'Everyday reds',
    names: called(
      'Rotwein für jeden Tag',
      'Rouges du quotidien',
      'Tintos de diario',
      'Rossi quotidiani',
    ),
    description: 'Red wine for a Tuesday: in stock, and at most twenty euros a bottle.',
    descriptions: {},
    filter: { category: 'red-wine', price: { atMost: '2000' }, inStockOnly: true },
    sort: 'PRICE_ASC',
  },
  {
    slug: 'gifts-under-40',
    name: 'Gifts under 40 euros',
    names: called(
      'Geschenke unter 40 Euro',
      'Cadeaux à moins de 40 euros',
      'Regalos por menos de 40 euros',
      'Regali sotto i 40 euro',
    ),
    slugs: { de: 'geschenke-unter-40' },
    description: 'For anybody’s home, whatever their age, and ready to be sent.',
    descriptions: {},
    filter: {
      category: 'home',
      price: { atMost: '4000' },
      inStockOnly: true,
      ageRestricted: false,
    },
    sort: 'PRICE_DESC',
  },
  {
    slug: 'vegan-scents',
    name: 'Vegan candles and soap',
    names: called(
      'Vegane Kerzen und Seifen',
      'Bougies et savons végans',
      'Velas y jabones veganos',
      'Candele e saponi vegani',
    ),
    description: 'Poured and cut without anything that comes from an animal.',
    descriptions: {},
    filter: { attributes: [{ name: 'vegan', values: ['true'] }] },
    sort: 'NAME',
  },
  {
    slug: 'evenings-without-caffeine',
    name: 'Evenings without caffeine',
    names: called(
      'Abende ohne Koffein',
      'Soirées sans caféine',
      'Noches sin cafeína',
      'Sere senza caffeina',
    ),
    description: 'Rooibos and infusions that let you sleep.',
    descriptions: {},
    filter: { category: 'tea', attributes: [{ name: 'caffeine', values: ['None'] }] },
    sort: 'NAME',
  },
  {
    // Operators prepare it; buyers do not see it.
    slug: 'winter-wool',
    name: 'Winter wool',
    names: called('Winterwolle', 'Laine d’hiver', 'Lana de invierno', 'Lana d’inverno'),
    description: 'Knitted and woven for the cold months.',
    descriptions: {},
    filter: {
      attributes: [{ name: 'material', values: ['Donegal wool', 'Lambswool', 'Shetland wool'] }],
    },
    sort: 'NEWEST',
    published: false,
  },
];

/** What the shop shows together, in the order in which it does. */
export const collections: SeedCollection[] = drafts.map((draft, position) => ({
  published: true,
  skus: [],
  slugs: {},
  ...draft,
  position,
}));
