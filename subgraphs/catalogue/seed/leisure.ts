import type { Chance } from './chance.ts';
import type { Goods } from './goods.ts';
import { draftGoods } from './goods.ts';
import type { Draft, Trade } from './trade.ts';
import { plainChoice } from './trade.ts';

export const leisure: Trade = {
  code: 'LEISURE',
  products: 155,
  draft: (chance) =>
    chance.pick([
      boardGame,
      boardGame,
      jigsaw,
      (drawn: Chance) => draftGoods(garden, drawn),
      (drawn: Chance) => draftGoods(camping, drawn),
    ])(chance),
};

/** A game keeps its studio through all its editions. */
const settings = [
  {
    studio: 'Crooked Meeple',
    title: 'Salt & Spice',
    role: 'merchants in a medieval port',
    aim: 'to fill their warehouses',
  },
  {
    studio: 'Crooked Meeple',
    title: 'Lamplighters',
    role: 'lamplighters in a foggy city',
    aim: 'to light the longest street',
  },
  {
    studio: 'Crooked Meeple',
    title: 'Guildhall',
    role: 'masters of a trade',
    aim: 'to finish the town hall',
  },
  {
    studio: 'Crooked Meeple',
    title: 'Printer’s Devil',
    role: 'apprentices in a print shop',
    aim: 'to set the perfect page',
  },
  {
    studio: 'Crooked Meeple',
    title: 'Bell Tower',
    role: 'bell-founders in a cathedral town',
    aim: 'to cast the finest peal',
  },
  {
    studio: 'Crooked Meeple',
    title: 'Common Land',
    role: 'shepherds who share one meadow',
    aim: 'to fatten a flock without ruining the grass',
  },
  {
    studio: 'Pawnbroker Games',
    title: 'Night Mail',
    role: 'postmasters of rival railways',
    aim: 'to deliver before dawn',
  },
  {
    studio: 'Pawnbroker Games',
    title: 'The Last Ferry',
    role: 'passengers with secrets',
    aim: 'to find the impostor on board',
  },
  {
    studio: 'Pawnbroker Games',
    title: 'Auction Fever',
    role: 'dealers at a country auction',
    aim: 'to go home with the masterpiece',
  },
  {
    studio: 'Pawnbroker Games',
    title: 'Fog on the Estuary',
    role: 'smugglers and one customs officer',
    aim: 'to land the cargo unseen',
  },
  {
    studio: 'Pawnbroker Games',
    title: 'Pigeon Post',
    role: 'pigeon fanciers before the telegraph',
    aim: 'to send the news first',
  },
  {
    studio: 'Pawnbroker Games',
    title: 'Curio',
    role: 'collectors of strange objects',
    aim: 'to complete the oddest cabinet',
  },
  {
    studio: 'Éditions du Dé Bleu',
    title: 'Little Observatory',
    role: 'amateur astronomers',
    aim: 'to chart the night sky',
  },
  {
    studio: 'Éditions du Dé Bleu',
    title: 'Caravan',
    role: 'traders crossing a desert',
    aim: 'to reach the oasis with goods to sell',
  },
  {
    studio: 'Éditions du Dé Bleu',
    title: 'Grand Marché',
    role: 'stallholders on market day',
    aim: 'to sell out before noon',
  },
  {
    studio: 'Éditions du Dé Bleu',
    title: 'Les Toits',
    role: 'cats on the roofs of a big city',
    aim: 'to find the warmest chimney',
  },
  {
    studio: 'Éditions du Dé Bleu',
    title: 'Vendange',
    role: 'growers before the autumn storms',
    aim: 'to bring in the best harvest',
  },
  {
    studio: 'Éditions du Dé Bleu',
    title: 'Atelier',
    role: 'painters who share one model',
    aim: 'to exhibit at the salon',
  },
  {
    studio: 'Fuchsbau Spiele',
    title: 'Hive Mind',
    role: 'beekeepers in a dry summer',
    aim: 'to bring in the most honey',
  },
  {
    studio: 'Fuchsbau Spiele',
    title: 'Tidelands',
    role: 'villagers on a rising coast',
    aim: 'to keep the sea out together',
  },
  {
    studio: 'Fuchsbau Spiele',
    title: 'Orchard Row',
    role: 'neighbouring fruit growers',
    aim: 'to plant the finest orchard',
  },
  {
    studio: 'Fuchsbau Spiele',
    title: 'Switchback',
    role: 'engineers in the Alps',
    aim: 'to build the boldest railway',
  },
  {
    studio: 'Fuchsbau Spiele',
    title: 'Clockwork Forest',
    role: 'inventors in an enchanted wood',
    aim: 'to wind up the most animals',
  },
  {
    studio: 'Fuchsbau Spiele',
    title: 'Dachs & Co',
    role: 'badgers digging the same hill',
    aim: 'to own the grandest sett',
  },
];

