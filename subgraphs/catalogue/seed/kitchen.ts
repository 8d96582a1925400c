import type { Chance } from './chance.ts';
import type { Goods, Maker } from './goods.ts';
import { draftGoods } from './goods.ts';
import type { Choice, Trade } from './trade.ts';
import { plainChoice } from './trade.ts';

export const kitchen: Trade = {
  code: 'KITCHEN',
  products: 220,
  draft: (chance) => draftGoods(chance.pick(shelves), chance),
};

const smiths: Maker[] = [
  { name: 'Forges de Quillan', town: 'Thiers', country: 'France' },
  { name: 'Atelier Brunoise', town: 'Lyon', country: 'France' },
  { name: 'Eisenbach & Töchter', town: 'Solingen', country: 'Germany' },
  { name: 'Hallamgate', town: 'Sheffield', country: 'England' },
  { name: 'Kawasemi', town: 'Seki', country: 'Japan' },
];

const potters: Maker[] = [
  { name: 'Slipway Pottery', town: 'Falmouth', country: 'England' },
  { name: 'Olaria do Monte', town: 'Évora', country: 'Portugal' },
  { name: 'Keramik Havsnäs', town: 'Gothenburg', country: 'Sweden' },
  { name: 'Poterie Sainte-Ourse', town: 'Vallauris', country: 'France' },
];

const glassmakers: Maker[] = [
  { name: 'Sklárna Modřín', town: 'Nový Bor', country: 'Czechia' },
  { name: 'Verreries Lalouvière', town: 'Nancy', country: 'France' },
  { name: 'Vetreria Campalto', town: 'Murano', country: 'Italy' },
];

const brewers: Maker[] = [
  { name: 'Caffetta', town: 'Milan', country: 'Italy' },
  { name: 'Pour & Plumb', town: 'Bristol', country: 'England' },
  { name: 'Mühlhaus Werkstatt', town: 'Stuttgart', country: 'Germany' },
  { name: 'Suzukake', town: 'Nagoya', country: 'Japan' },
];

const shops = ['atelier-brunoise', 'hall-and-hearthside'];

const glazes = ['Chalk', 'Ink Blue', 'Moss', 'Oatmeal', 'Terracotta', 'Graphite'];

function diameters(smallest: number): Choice {
  const step = [0, 4, 8].map((more, index) => ({
    value: `${smallest + more} cm`,
    code: String(smallest + more),
    factor: 1 + index * 0.22,
  }));
  return { option: 'Diameter', values: step };
}

function setsOf(...counts: number[]): Choice {
  return {
    option: 'Set',
    values: counts.map((count) => ({
      value: count === 1 ? 'Single' : `Set of ${count}`,
      code: `S${count}`,
      factor: count === 1 ? 1 : count * 0.92,
    })),
  };
}

const glazed = (chance: Chance): Choice => plainChoice('Glaze', chance.several(glazes, 2));

