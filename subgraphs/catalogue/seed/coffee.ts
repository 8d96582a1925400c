import type { Chance } from './chance.ts';
import { a, capitalize, list } from './prose.ts';
import type { Choice, Draft, Trade } from './trade.ts';

export const coffee: Trade = { code: 'COFFEE', products: 100, draft };

const roasters = [
  'Kolibri & Kettle',
  'Torrefazione Belcolle',
  'North Quay Roastery',
  'Rösthaus Amselgrund',
  'Brûlerie Saint-Ange',
  'Half Past Six',
];

type Origin = {
  country: string;
  regions: readonly string[];
  farms: readonly string[];
  varieties: readonly string[];
  notes: readonly string[];
  altitudes: readonly number[];
};

const origins: Origin[] = [
  {
    country: 'Ethiopia',
    regions: ['Guji', 'Yirgacheffe', 'Sidama'],
    farms: ['Buliye', 'Hamasho', 'Adola Ridge', 'Tirtira'],
    varieties: ['Heirloom', 'Kurume'],
    notes: ['jasmine', 'bergamot', 'apricot', 'blueberry', 'lemon tea', 'peach'],
    altitudes: [1900, 2050, 2150],
  },
  {
    country: 'Kenya',
    regions: ['Nyeri', 'Kirinyaga'],
    farms: ['Karindu', 'Gatuya', 'Thimara'],
    varieties: ['SL28', 'SL34', 'Ruiru 11'],
    notes: ['blackcurrant', 'tomato leaf', 'grapefruit', 'brown sugar', 'rhubarb'],
    altitudes: [1700, 1800, 1900],
  },
  {
    country: 'Colombia',
    regions: ['Huila', 'Nariño', 'Cauca'],
    farms: ['El Mirador', 'La Palomera', 'Finca Los Guaduales', 'Las Orquídeas'],
    varieties: ['Caturra', 'Castillo', 'Pink Bourbon'],
    notes: ['red apple', 'caramel', 'panela', 'orange', 'milk chocolate', 'plum'],
    altitudes: [1600, 1750, 1950],
  },
  {
    country: 'Guatemala',
    regions: ['Huehuetenango', 'Antigua'],
    farms: ['Finca El Zopilote', 'Santa Rosalba', 'La Cumbre Alta'],
    varieties: ['Bourbon', 'Pache', 'Caturra'],
    notes: ['cocoa', 'hazelnut', 'red grape', 'toffee', 'mandarin'],
    altitudes: [1550, 1700, 1850],
  },
  {
    country: 'Brazil',
    regions: ['Cerrado Mineiro', 'Sul de Minas'],
    farms: ['Fazenda Três Irmãs', 'Sítio da Onça', 'Fazenda Boa Sombra'],
    varieties: ['Yellow Catuaí', 'Mundo Novo', 'Yellow Bourbon'],
    notes: ['peanut', 'dark chocolate', 'molasses', 'almond', 'dried fig'],
    altitudes: [1050, 1150, 1250],
  },
  {
    country: 'Rwanda',
    regions: ['Nyamasheke', 'Huye'],
    farms: ['Gitwe Hill', 'Rugabano', 'Kibirizi'],
    varieties: ['Red Bourbon'],
    notes: ['cherry', 'black tea', 'orange blossom', 'cane sugar', 'raisin'],
    altitudes: [1700, 1850, 2000],
  },
  {
    country: 'Indonesia',
    regions: ['Aceh', 'Toraja'],
    farms: ['Bukit Lembah', 'Sungai Putih', 'Atap Hijau'],
    varieties: ['Ateng', 'Typica'],
    notes: ['cedar', 'dark chocolate', 'sweet tobacco', 'black pepper', 'molasses'],
    altitudes: [1350, 1500, 1600],
  },
];

const processes = [
  { name: 'Washed', phrase: 'washed and dried on raised beds', character: 'clean and bright' },
  { name: 'Natural', phrase: 'dried whole in the cherry', character: 'fruity and full' },
  { name: 'Honey', phrase: 'dried in its own fruit sugar', character: 'sweet and rounded' },
];

const blends = [
  'Morning Post',
  'Corner Table',
  'Night Shift',
  'Sunday Paper',
  'Red Bicycle',
  'Tram Line',
  'Piazza',
  'Workbench',
  'Long Weekend',
  'Harbour Light',
  'Second Cup',
  'Winter',
];

function draft(chance: Chance): Draft {
  return chance.happens(0.7) ? singleOrigin(chance) : blend(chance);
}

