import type { Chance } from './chance.ts';
import { a, capitalize } from './prose.ts';
import type { ChoiceValue, Draft, Trade } from './trade.ts';

export const books: Trade = { code: 'BOOK', products: 210, draft };

const firstNames = [
  'Imogen',
  'Tomasz',
  'Adaeze',
  'Lucien',
  'Marta',
  'Declan',
  'Yuki',
  'Henrike',
  'Samir',
  'Rosalind',
  'Mateus',
  'Greta',
  'Anselm',
  'Nuala',
  'Priya',
  'Jonas',
  'Odile',
  'Caspian',
];

const lastNames = [
  'Harrowgate',
  'Wielicki',
  'Okonjo-Bright',
  'Vautrin',
  'Casals Roig',
  'Mulvenny',
  'Hoshikawa',
  'Brandtner',
  'Haddad-Lowe',
  'Pellew',
  'Figueiroa',
  'Lindqvist-Orr',
  'Thornycroft',
  'Geoghan',
  'Ramanathan',
  'Aldersey',
  'Quillfeather',
  'Marchbanks',
];

const imprints = ['Lantern Row', 'Pier & Gull Press', 'Long Acre Editions', 'Blackthorn House'];

type Genre = {
  category: string;
  name: string;
  write: (chance: Chance) => { title: string; blurb: string };
  praise: readonly string[];
};

const places = [
  'Trieste',
  'Lisbon',
  'the Outer Hebrides',
  'Kraków',
  'the Camargue',
  'Valparaíso',
  'Tangier',
  'the Fens',
  'Nova Scotia',
  'Palermo',
  'Galway',
  'the Black Forest',
];

const eras = ['1911', '1927', '1938', '1946', '1953', '1962', '1974', '1989'];

function novel(chance: Chance) {
  const place = chance.pick(places);
  const year = chance.pick(eras);
  const who = chance.pick([
    'a piano tuner',
    'a widowed lighthouse keeper',
    'a young cartographer',
    'two estranged sisters',
    'a court interpreter',
    'a failed violinist',
    'the last ferryman',
    'a seamstress with a secret',
    'a beekeeper’s son',
    'a translator who has stopped speaking',
  ]);
  const isPair = who.startsWith('two');
  const event = chance.pick([
    `${isPair ? 'inherit' : 'inherits'} a house that nobody will sell`,
    `${isPair ? 'find' : 'finds'} a bundle of letters in the wrong handwriting`,
    `${isPair ? 'return' : 'returns'} for a funeral and ${isPair ? 'stay' : 'stays'} for a year`,
    `${isPair ? 'take' : 'takes'} in a stranger who claims to be family`,
    `${isPair ? 'agree' : 'agrees'} to a small lie that grows`,
    `${isPair ? 'wait' : 'waits'} for a ship that is three weeks late`,
  ]);
  const thing = chance.pick([
    'Salt',
    'Glass',
    'Almond',
    'Winter',
    'Copper',
    'Borrowed',
    'Silent',
    'Paper',
    'Second',
    'Drowned',
  ]);
  const site = chance.pick([
    'Orchard',
    'Harbour',
    'Sonata',
    'Garden',
    'Staircase',
    'Atlas',
    'Bridge',
    'Summer',
    'Inheritance',
    'Window',
  ]);
  return {
    title: chance.pick([
      `The ${thing} ${site}`,
      `The ${thing} ${site}`,
      `A ${chance.pick(['Winter', 'Summer', 'Year', 'Window', 'Sister'])} in ${place}`,
      `What the ${chance.pick(['Ferryman', 'Tide', 'Housekeeper', 'Mapmaker', 'River'])} ${chance.pick(['Kept', 'Knew', 'Left Behind', 'Promised'])}`,
    ]),
    blurb: chance.pick([
      `In ${place} in ${year}, ${who} ${event}.`,
      `${capitalize(place)}, ${year}: ${who} ${event}.`,
      `It is ${year}, and in ${place} ${who} ${event}.`,
    ]),
  };
}