const shelves: Goods[] = [
  {
    category: 'pans-and-pots',
    productType: 'cookware',
    sellers: shops,
    makers: smiths,
    lines: ['Bressan', 'Marlow', 'Ravel', 'Tilde', 'Corner'],
    adjectives: ['sturdy', 'well-balanced', 'deep', 'hard-wearing', 'handsome'],
    forms: [
      {
        name: 'Frying Pan',
        euros: [38, 120],
        pitch: [
          'The sloping sides let an omelette slide straight onto the plate.',
          'It takes four eggs or two steaks and goes from hob to oven.',
          'The handle is riveted, long enough to stay cool and angled for a proper toss.',
        ],
      },
      {
        name: 'Sauté Pan',
        euros: [65, 170],
        pitch: [
          'Straight sides keep the sauce in, and the lid turns it into a shallow casserole.',
          'There is room for a jointed chicken without crowding it.',
        ],
      },
      {
        name: 'Saucepan',
        euros: [45, 130],
        pitch: [
          'Both sides have a lip, so left-handed cooks can pour too.',
          'Marks on the inside show every half litre.',
        ],
      },
      {
        name: 'Casserole',
        euros: [85, 260],
        pitch: [
          'Small points under the lid drip the steam back onto the stew.',
          'It browns, simmers and bakes, and looks well on the table.',
          'Big enough for Sunday’s ragù and Monday’s leftovers.',
        ],
      },
    ],
    materials: [
      {
        name: 'Cast-Iron',
        phrase: 'cast iron',
        notes: [
          'Dry it after washing and rub it with a little oil, and it will outlive you.',
          'It is slow to heat and slow to cool, which is the whole point.',
        ],
      },
      {
        name: 'Carbon-Steel',
        phrase: 'carbon steel',
        notes: [
          'It darkens with every use until nothing sticks to it.',
          'Lighter than cast iron and quicker to answer when you turn down the flame.',
        ],
      },
      {
        name: 'Stainless-Steel',
        phrase: 'three-ply stainless steel',
        notes: [
          'The aluminium core spreads the heat evenly, and it works on induction.',
          'It goes in the dishwasher and comes out looking new.',
        ],
      },
      {
        name: 'Copper',
        phrase: 'copper lined with steel',
        notes: [
          'Copper reacts at once, so caramel stops when you want it to.',
          'It is not for induction hobs; on gas there is nothing better.',
        ],
      },
    ],
    choices: (_chance, form) => [diameters(form.name === 'Saucepan' ? 16 : 20)],
  },
  {
    category: 'kitchen-knives',
    productType: 'knife',
    sellers: shops,
    makers: smiths,
    // Many countries sell knives to adults only; the house does so everywhere.
    minimumAge: 18,
    lines: ['Tilde', 'Mercer', 'Ravel', 'Shuji', 'Ninety'],
    adjectives: ['keen', 'light', 'full-tang', 'well-balanced'],
    forms: [
      {
        name: 'Chef’s Knife',
        euros: [55, 190],
        pitch: [
          'If you own one good knife, this should be it.',
          'The curved edge rocks through herbs; the heel deals with squash.',
        ],
      },
      {
        name: 'Paring Knife',
        euros: [22, 70],
        pitch: [
          'Small enough to hull strawberries in the hand.',
          'The short blade follows every curve of a potato.',
        ],
      },
      {
        name: 'Bread Knife',
        euros: [38, 110],
        pitch: [
          'Wide scallops cut a sourdough crust without tearing the crumb.',
          'Long enough for the largest loaf, and good with ripe tomatoes.',
        ],
      },
      {
        name: 'Santoku',
        euros: [60, 210],
        pitch: [
          'The tall, flat blade suits an up-and-down chop and doubles as a scoop.',
          'It makes quick work of vegetables and fish.',
        ],
      },
      {
        name: 'Boning Knife',
        euros: [35, 95],
        pitch: ['The narrow blade bends just enough to follow the bone.'],
      },
    ],
    materials: [
      {
        name: 'Damascus',
        phrase: 'Damascus steel',
        notes: ['Thirty-three layers are folded around a hard core.'],
      },
      {
        name: 'Stainless',
        phrase: 'forged stainless steel',
        notes: [
          'It holds its edge for months and sharpens easily on a whetstone.',
          'Wash it by hand; the dishwasher is hard on any edge.',
        ],
      },
      {
        name: 'High-Carbon',
        phrase: 'high-carbon steel',
        notes: ['It takes a wicked edge; wipe it dry after use, as it will rust if left wet.'],
      },
    ],
    choices: (chance) => [plainChoice('Handle', chance.several(['Walnut', 'Olive', 'Black'], 2))],
  },
  {
    category: 'coffee-equipment',
    productType: 'coffee equipment',
    sellers: ['torrefazione-belcolle', 'hall-and-hearthside'],
    makers: brewers,
    lines: ['Alba', 'Pendulum', 'Quarter', 'Nora', 'Ritual'],
    adjectives: ['compact', 'quiet', 'solid', 'beautifully made'],
    forms: [
      {
        name: 'Hand Grinder',
        euros: [49, 190],
        pitch: [
          'Thirty clicks take you from Turkish to cafetière, and the setting stays put.',
          'It grinds enough for two cups in under a minute.',
        ],
      },
      {
        name: 'Dripper',
        euros: [18, 45],
        pitch: [
          'Spiral ribs keep the paper off the wall, so the water runs evenly.',
          'It sits on any mug and takes standard cone papers.',
        ],
      },
      {
        name: 'Moka Pot',
        euros: [24, 75],
        pitch: [
          'Fill it to the valve, keep the flame low and listen for the gurgle.',
          'It makes six small, strong cups on any hob.',
        ],
      },
      {
        name: 'Gooseneck Kettle',
        euros: [42, 140],
        pitch: [
          'The narrow spout puts the water exactly where you want it.',
          'A thermometer in the lid shows when to pour.',
        ],
      },
      {
        name: 'Cafetière',
        euros: [29, 85],
        pitch: [
          'A double filter keeps the grit out of the last cup.',
          'It keeps a litre of coffee hot through a slow breakfast.',
        ],
      },
    ],
    materials: [
      {
        name: 'Steel',
        phrase: 'brushed steel',
        notes: ['Fingerprints hardly show, and every part can be replaced.'],
      },
      {
        name: 'Enamel',
        phrase: 'enamelled steel',
        notes: ['The enamel shrugs off coffee stains; just do not drop it.'],
      },
      {
        name: 'Copper-Plated',
        phrase: 'copper-plated steel',
        notes: ['The copper mellows with age, or shines again with lemon and salt.'],
      },
    ],
    choices: (chance) => [
      plainChoice('Colour', chance.several(['Black', 'Cream', 'Petrol', 'Natural'], 2)),
    ],
  },
  {
    category: 'glassware',
    productType: 'glassware',
    sellers: shops,
    makers: glassmakers,
    lines: ['Aria', 'Bistro', 'Lido', 'Prism', 'Vesper'],
    adjectives: ['thin-walled', 'clear', 'elegant', 'well-weighted'],
    forms: [
      {
        name: 'Burgundy Glass',
        euros: [14, 42],
        pitch: ['The wide bowl was drawn for Pinot Noir and does Nebbiolo no harm either.'],
      },
      {
        name: 'White Wine Glass',
        euros: [12, 36],
        pitch: ['The bowl narrows at the rim, so the aromas arrive before the wine.'],
      },
      {
        name: 'Champagne Tulip',
        euros: [13, 38],
        pitch: ['Taller than a coupe and wider than a flute: bubbles and scent both survive.'],
      },
      {
        name: 'Whisky Tumbler',
        euros: [12, 40],
        pitch: ['The heavy base feels right in the hand, with or without ice.'],
      },
      {
        name: 'Carafe',
        euros: [24, 80],
        pitch: ['It takes a full bottle with room for the wine to breathe.'],
      },
      {
        name: 'Water Glass',
        euros: [7, 22],
        pitch: ['It stacks, it bounces more often than it breaks, and it suits every table.'],
      },
    ],
    materials: [
      {
        name: 'Crystal',
        phrase: 'lead-free crystal',
        notes: [
          'It is dishwasher-safe, though a cloth and patience make it shine.',
          'Drawn stems make it stronger than it looks.',
        ],
      },
      {
        name: 'Mouth-Blown',
        phrase: 'mouth-blown glass',
        notes: [
          'Blown by mouth, no two are quite alike.',
          'Wash by hand in warm water, and hold the bowl rather than the stem.',
        ],
      },
      {
        name: 'Recycled-Glass',
        phrase: 'recycled glass',
        notes: ['A faint green tint and the odd bubble tell of its former life as bottles.'],
      },
    ],
    choices: (_chance, form) => (form.name === 'Carafe' ? [] : [setsOf(1, 2, 6)]),
  },
  {
    category: 'teapots-and-cups',
    productType: 'teaware',
    sellers: shops,
    makers: potters,
    lines: ['Cove', 'Hush', 'Fold', 'Sill', 'Ember'],
    adjectives: ['generous', 'hand-thrown', 'pleasingly plain', 'round-bellied'],
    forms: [
      {
        name: 'Teapot',
        euros: [38, 95],
        pitch: [
          'It pours without a drip and holds four cups.',
          'The built-in strainer lifts out with the leaves.',
        ],
      },
      {
        name: 'Mug',
        euros: [14, 32],
        pitch: [
          'The handle has room for three fingers and the cup for a proper measure of tea.',
          'It holds 35 centilitres and keeps them warm.',
        ],
      },
      {
        name: 'Espresso Cup',
        euros: [11, 26],
        pitch: ['Thick walls keep eight centilitres of espresso hot to the last sip.'],
      },
      {
        name: 'Milk Jug',
        euros: [16, 38],
        pitch: ['Enough milk for a pot of tea, and a fine vase for sweet peas.'],
      },
    ],
    materials: [
      {
        name: 'Stoneware',
        notes: [
          'The glaze breaks over every edge, so each piece is its own.',
          'It is safe in the dishwasher, the microwave and a low oven.',
        ],
      },
      {
        name: 'Porcelain',
        notes: ['Fired at 1,280 °C, it is thin enough to let the light through.'],
      },
      {
        name: 'Red Clay',
        notes: ['The unglazed foot shows the iron in the local clay.'],
      },
    ],
    choices: (chance) => [glazed(chance)],
  },
  {
    category: 'plates-and-bowls',
    productType: 'tableware',
    sellers: shops,
    makers: potters,
    lines: ['Cove', 'Hush', 'Fold', 'Sill', 'Ember'],
    adjectives: ['wide-rimmed', 'hand-thrown', 'quiet', 'everyday'],
    forms: [
      {
        name: 'Dinner Plate',
        euros: [18, 44],
        pitch: ['Wide enough for a Sunday roast, and flat enough to stack in a small cupboard.'],
      },
      {
        name: 'Pasta Bowl',
        euros: [18, 42],
        pitch: ['Shallow with a broad rim, it suits risotto and salads as well as tagliatelle.'],
      },
      {
        name: 'Breakfast Bowl',
        euros: [14, 32],
        pitch: ['Sized for porridge with everything on it.'],
      },
      {
        name: 'Serving Dish',
        euros: [36, 95],
        pitch: ['It carries a whole fish to the table, or potatoes for eight.'],
      },
    ],
    materials: [
      {
        name: 'Stoneware',
        notes: [
          'The glaze is food-safe and hard enough for steel cutlery.',
          'Dishwasher, microwave and oven are all fine.',
        ],
      },
      {
        name: 'Speckled',
        phrase: 'speckled stoneware',
        notes: [
          'Iron in the clay speckles the glaze, heavily in some pieces and lightly in others.',
        ],
      },
      {
        name: 'Porcelain',
        notes: ['It is light, strong and very white under the glaze.'],
      },
    ],
    choices: (chance, form) =>
      form.name === 'Serving Dish' ? [glazed(chance)] : [glazed(chance), setsOf(1, 4)],
  },
];