const mechanisms = [
  {
    name: 'Tile-laying',
    rule: 'Lay one tile a turn and score what it completes.',
    not: ' The Card Game',
  },
  {
    name: 'Co-operative',
    rule: 'Everybody wins or everybody loses, so talk to each other.',
    not: ' Duel',
  },
  {
    name: 'Card drafting',
    rule: 'Take a card, pass the rest, and try not to help your neighbour.',
    not: null,
  },
  {
    name: 'Worker placement',
    rule: 'Every place on the board can be taken only once a round.',
    not: ' The Card Game',
  },
  {
    name: 'Deduction',
    rule: 'Ask the right question at the wrong moment and you give yourself away.',
    not: null,
  },
];

const editions = [
  '',
  '',
  ' Junior',
  ' The Card Game',
  ' Second Edition',
  ' Duel',
  ' Anniversary Edition',
  ' Big Box',
  ' Travel Edition',
];

function boardGame(chance: Chance): Draft {
  const setting = chance.pick(settings);
  const edition = chance.pick(editions);
  const mechanism = chance.pick(mechanisms.filter(({ not }) => not !== edition));
  const players = edition === ' Duel' ? '2' : chance.pick(['2–4', '2–5', '1–4', '3–6']);
  const minutes = chance.pick([30, 45, 60, 90]);
  const fromAge = edition === ' Junior' ? 6 : chance.pick([8, 10, 12]);
  const crowd = players === '2' ? 'Two players' : `${players.replace('–', ' to ')} players`;
  return {
    name: `${setting.title}${edition === ' The Card Game' ? ': The Card Game' : edition}`,
    description: [
      chance.pick([
        `${crowd} are ${setting.role}, and try ${setting.aim}.`,
        `In this game, ${players === '2' ? 'two' : players.replace('–', ' to ')} players become ${setting.role}. The aim is ${setting.aim}.`,
      ]),
      mechanism.rule,
      chance.pick([
        `A game takes ${minutes} minutes and suits anyone from ${fromAge} up.`,
        `The rules take five minutes to explain and the game about ${minutes} minutes to play.`,
      ]),
    ].join(' '),
    brand: setting.studio,
    sellerSlug: chance.pick(['lantern-row', 'larch-and-larder']),
    categorySlug: 'board-games',
    productType: 'board game',
    attributes: {
      players,
      minutes: String(minutes),
      fromAge: String(fromAge),
      mechanism: mechanism.name,
    },
    euros: chance.skewed([16, 58]),
    choices: [],
  };
}

const scenes = [
  'Fish Market at Dawn',
  'The Reading Room',
  'Alpine Herbarium',
  'Harbour in October',
  'Map of Imaginary Islands',
  'Tram Depot',
  'A Cabinet of Shells',
  'Bakery Window',
  'The Orangery',
  'Night Train Over the Viaduct',
  'Pigeons of the Piazza',
  'Spice Bazaar',
];

