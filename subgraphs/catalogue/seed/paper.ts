import type { Chance } from './chance.ts';
import type { Goods } from './goods.ts';
import { draftGoods } from './goods.ts';
import { a, capitalize } from './prose.ts';
import type { Draft, Trade } from './trade.ts';
import { plainChoice } from './trade.ts';

export const paper: Trade = {
  code: 'PAPER',
  products: 120,
  draft: (chance) => (chance.happens(0.5) ? draftGoods(notebooks, chance) : print(chance)),
};

const notebooks: Goods = {
  category: 'notebooks',
  productType: 'notebook',
  sellers: ['papier-am-graben', 'lantern-row'],
  makers: [
    { name: 'Papier am Graben', town: 'Vienna', country: 'Austria' },
    { name: 'Legatoria Pozzetto', town: 'Florence', country: 'Italy' },
    { name: 'Kobayashi-dō', town: 'Kyoto', country: 'Japan' },
    { name: 'Quire & Fold', town: 'Edinburgh', country: 'Scotland' },
  ],
  lines: ['Margin', 'Field', 'Folio', 'Errand', 'Minute'],
  adjectives: ['slim', 'thread-sewn', 'hard-wearing', 'pocketable'],
  forms: [
    {
      name: 'Notebook',
      euros: [9, 28],
      pitch: [
        'The binding is sewn, so it lies flat from the first page to the last.',
        'Its 160 numbered pages come with an index to fill in.',
      ],
    },
    {
      name: 'Sketchbook',
      euros: [14, 38],
      pitch: ['The paper is heavy enough for ink and a light wash.'],
    },
    {
      name: 'Planner',
      euros: [16, 34],
      pitch: ['Weeks are undated, so a lazy month costs you nothing.'],
    },
    {
      name: 'Address Book',
      euros: [15, 32],
      pitch: ['It has room for people who move often.'],
    },
  ],
  materials: [
    {
      name: 'Cloth-Bound',
      phrase: 'book cloth and acid-free paper',
      notes: ['Fountain-pen ink neither feathers nor shows through.'],
    },
    {
      name: 'Leather',
      phrase: 'vegetable-tanned leather',
      notes: ['The leather marks with use, and looks better for it.'],
    },
    {
      name: 'Kraft',
      phrase: 'kraft board and recycled paper',
      notes: ['It is light, cheap to fill and easy to recycle.'],
    },
    {
      name: 'Marbled',
      phrase: 'hand-marbled paper',
      notes: ['The marbling is done sheet by sheet, and no two covers match.'],
    },
  ],
  choices: (chance) => [
    plainChoice('Ruling', chance.several(['Plain', 'Lined', 'Dotted', 'Squared'], 3)),
  ],
};

const artists = [
  'Elsbeth Karrow',
  'Ruy Almendra',
  'Midori Asakawa',
  'Tove Hellesund',
  'Fabien Courtepaille',
  'Wilhelmina Dace',
];

const techniques = [
  { name: 'Linocut', phrase: 'linocut', note: 'Cut and printed by hand in two colours.' },
  {
    name: 'Screen Print',
    phrase: 'screen print',
    note: 'Pulled in four layers of water-based ink.',
  },
  {
    name: 'Giclée Print',
    phrase: 'giclée print',
    note: 'Printed with pigment inks that last a lifetime out of the sun.',
  },
  { name: 'Etching', phrase: 'etching', note: 'Printed from a copper plate on damp cotton paper.' },
  {
    name: 'Risograph',
    phrase: 'risograph',
    note: 'Slight shifts between the colours are part of the charm.',
  },
];

const motifs = [
  { title: 'Heron at Low Water', scene: 'a heron fishing in an empty harbour' },
  { title: 'Allotment, October', scene: 'bean poles and bonfire smoke on an autumn allotment' },
  { title: 'Rooftops, Early', scene: 'a city’s chimneys in the first light' },
  { title: 'Three Pears', scene: 'three pears on a blue cloth' },
  { title: 'The 7.42', scene: 'commuters asleep on a morning train' },
  { title: 'Snow on the Pass', scene: 'a mountain road after the first snow' },
  { title: 'Kitchen Window', scene: 'geraniums on a sill and rain behind the glass' },
  { title: 'Night Swim', scene: 'two swimmers under a huge moon' },
  { title: 'Tall Grasses', scene: 'meadow grasses bent by the wind' },
  { title: 'Fishmonger', scene: 'a market stall piled with mackerel and ice' },
  { title: 'Lighthouse, Fog', scene: 'a lighthouse almost lost in fog' },
  { title: 'The Cellist', scene: 'a musician tuning up in an empty hall' },
  { title: 'Lemon Tree', scene: 'a lemon tree in a terracotta pot' },
  { title: 'Ferry Wake', scene: 'gulls following the evening ferry' },
];

function print(chance: Chance): Draft {
  const motif = chance.pick(motifs);
  const technique = chance.pick(techniques);
  const artist = chance.pick(artists);
  const edition = chance.pick([50, 75, 100, 150, 250]);
  return {
    name: `${motif.title} ${technique.name}`,
    description: [
      chance.pick([
        `${capitalize(a(technique.phrase))} by ${artist}, showing ${motif.scene}.`,
        `${capitalize(motif.scene)}, in ${a(technique.phrase)} by ${artist}.`,
      ]),
      technique.note,
      chance.pick([
        `Signed and numbered in an edition of ${edition}.`,
        `Sold unframed, rolled in tissue and sent in a sturdy tube; the edition is ${edition}.`,
      ]),
    ].join(' '),
    brand: artist,
    sellerSlug: 'papier-am-graben',
    categorySlug: 'art-prints',
    productType: 'art print',
    attributes: { artist, technique: technique.name, edition: String(edition) },
    euros: chance.skewed([28, 110]),
    choices: [
      {
        option: 'Paper size',
        values: [
          { value: 'A4', code: 'A4' },
          { value: 'A3', code: 'A3', factor: 1.5 },
          ...(chance.happens(0.4) ? [{ value: 'A2', code: 'A2', factor: 2.2 }] : []),
        ],
      },
    ],
  };
}
