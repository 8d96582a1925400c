import type { Chance } from './chance.ts';
import type { Goods, Maker } from './goods.ts';
import { draftGoods } from './goods.ts';
import { capitalize, list } from './prose.ts';
import type { Choice, Draft, Trade } from './trade.ts';
import { plainChoice } from './trade.ts';

export const home: Trade = {
  code: 'HOME',
  products: 170,
  draft: (chance) =>
    chance.happens(0.3) ? scented(chance) : draftGoods(chance.pick(rooms), chance),
};

const weavers: Maker[] = [
  { name: 'Tecelagem Serrana', town: 'Guimarães', country: 'Portugal' },
  { name: 'Hebble & Weft', town: 'Halifax', country: 'England' },
  { name: 'Tissages Maurienne', town: 'Chambéry', country: 'France' },
  { name: 'Väveri Lindö', town: 'Borås', country: 'Sweden' },
];

const lampmakers: Maker[] = [
  { name: 'Lumiera Ostuni', town: 'Ostuni', country: 'Italy' },
  { name: 'Glimm & Glow', town: 'Aarhus', country: 'Denmark' },
  { name: 'Brass Lantern Works', town: 'Birmingham', country: 'England' },
];

const shades = ['White', 'Flax', 'Sage', 'Slate', 'Rust', 'Midnight', 'Blush', 'Mustard'];

const bedSizes: Choice = {
  option: 'Size',
  values: [
    { value: 'Single', code: 'S' },
    { value: 'Double', code: 'D', factor: 1.35 },
    { value: 'King', code: 'K', factor: 1.55 },
  ],
};

const pillowSizes: Choice = {
  option: 'Size',
  values: [
    { value: '50 × 75 cm', code: '50' },
    { value: '65 × 65 cm', code: '65', factor: 1.1 },
  ],
};

const rooms: Goods[] = [
  {
    category: 'bed-linen',
    productType: 'bed linen',
    sellers: ['hall-and-hearthside', 'fjordvik'],
    makers: weavers,
    lines: ['Lull', 'Sunday', 'Meadow', 'Harbour'],
    adjectives: ['soft', 'cool', 'generously cut', 'breathable'],
    forms: [
      {
        name: 'Duvet Cover',
        euros: [69, 180],
        pitch: [
          'Ties in the corners keep the duvet where it belongs.',
          'Coconut buttons close the foot end.',
        ],
      },
      {
        name: 'Fitted Sheet',
        euros: [42, 98],
        pitch: ['Deep pockets hold on to mattresses up to 32 centimetres thick.'],
      },
      {
        name: 'Pillowcases',
        plural: true,
        euros: [24, 58],
        pitch: ['Sold in pairs, with an envelope closing and no buttons to lie on.'],
      },
    ],
    materials: [
      {
        name: 'Washed-Linen',
        phrase: 'stone-washed linen',
        notes: [
          'It is meant to be crumpled, so leave the iron alone.',
          'Linen is cool in July and warm in January, and softer every year.',
        ],
      },
      {
        name: 'Percale',
        phrase: 'cotton percale',
        notes: ['The plain weave stays crisp and cool, like sheets in a good hotel.'],
      },
      {
        name: 'Flannel',
        phrase: 'brushed cotton flannel',
        notes: ['Brushed on both sides, it is warm from the moment you get in.'],
      },
    ],
    choices: (chance, form) => [
      form.plural ? pillowSizes : bedSizes,
      plainChoice('Colour', chance.several(shades, 2)),
    ],
  },
  {
    category: 'towels',
    productType: 'towel',
    sellers: ['hall-and-hearthside', 'fjordvik'],
    makers: weavers,
    lines: ['Tide', 'Plunge', 'Hammam', 'Morning'],
    adjectives: ['thirsty', 'plump', 'quick-drying', 'generous'],
    forms: [
      {
        name: 'Bath Towel',
        euros: [24, 58],
        pitch: ['At 70 by 140 centimetres it wraps most people once and a half.'],
      },
      {
        name: 'Hand Towel',
        euros: [12, 28],
        pitch: ['A woven loop means it stays on its hook.'],
      },
      {
        name: 'Beach Towel',
        euros: [28, 65],
        pitch: ['Sand shakes off it, and it dries on the walk home.'],
      },
    ],
    materials: [
      {
        name: 'Terry',
        phrase: 'long-staple cotton terry',
        notes: ['At 600 grams to the square metre it is thick without being heavy.'],
      },
      {
        name: 'Waffle',
        phrase: 'waffle-weave cotton',
        notes: ['The waffle weave takes up little room and dries overnight.'],
      },
      {
        name: 'Linen',
        notes: ['Linen feels crisp at first and is the softest thing you own after ten washes.'],
      },
    ],
    choices: (chance) => [plainChoice('Colour', chance.several(shades, 3))],
  },
  {
    category: 'throws',
    productType: 'throw',
    sellers: ['hall-and-hearthside', 'fjordvik'],
    makers: weavers,
    lines: ['Fell', 'Hearth', 'Hollow', 'Drift'],
    adjectives: ['light', 'warm', 'weighty', 'softly napped'],
    forms: [
      {
        name: 'Throw',
        euros: [59, 170],
        pitch: [
          'Big enough to share on a sofa, if you are on good terms.',
          'The fringe is twisted by hand.',
        ],
      },
      {
        name: 'Cushion Cover',
        euros: [26, 62],
        pitch: ['It measures 50 by 50 centimetres and closes with a hidden zip.'],
      },
    ],
    materials: [
      {
        name: 'Lambswool',
        notes: ['Air it rather than wash it, and keep it from moths with cedar.'],
      },
      {
        name: 'Alpaca',
        notes: ['Alpaca is warmer than wool for its weight and does not itch.'],
      },
      {
        name: 'Herringbone',
        phrase: 'herringbone wool',
        notes: ['The herringbone shows best by lamplight.'],
      },
    ],
    choices: (chance) => [plainChoice('Colour', chance.several(shades, 2))],
  },
  {
    category: 'lamps',
    productType: 'lamp',
    sellers: ['hall-and-hearthside', 'atelier-brunoise'],
    makers: lampmakers,
    lines: ['Halo', 'Pip', 'Mast', 'Dusk', 'Orbit'],
    adjectives: ['slender', 'warm-toned', 'dimmable', 'sculptural'],
    forms: [
      {
        name: 'Desk Lamp',
        euros: [65, 190],
        pitch: ['The arm stays where you put it and lights the page, not the room.'],
      },
      {
        name: 'Floor Lamp',
        euros: [130, 390],
        pitch: ['A foot switch dims it from reading light to afterglow.'],
      },
      {
        name: 'Pendant Lamp',
        euros: [85, 260],
        pitch: ['Hang it low over a table, or three in a row over a long one.'],
      },
      {
        name: 'Bedside Lamp',
        euros: [48, 130],
        pitch: ['A touch of the base turns it on, so nobody gropes for a switch at night.'],
      },
    ],
    materials: [
      { name: 'Brass', phrase: 'solid brass', notes: ['Left alone, the brass darkens to honey.'] },
      {
        name: 'Opal-Glass',
        phrase: 'opal glass',
        notes: ['Opal glass spreads the light evenly, without glare.'],
      },
      {
        name: 'Ash-Wood',
        phrase: 'oiled ash',
        notes: ['The ash is oiled, not lacquered, so scratches sand out.'],
      },
      { name: 'Paper', phrase: 'washi paper', notes: ['The paper folds flat for moving house.'] },
    ],
    choices: (chance) =>
      chance.happens(0.5)
        ? [plainChoice('Flex', chance.several(['Black', 'Linen', 'Red'], 2))]
        : [],
  },
];