function crime(chance: Chance) {
  const detective = chance.pick([
    'Inspector Nuala Brennock',
    'retired magistrate Achille Barrois',
    'Detective Sergeant Wren',
    'Commissario Olmi',
    'the village doctor',
    'a reluctant archivist',
  ]);
  const victim = chance.pick([
    'an auctioneer',
    'the choirmaster',
    'a wine merchant',
    'a bell-ringer',
    'the new curate',
    'a famous cook',
    'a stamp dealer',
  ]);
  const spot = chance.pick([
    'in the lock at dawn',
    'at the foot of the belfry',
    'in a cellar bolted from the inside',
    'on the last train from the coast',
    'in the walled garden',
    'behind the scenery on opening night',
  ]);
  return {
    title: chance.pick([
      `${chance.pick(['Death', 'Murder', 'A Body', 'Silence'])} at ${chance.pick(['Pellew Hall', 'Low Tide', 'Saltmarsh Lock', 'the Corn Exchange', 'Candlemas', 'Vespers'])}`,
      `The ${chance.pick(['Lockkeeper', 'Bell-Ringer', 'Bookbinder', 'Glazier', 'Apothecary'])}’s ${chance.pick(['Daughter', 'Debt', 'Alibi', 'Confession'])}`,
      `${chance.pick(['Cold', 'Quiet', 'Shallow', 'Black'])} ${chance.pick(['Water', 'Harvest', 'Ground', 'Ink'])}`,
    ]),
    blurb: chance.pick([
      `When ${victim} is found dead ${spot}, ${detective} is the only one who does not believe in an accident.`,
      `${capitalize(victim)} is found dead ${spot}, and everyone ${detective} talks to has the same alibi.`,
      `${capitalize(detective)} has three days to learn who left ${victim} dead ${spot}.`,
    ]),
  };
}

function cookery(chance: Chance) {
  const cuisine = chance.pick([
    'Sicilian',
    'Basque',
    'Levantine',
    'Georgian',
    'Breton',
    'Keralan',
    'Danish',
    'Oaxacan',
    'Alsatian',
    'Portuguese',
  ]);
  const subject = chance.pick([
    'vegetables',
    'bread',
    'slow stews',
    'fish',
    'pastry',
    'soups',
    'pickles',
    'Sunday lunches',
  ]);
  return {
    title: chance.pick([
      `${a(cuisine).startsWith('an') ? 'An' : 'A'} ${cuisine} Kitchen`,
      `${cuisine} ${chance.pick(['Suppers', 'Home Cooking'])}`,
      `The ${cuisine} ${chance.pick(['Table', 'Pantry'])}`,
      `${titled(subject)}, ${chance.pick(['Mostly', 'Slowly', 'Every Day', 'the Old Way'])}`,
    ]),
    blurb: chance.pick([
      `${chance.integer([6, 15])}0 ${cuisine} recipes, with a long chapter on ${subject}.`,
      `A cookery book about ${subject}, learned in ${cuisine} homes and tested in a very small kitchen.`,
      `What to cook on a Tuesday, by someone who grew up with ${cuisine} food and never tired of ${subject}.`,
    ]),
  };
}

function history(chance: Chance) {
  const subject = chance.pick([
    { title: 'Lighthouse', theme: 'the lighthouse' },
    { title: 'Salt Road', theme: 'the salt trade' },
    { title: 'Almanac', theme: 'the printed almanac' },
    { title: 'Night Mail', theme: 'the night mail' },
    { title: 'Canal', theme: 'the canals' },
    { title: 'Ledger', theme: 'double-entry bookkeeping' },
    { title: 'Spice Ships', theme: 'the spice ships' },
    { title: 'Telegraph', theme: 'the first telegraph cables' },
    { title: 'Coffee House', theme: 'the coffee house' },
  ]);
  const place = chance.pick([
    'Europe',
    'the Baltic',
    'the Mediterranean',
    'the Atlantic',
    'Venice',
  ]);
  return {
    title: chance.pick([
      `The ${subject.title}: A History`,
      `${capitalize(place)} and the ${subject.title}`,
      `A Short History of the ${subject.title}`,
      `The Age of the ${subject.title}`,
    ]),
    blurb: chance.pick([
      `How ${subject.theme} changed ${place}, told through the people who paid for it.`,
      `A history of ${subject.theme} in ${place}, from ${chance.pick(['the plague years', 'the first voyages', 'the age of sail'])} to the radio.`,
      `${chance.pick(['Three', 'Four', 'Five'])} centuries of ${subject.theme} in ${place}, drawn from archives that few have opened.`,
    ]),
  };
}