function jigsaw(chance: Chance): Draft {
  const scene = chance.pick(scenes);
  return {
    name: `${scene} Jigsaw`,
    description: [
      chance.pick([
        `‘${scene}’ is a jigsaw for long evenings, printed from an original painting.`,
        `A wooden jigsaw of ‘${scene}’, with a few pieces cut as little figures.`,
        `‘${scene}’, full of small jokes that show only when you are close to finishing.`,
      ]),
      chance.pick([
        'The pieces fit snugly, and the finished picture can be lifted in one go.',
        'The box is small, the dust is none, and the last piece is always under the sofa.',
        'It comes with a cotton bag and no picture on the lid, only a hint.',
      ]),
    ].join(' '),
    brand: chance.pick(['Fretsaw & Finch', 'Puzzlerie Maillard', 'Sunday Table']),
    sellerSlug: chance.pick(['lantern-row', 'hall-and-hearthside']),
    categorySlug: 'jigsaws',
    productType: 'jigsaw',
    attributes: { motif: scene },
    euros: chance.skewed([17, 32]),
    choices: [
      {
        option: 'Pieces',
        values: [
          { value: '500 pieces', code: '500' },
          { value: '1,000 pieces', code: '1000', factor: 1.3 },
        ],
      },
    ],
  };
}

const garden: Goods = {
  category: 'garden-tools',
  productType: 'garden tool',
  sellers: ['hall-and-hearthside', 'larch-and-larder'],
  makers: [
    { name: 'Dibber & Daughters', town: 'Evesham', country: 'England' },
    { name: 'Gereedschap Terhorst', town: 'Deventer', country: 'Netherlands' },
    { name: 'Eisenbach & Töchter', town: 'Solingen', country: 'Germany' },
  ],
  lines: ['Allotment', 'Border', 'Kitchen Garden', 'Orchard'],
  adjectives: ['well-balanced', 'stout', 'hand-forged', 'handy'],
  forms: [
    {
      name: 'Trowel',
      euros: [16, 38],
      pitch: ['The blade is marked in centimetres, so bulbs go in at the right depth.'],
    },
    {
      name: 'Hand Fork',
      euros: [16, 38],
      pitch: ['Three tines lift roots without cutting them.'],
    },
    {
      name: 'Digging Spade',
      euros: [49, 110],
      pitch: ['Treads on the blade are kind to the sole of a boot.'],
    },
    {
      name: 'Hoe',
      euros: [32, 68],
      pitch: ['Sharp on three sides, it weeds as you push and as you pull.'],
    },
  ],
  materials: [
    {
      name: 'Stainless',
      phrase: 'stainless steel and ash',
      notes: ['Clay slides off it, and it needs no oil in winter.'],
    },
    {
      name: 'Carbon-Steel',
      phrase: 'carbon steel and ash',
      notes: ['Keep it oiled and sharp, and your grandchildren will argue over it.'],
    },
    {
      name: 'Copper',
      phrase: 'copper bronze and oak',
      notes: ['It stays sharp, never rusts, and slugs are said to dislike it.'],
    },
  ],
  choices: () => [],
};

const camping: Goods = {
  category: 'camping',
  productType: 'camping gear',
  sellers: ['fjordvik', 'larch-and-larder'],
  makers: [
    { name: 'Fjordvik', town: 'Bergen', country: 'Norway' },
    { name: 'Saltbox Outfitters', town: 'Portland, Maine', country: 'United States' },
    { name: 'Refuge du Lac Vert', town: 'Chamonix', country: 'France' },
  ],
  lines: ['Bothy', 'Tarn', 'Moraine', 'Basecamp'],
  adjectives: ['packable', 'rugged', 'lightweight', 'simple'],
  forms: [
    {
      name: 'Flask',
      euros: [24, 48],
      pitch: ['Tea poured at breakfast is still hot at the summit.'],
    },
    {
      name: 'Mess Tin',
      euros: [16, 36],
      pitch: ['Pot, pan and plate nest into one another with room for a stove inside.'],
    },
    {
      name: 'Lantern',
      euros: [29, 75],
      pitch: ['It runs for forty hours on low and charges from any USB socket.'],
    },
    {
      name: 'Camp Mug',
      euros: [9, 22],
      pitch: ['The handle folds away, and a wide foot keeps it upright on rough ground.'],
    },
  ],
  materials: [
    { name: 'Titanium', notes: ['It weighs next to nothing and cannot be worn out.'] },
    { name: 'Steel', phrase: 'stainless steel', notes: ['Dents are a record of good weekends.'] },
    { name: 'Enamel', phrase: 'enamelled steel', notes: ['A chip or two does no harm.'] },
  ],
  choices: (chance) => [
    plainChoice('Colour', chance.several(['Forest', 'Sand', 'Graphite', 'Signal Orange'], 2)),
  ],
};