const scents = [
  { name: 'Fig and Cedar', notes: ['green fig', 'cedarwood', 'fig leaf'] },
  { name: 'Wood Smoke', notes: ['birch tar', 'embers', 'dry leather'] },
  { name: 'Wild Mint', notes: ['water mint', 'crushed stems', 'lime'] },
  { name: 'Orange Blossom', notes: ['neroli', 'bitter orange', 'honey'] },
  { name: 'Rain on Stone', notes: ['wet slate', 'moss', 'vetiver'] },
  { name: 'Old Library', notes: ['vellum', 'beeswax', 'pipe tobacco'] },
  { name: 'Tomato Leaf', notes: ['tomato vine', 'basil', 'blackcurrant bud'] },
  { name: 'Lavender Field', notes: ['lavender', 'hay', 'rosemary'] },
  { name: 'Sea Pine', notes: ['pine resin', 'salt', 'juniper'] },
  { name: 'Cardamom and Rose', notes: ['cardamom', 'Damask rose', 'sandalwood'] },
  { name: 'Black Tea', notes: ['smoky tea', 'bergamot', 'leather'] },
  { name: 'Beeswax and Honey', notes: ['beeswax', 'heather honey', 'warm wood'] },
  { name: 'Bay and Lemon', notes: ['bay leaf', 'lemon peel', 'white pepper'] },
  { name: 'Saffron and Suede', notes: ['saffron', 'suede', 'plum'] },
  { name: 'Geranium', notes: ['geranium leaf', 'pink pepper', 'mint'] },
  { name: 'Winter Spice', notes: ['clove', 'orange peel', 'cinnamon'] },
];

const perfumers = ['Maison Ondine', 'Tallow & Thyme', 'Savonnerie des Trois Îles', 'Smoke Alley'];

function scented(chance: Chance): Draft {
  const scent = chance.pick(scents);
  const [first = '', second = '', third = ''] = scent.notes;
  const isCandle = chance.happens(0.55);
  const thing = isCandle ? 'candle' : 'soap';
  return {
    name: `${scent.name} ${isCandle ? 'Candle' : chance.pick(['Soap', 'Hand Wash'])}`,
    description: [
      chance.pick([
        `${capitalize(list([first, second]))} over ${third}: ${scent.name} is for people who do not like perfume.`,
        `It smells of ${list([first, second, third])}, and not of anything else.`,
        `${capitalize(first)} to begin with, then ${second} and ${third}.`,
      ]),
      isCandle
        ? chance.pick([
            'Poured by hand from rapeseed wax with a cotton wick.',
            'The glass makes a good tumbler when the wax is gone.',
            'Let it melt to the edge the first time, and it will burn evenly to the end.',
          ])
        : chance.pick([
            'Made with olive oil, and gentle enough for hands that garden.',
            'No palm oil, no colouring, and nothing tested on animals.',
            'It lathers well in hard water and rinses away clean.',
          ]),
    ].join(' '),
    brand: chance.pick(perfumers),
    sellerSlug: chance.pick(['hall-and-hearthside', 'la-despensa-clara']),
    categorySlug: isCandle ? 'candles' : 'soap',
    productType: thing,
    attributes: { scent: scent.name, vegan: 'true' },
    euros: isCandle ? chance.skewed([16, 34]) : chance.skewed([6.5, 19]),
    choices: isCandle
      ? [
          {
            option: 'Weight',
            values: [
              { value: '90 g', code: '90' },
              { value: '220 g', code: '220', factor: 1.9 },
            ],
          },
        ]
      : [
          {
            option: 'Pack',
            values: [
              { value: 'Single', code: '1' },
              { value: 'Pack of 3', code: '3', factor: 2.7 },
            ],
          },
        ],
  };
}