function nature(chance: Chance) {
  const creature = chance.pick([
    'swifts',
    'eels',
    'hedgerows',
    'otters',
    'mosses',
    'moths',
    'curlews',
    'old oaks',
    'tidal pools',
    'bees',
  ]);
  const place = chance.pick(places);
  return {
    title: chance.pick([
      `${titled(creature)}: A Year of Looking`,
      `Among ${titled(creature)}`,
      `Notes on ${titled(creature)}`,
      `The ${chance.pick(['Quiet', 'Secret', 'Slow', 'Hidden'])} Life of ${titled(creature)}`,
    ]),
    blurb: chance.pick([
      `A year spent watching ${creature} in ${place}, month by month.`,
      `Part memoir, part field guide, this is a book about ${creature} and the people of ${place} who count them.`,
      `What ${creature} can tell us about ${place}, and about patience.`,
    ]),
  };
}

const genres: Genre[] = [
  {
    category: 'novels',
    name: 'Novel',
    write: novel,
    praise: [
      'Funny, sad and very well made.',
      'It is a novel about families, and about what they agree not to mention.',
      'Longlisted for three prizes and passed from hand to hand ever since.',
    ],
  },
  {
    category: 'crime-fiction',
    name: 'Crime',
    write: crime,
    praise: [
      'The clues are all there, and you will still miss them.',
      'The first of a series, and hard to put down.',
      'A fair puzzle with an unfair ending.',
    ],
  },
  {
    category: 'cookery-books',
    name: 'Cookery',
    write: cookery,
    praise: [
      'The pages lie flat, and the photographs make you hungry.',
      'No gadgets, no foams, and no ingredient you cannot find.',
      'Weights in grams, timings that are honest.',
    ],
  },
  {
    category: 'history-books',
    name: 'History',
    write: history,
    praise: [
      'With 32 pages of plates and a map you will keep turning back to.',
      'Scholarly where it counts and lively everywhere else.',
    ],
  },
  {
    category: 'nature-writing',
    name: 'Nature',
    write: nature,
    praise: [
      'Illustrated with woodcuts by the author.',
      'Read it outdoors if you can.',
      'Precise about what it sees and modest about what it does not know.',
    ],
  },
];

function draft(chance: Chance): Draft {
  const genre = chance.pick(genres);
  const { title, blurb } = genre.write(chance);
  const author = `${chance.pick(firstNames)} ${chance.pick(lastNames)}`;
  const pages = chance.integer([160, 520]);
  const published = chance.integer([2008, 2024]);
  return {
    name: title,
    description: [
      blurb,
      chance.pick(genre.praise),
      chance.pick([
        `By ${author}; ${pages} pages.`,
        `${author} published it in ${published}.`,
        `${author}’s ${chance.pick(['first', 'second', 'third', 'fourth'])} book, ${pages} pages long.`,
      ]),
    ].join(' '),
    brand: chance.pick(imprints),
    sellerSlug: 'lantern-row',
    categorySlug: genre.category,
    productType: 'book',
    attributes: {
      author,
      genre: genre.name,
      pages: String(pages),
      published: String(published),
      language: 'English',
    },
    euros: chance.skewed([9.5, 16]),
    choices: [{ option: 'Format', values: formats(genre, chance) }],
  };
}

function formats({ category }: Genre, chance: Chance): ChoiceValue[] {
  const paperback = { value: 'Paperback', code: 'PB' };
  const hardback = { value: 'Hardback', code: 'HB', factor: 1.7 };
  const largePrint = { value: 'Large print', code: 'LP', factor: 1.5 };
  if (category === 'cookery-books') return [{ ...hardback, factor: 2.1 }];
  return chance.pick([
    [paperback, hardback],
    [paperback, hardback, largePrint],
    [paperback],
    [paperback, hardback],
  ]);
}

function titled(words: string): string {
  return words.split(' ').map(capitalize).join(' ');
}
