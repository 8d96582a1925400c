import type { Chance, Range } from './chance.ts';
import type { Goods, Maker } from './goods.ts';
import { draftGoods } from './goods.ts';
import type { Choice, Trade } from './trade.ts';
import { plainChoice } from './trade.ts';

export const clothing: Trade = {
  code: 'CLOTH',
  products: 200,
  draft: (chance) => draftGoods(chance.pick(rails), chance),
};

const makers: Maker[] = [
  { name: 'Fjordvik', town: 'Bergen', country: 'Norway' },
  { name: 'Hebble & Weft', town: 'Halifax', country: 'England' },
  { name: 'Saltbox Outfitters', town: 'Portland, Maine', country: 'United States' },
  { name: 'Atelier Quimperlé', town: 'Quimper', country: 'France' },
  { name: 'Camisaria Atlântica', town: 'Porto', country: 'Portugal' },
  { name: 'Kestrel & Fern', town: 'Hawick', country: 'Scotland' },
];

const shops = ['fjordvik', 'larch-and-larder'];

const colours = [
  'Navy',
  'Ecru',
  'Black',
  'Bottle Green',
  'Rust',
  'Grey Marl',
  'Sky',
  'Burgundy',
  'Ochre',
];

const lines = ['Skerry', 'Tarn', 'Porter', 'Gannet', 'Lowland', 'Errol', 'Maren'];

function sizes(...names: string[]): Choice {
  return plainChoice('Size', names);
}

const coloursOf = (chance: Chance, count: Range): Choice =>
  plainChoice('Colour', chance.several(colours, chance.integer(count)));

const wool = {
  name: 'Lambswool',
  notes: [
    'Wash cool, dry flat, and count on ten winters.',
    'The wool is spun in Yorkshire and dyed before spinning, which gives the colour its depth.',
  ],
};

const cotton = {
  name: 'Organic Cotton',
  notes: [
    'Washed before sewing, so it will not shrink.',
    'The cotton is certified organic and the buttons are corozo nut.',
  ],
};