function singleOrigin(chance: Chance): Draft {
  const origin = chance.pick(origins);
  const region = chance.pick(origin.regions);
  const farm = chance.pick(origin.farms);
  const variety = chance.pick(origin.varieties);
  const process = chance.pick(processes);
  const altitude = chance.pick(origin.altitudes).toLocaleString('en');
  const [first = '', second = '', third = ''] = chance.several(origin.notes, 3);
  const description = [
    chance.pick([
      `${variety} beans from ${farm} in ${region}, ${origin.country}, picked at ${altitude} metres and ${process.phrase}.`,
      `${capitalize(process.phrase)} at ${altitude} metres, this ${variety} comes from ${farm} in the ${region} region of ${origin.country}.`,
      `A single-origin coffee from ${farm}, ${region}, where ${variety} trees grow at ${altitude} metres; the harvest is ${process.phrase}.`,
    ]),
    chance.pick([
      `The cup is ${process.character}, with ${first}, ${second} and ${third}.`,
      `Expect ${first} and ${second}, and ${third} as it cools.`,
      `It tastes of ${first} and ${second} and leaves ${third} behind.`,
    ]),
    chance.pick([
      `We like it as filter coffee, black.`,
      `Roasted light to medium, so it suits a filter as well as an espresso machine.`,
      `Roasted every Tuesday and sent out the next day.`,
      `Rest the bag for a week after roasting; it is worth the wait.`,
    ]),
  ].join(' ');
  return {
    ...shared(chance),
    name: `${origin.country} ${farm} ${process.name}`,
    description,
    attributes: {
      country: origin.country,
      region,
      variety,
      process: process.name,
      roast: chance.pick(['Light', 'Medium']),
    },
    euros: chance.skewed([9.5, 18]),
  };
}

function blend(chance: Chance): Draft {
  const [one, other] = chance.several(origins, 2);
  const purpose = chance.pick(['Espresso', 'Filter', 'Decaf Espresso']);
  const countries = [one?.country ?? '', other?.country ?? ''].toSorted();
  const [first = ''] = chance.several(one?.notes ?? [], 1);
  const [second = ''] = chance.several(
    (other?.notes ?? []).filter((note) => note !== first),
    1,
  );
  const decaf = purpose.startsWith('Decaf');
  const description = [
    chance.pick([
      `${capitalize(a(purpose.toLowerCase()))} blend of beans from ${list(countries)}.`,
      `Our everyday ${purpose.toLowerCase()}, blended from ${list(countries)}.`,
      `Beans from ${list(countries)} meet in this ${purpose.toLowerCase()} blend.`,
    ]),
    chance.pick([
      `It is heavy and sweet, with ${first} and ${second}.`,
      `There is ${first} in the first sip and ${second} in the last.`,
      `Think ${first} and ${second}, and ask for another cup.`,
    ]),
    decaf
      ? 'Decaffeinated with spring water and nothing else.'
      : chance.pick([
          'Made to taste the same every week of the year.',
          'Forgiving with milk, and good without.',
          'The one we drink at the roastery.',
        ]),
  ].join(' ');
  return {
    ...shared(chance),
    name: `${chance.pick(blends)} ${purpose} Blend`,
    description,
    attributes: {
      country: list(countries),
      process: decaf ? 'Decaffeinated' : 'Mixed',
      roast: purpose === 'Filter' ? 'Medium' : 'Dark',
    },
    euros: chance.skewed([7.5, 12]),
  };
}

function shared(chance: Chance) {
  return {
    brand: chance.pick(roasters),
    sellerSlug: chance.pick(['torrefazione-belcolle', 'larch-and-larder']),
    categorySlug: 'coffee',
    productType: 'coffee',
    choices: [weights, chance.happens(0.6) ? grinds : beansOrGround],
  };
}

const weights: Choice = {
  option: 'Weight',
  values: [
    { value: '250 g', code: '250' },
    { value: '1 kg', code: '1000', factor: 3.6 },
  ],
};

const grinds: Choice = {
  option: 'Grind',
  values: [
    { value: 'Whole bean', code: 'BEAN' },
    { value: 'Espresso', code: 'ESP' },
    { value: 'Filter', code: 'FIL' },
  ],
};

const beansOrGround: Choice = {
  option: 'Grind',
  values: [
    { value: 'Whole bean', code: 'BEAN' },
    { value: 'Filter', code: 'FIL' },
  ],
};
