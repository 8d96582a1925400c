import type { Chance } from './chance.ts';
import { a, capitalize } from './prose.ts';
import type { Draft, Trade } from './trade.ts';

export const tea: Trade = { code: 'TEA', products: 60, draft };

const houses = ['Ninth Pagoda', 'Saffron Wharf Tea', 'Maison Théodule', 'Cloudberry & Clay'];

const teas = [
  {
    kind: 'black tea',
    names: ['Second Flush Darjeeling', 'First Flush Darjeeling', 'Autumnal Darjeeling'],
    place: 'Darjeeling, India',
    country: 'India',
    notes: ['muscat grape', 'wild honey', 'apricot skin', 'dry leaves'],
    minutes: 3,
    celsius: 95,
  },
  {
    kind: 'black tea',
    names: ['Golden Assam', 'Malty Assam', 'Assam Breakfast'],
    place: 'Assam, India',
    country: 'India',
    notes: ['malt', 'molasses', 'stewed plum', 'toast'],
    minutes: 4,
    celsius: 100,
  },
  {
    kind: 'smoked black tea',
    names: ['Pine-Smoked Souchong', 'Smoked Caravan Tea'],
    place: 'Fujian, China',
    country: 'China',
    notes: ['pine smoke', 'dried longan', 'leather', 'cocoa'],
    minutes: 3,
    celsius: 95,
  },
  {
    kind: 'green tea',
    names: ['Spring Sencha', 'Shaded Kabusecha', 'Roasted Hojicha', 'Genmaicha'],
    place: 'Shizuoka, Japan',
    country: 'Japan',
    notes: ['steamed greens', 'sweet corn', 'sea breeze', 'toasted rice'],
    minutes: 2,
    celsius: 75,
  },
  {
    kind: 'green tea',
    names: ['Dragon Well', 'Gunpowder Green', 'Jasmine Pearls'],
    place: 'Zhejiang, China',
    country: 'China',
    notes: ['chestnut', 'fresh peas', 'orchid', 'buttered beans'],
    minutes: 2,
    celsius: 80,
  },
  {
    kind: 'oolong',
    names: ['High Mountain Oolong', 'Milk Oolong', 'Roasted Oolong'],
    place: 'Nantou, Taiwan',
    country: 'Taiwan',
    notes: ['gardenia', 'warm cream', 'roast peach', 'brown butter'],
    minutes: 3,
    celsius: 90,
  },
  {
    kind: 'white tea',
    names: ['Silver Needle', 'White Peony'],
    place: 'Fuding, China',
    country: 'China',
    notes: ['melon', 'hay', 'cucumber', 'honeysuckle'],
    minutes: 5,
    celsius: 80,
  },
  {
    kind: 'herbal infusion',
    names: ['Lemon Verbena', 'Chamomile Flowers', 'Mountain Mint', 'Linden Blossom'],
    place: 'the hills of Provence, France',
    country: 'France',
    notes: ['lemon balm', 'meadow flowers', 'honey', 'cool mint'],
    minutes: 7,
    celsius: 100,
  },
  {
    kind: 'rooibos',
    names: ['Red Bush Rooibos', 'Rooibos with Orange', 'Rooibos with Vanilla'],
    place: 'the Cederberg, South Africa',
    country: 'South Africa',
    notes: ['vanilla', 'dried orange', 'warm hay', 'caramel'],
    minutes: 6,
    celsius: 100,
  },
];

function draft(chance: Chance): Draft {
  const leaf = chance.pick(teas);
  const caffeine = leaf.kind === 'herbal infusion' || leaf.kind === 'rooibos' ? 'None' : 'Yes';
  return {
    name: `${chance.pick(leaf.names)}${chance.pick(['', '', ' Organic', ' Reserve'])}`,
    description: descriptionOf(leaf, chance),
    brand: chance.pick(houses),
    sellerSlug: chance.pick(['torrefazione-belcolle', 'hall-and-hearthside']),
    categorySlug: 'tea',
    productType: 'tea',
    attributes: { country: leaf.country, kind: capitalize(leaf.kind), caffeine },
    euros: chance.skewed([5.5, 19]),
    choices: [
      {
        option: 'Weight',
        values: [
          { value: '50 g', code: '50' },
          { value: '100 g', code: '100', factor: 1.8 },
          { value: '250 g', code: '250', factor: 4.1 },
        ],
      },
    ],
  };
}

function descriptionOf(leaf: (typeof teas)[number], chance: Chance): string {
  const [first = '', second = ''] = chance.several(leaf.notes, 2);
  return [
    chance.pick([
      `Loose-leaf ${leaf.kind} from ${leaf.place}.`,
      `${capitalize(a(leaf.kind))} from ${leaf.place}, bought straight from the growers.`,
      `Whole-leaf ${leaf.kind}, grown in ${leaf.place}, and packed the month it arrives.`,
    ]),
    chance.pick([
      `The cup is full of ${first} and ${second}.`,
      `It tastes of ${first}, with ${second} in the background.`,
      `You will notice ${first} first and ${second} after it.`,
    ]),
    chance.pick([
      `Steep for ${leaf.minutes} minutes at ${leaf.celsius} °C.`,
      `Give it ${leaf.minutes} minutes in water at ${leaf.celsius} °C; the leaves are good for a second pot.`,
      `One heaped teaspoon makes a pot for two: ${leaf.minutes} minutes, ${leaf.celsius} °C.`,
    ]),
  ].join(' ');
}