const rails: Goods[] = [
  {
    category: 't-shirts',
    productType: 't-shirt',
    sellers: shops,
    makers,
    lines,
    adjectives: ['soft', 'substantial', 'boxy', 'plain'],
    forms: [
      {
        name: 'T-Shirt',
        euros: [22, 48],
        pitch: ['The collar is bound so that it keeps its shape, wash after wash.'],
      },
      {
        name: 'Long-Sleeved Tee',
        euros: [28, 58],
        pitch: ['Ribbed cuffs stay up when you push them up.'],
      },
      {
        name: 'Breton Top',
        euros: [34, 69],
        pitch: ['The stripes match at the side seams, as they should.'],
      },
    ],
    materials: [
      {
        name: 'Organic Cotton',
        notes: ['Heavy enough not to show through, and softer every time.'],
      },
      {
        name: 'Hemp',
        phrase: 'hemp and cotton',
        notes: ['Hemp dries quickly, and needs less water in the field as well.'],
      },
      {
        name: 'Merino',
        phrase: 'fine merino wool',
        notes: ['Merino can be worn for days without complaint from anyone near you.'],
      },
    ],
    choices: (chance) => [sizes('S', 'M', 'L', 'XL'), coloursOf(chance, [1, 2])],
  },
  {
    category: 'shirts',
    productType: 'shirt',
    sellers: shops,
    makers,
    lines,
    adjectives: ['crisp', 'relaxed', 'unfussy', 'well-cut'],
    forms: [
      {
        name: 'Oxford Shirt',
        euros: [59, 120],
        pitch: ['The collar rolls properly whether or not you wear a tie.'],
      },
      {
        name: 'Overshirt',
        euros: [75, 150],
        pitch: ['Wear it as a shirt in spring and as a jacket in autumn.'],
      },
      {
        name: 'Grandad Shirt',
        euros: [52, 98],
        pitch: ['It has no collar, three buttons and no pretensions.'],
      },
    ],
    materials: [
      cotton,
      { name: 'Linen', notes: ['The linen is Belgian, and creases like the real thing.'] },
      {
        name: 'Brushed Twill',
        phrase: 'brushed cotton twill',
        notes: ['Brushed on the inside, it is warm against the skin.'],
      },
    ],
    choices: (chance) => [sizes('S', 'M', 'L', 'XL'), coloursOf(chance, [1, 2])],
  },
  {
    category: 'knitwear',
    productType: 'knitwear',
    sellers: shops,
    makers,
    lines,
    adjectives: ['warm', 'dense', 'roomy', 'softly ribbed'],
    forms: [
      {
        name: 'Fisherman’s Jumper',
        euros: [89, 190],
        pitch: ['Knitted in one piece, so there is no seam to give way.'],
      },
      {
        name: 'Cardigan',
        euros: [85, 180],
        pitch: ['Two pockets, horn buttons and a collar that stands up to the wind.'],
      },
      {
        name: 'Roll-Neck',
        euros: [79, 160],
        pitch: ['The neck is high enough to do without a scarf.'],
      },
    ],
    materials: [
      wool,
      {
        name: 'Merino',
        phrase: 'extra-fine merino',
        notes: ['It is fine enough to wear under a jacket and does not itch.'],
      },
      {
        name: 'Shetland',
        phrase: 'Shetland wool',
        notes: ['Expect a little scratch at first; it softens and never wears out.'],
      },
    ],
    choices: (chance) => [sizes('S', 'M', 'L'), coloursOf(chance, [1, 3])],
  },
  {
    category: 'jackets',
    productType: 'jacket',
    sellers: shops,
    makers,
    lines,
    adjectives: ['weatherproof', 'lightweight', 'hard-wearing', 'simple'],
    forms: [
      {
        name: 'Chore Jacket',
        euros: [95, 190],
        pitch: ['Three pockets outside and one within take a notebook, a ruler and your keys.'],
      },
      {
        name: 'Raincoat',
        euros: [130, 290],
        pitch: ['Taped seams and a storm flap keep out everything short of the sea.'],
      },
      {
        name: 'Quilted Gilet',
        euros: [75, 150],
        pitch: ['It packs into its own pocket and lives at the bottom of a bag until needed.'],
      },
    ],
    materials: [
      {
        name: 'Waxed Cotton',
        notes: ['Rewax it once a year and hand it on to somebody.'],
      },
      {
        name: 'Moleskin',
        phrase: 'cotton moleskin',
        notes: ['Moleskin turns the wind and feels like suede.'],
      },
      {
        name: 'Recycled-Nylon',
        phrase: 'recycled nylon',
        notes: ['The yarn was once fishing nets.'],
      },
    ],
    choices: (chance) => [sizes('S', 'M', 'L'), coloursOf(chance, [1, 2])],
  },
  {
    category: 'socks-and-scarves',
    productType: 'accessory',
    sellers: shops,
    makers,
    lines,
    adjectives: ['soft', 'warm', 'fine-gauge', 'hard-wearing'],
    forms: [
      {
        name: 'Walking Socks',
        plural: true,
        euros: [12, 28],
        pitch: ['Heel and toe are reinforced, and the toe seam is linked by hand.'],
      },
      {
        name: 'Scarf',
        euros: [29, 85],
        pitch: ['At two metres, it goes round twice with enough left to tuck in.'],
      },
      {
        name: 'Beanie',
        euros: [18, 42],
        pitch: ['Doubled over the ears, where it matters.'],
      },
    ],
    materials: [
      wool,
      { name: 'Alpaca', notes: ['Alpaca fibre is hollow, so it warms without weight.'] },
      {
        name: 'Donegal',
        phrase: 'Donegal wool',
        notes: ['Flecks of colour in the yarn hide a multitude of sins.'],
      },
    ],
    choices: (chance) => [coloursOf(chance, [2, 4])],
  },
];
