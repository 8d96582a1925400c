import { spirit } from './alcohol.ts';
import type { Chance, Range } from './chance.ts';
import { a, capitalize, list } from './prose.ts';
import type { ChoiceValue, Draft, Trade } from './trade.ts';

export const spirits: Trade = { code: 'SPIRIT', products: 160, draft };

type Kind = {
  /** What the shelf calls it. */
  name: string;
  /** The same in running text. */
  noun: string;
  category: 'whisky' | 'gin' | 'rum' | 'brandy';
  country: string;
  region: string;
  /** Invented. */
  distilleries: readonly string[];
  ages: readonly number[];
  casks: readonly string[];
  editions: readonly string[];
  flavours: readonly string[];
  euros: Range;
  abv: Range;
};

const whiskyEditions = ['Cask Strength', 'Small Batch', 'Distiller’s Choice', 'Single Cask'];

const kinds: Kind[] = [
  {
    name: 'Islay Single Malt',
    noun: 'single malt Scotch whisky',
    category: 'whisky',
    country: 'Scotland',
    region: 'Islay',
    distilleries: ['Ardskerry', 'Port Ghlais', 'Loch Sorran'],
    ages: [8, 10, 12, 16, 18],
    casks: ['bourbon casks', 'oloroso sherry butts', 'refill hogsheads'],
    editions: whiskyEditions,
    flavours: ['peat smoke', 'sea salt', 'iodine', 'lemon', 'smoked bacon', 'vanilla', 'tar'],
    euros: [42, 140],
    abv: [43, 57],
  },
  {
    name: 'Speyside Single Malt',
    noun: 'single malt Scotch whisky',
    category: 'whisky',
    country: 'Scotland',
    region: 'Speyside',
    distilleries: ['Glen Averon', 'Knockbrae', 'Tomnairn'],
    ages: [10, 12, 15, 18, 21],
    casks: ['oloroso sherry butts', 'bourbon casks', 'first-fill sherry casks'],
    editions: whiskyEditions,
    flavours: ['honey', 'baked apple', 'raisins', 'almond', 'heather', 'butterscotch', 'pear'],
    euros: [38, 180],
    abv: [40, 56],
  },
  {
    name: 'Highland Single Malt',
    noun: 'single malt Scotch whisky',
    category: 'whisky',
    country: 'Scotland',
    region: 'the Highlands',
    distilleries: ['Ben Corrow', 'Strathmuick', 'Allt na Fearn'],
    ages: [10, 12, 14, 18],
    casks: ['bourbon casks', 'port pipes', 'virgin oak'],
    editions: whiskyEditions,
    flavours: ['heather honey', 'orange peel', 'ginger', 'malt biscuit', 'dried apricot', 'oak'],
    euros: [36, 130],
    abv: [40, 55],
  },
  {
    name: 'Irish Pot Still Whiskey',
    noun: 'Irish whiskey',
    category: 'whisky',
    country: 'Ireland',
    region: 'County Cork',
    distilleries: ['Carrigbawn', 'Inishmoyle'],
    ages: [7, 10, 12, 15],
    casks: ['bourbon barrels', 'sherry butts', 'Marsala casks'],
    editions: whiskyEditions,
    flavours: ['toasted cereal', 'vanilla', 'green apple', 'nutmeg', 'toffee', 'black pepper'],
    euros: [38, 110],
    abv: [40, 50],
  },
  {
    name: 'Kentucky Straight Bourbon',
    noun: 'bourbon',
    category: 'whisky',
    country: 'United States',
    region: 'Kentucky',
    distilleries: ['Colby Hollow', 'Turnpike & Sons'],
    ages: [4, 6, 8, 10],
    casks: ['new charred oak', 'heavily charred oak'],
    editions: ['Small Batch', 'Single Barrel', 'Barrel Proof', 'High Rye'],
    flavours: ['caramel', 'vanilla', 'cherry', 'leather', 'cinnamon', 'toasted oak', 'corn bread'],
    euros: [29, 85],
    abv: [43, 58],
  },
  {
    name: 'Straight Rye',
    noun: 'rye whiskey',
    category: 'whisky',
    country: 'United States',
    region: 'Pennsylvania',
    distilleries: ['Quarrel Creek', 'Ten Mile Stillworks'],
    ages: [3, 5, 7],
    casks: ['new charred oak', 'toasted maple-finished barrels'],
    editions: ['Small Batch', 'Single Barrel', 'Bottled in Bond'],
    flavours: ['rye bread', 'black pepper', 'dill', 'clove', 'burnt sugar', 'mint'],
    euros: [34, 78],
    abv: [45, 52],
  },
  {
    name: 'Japanese Malt Whisky',
    noun: 'Japanese malt whisky',
    category: 'whisky',
    country: 'Japan',
    region: 'Nagano',
    distilleries: ['Shirakumo Jōryūsho', 'Asagiri Distillery'],
    ages: [5, 8, 12],
    casks: ['mizunara oak', 'bourbon casks', 'plum-wine casks'],
    editions: ['Single Cask', 'Small Batch', 'Mizunara Reserve'],
    flavours: ['sandalwood', 'white peach', 'coconut', 'incense', 'honey', 'green tea'],
    euros: [65, 210],
    abv: [43, 52],
  },
  {
    name: 'London Dry Gin',
    noun: 'London dry gin',
    category: 'gin',
    country: 'England',
    region: 'London',
    distilleries: ['Tanner’s Yard', 'Marlpit & Vane', 'Cloth Fair Spirits'],
    ages: [],
    casks: [],
    editions: ['No. 3', 'Navy Strength', 'Citrus', 'Original', 'Winter'],
    flavours: ['juniper', 'coriander seed', 'lemon peel', 'angelica', 'liquorice root', 'orris'],
    euros: [26, 44],
    abv: [41, 57],
  },
  {
    name: 'Coastal Gin',
    noun: 'gin',
    category: 'gin',
    country: 'Scotland',
    region: 'the Hebrides',
    distilleries: ['Machair & Tide', 'Sula Sgeir Stillhouse'],
    ages: [],
    casks: [],
    editions: ['Sugar Kelp', 'Wild Thyme', 'Sea Buckthorn', 'Bog Myrtle', 'Original'],
    flavours: ['juniper', 'sugar kelp', 'pink peppercorn', 'sea buckthorn', 'lemon thyme'],
    euros: [32, 48],
    abv: [42, 47],
  },
  {
    name: 'Mediterranean Gin',
    noun: 'gin',
    category: 'gin',
    country: 'Spain',
    region: 'Menorca',
    distilleries: ['Destilería Cala Verda', 'Tres Molins'],
    ages: [],
    casks: [],
    editions: ['Rosemary', 'Bitter Orange', 'Olive Leaf', 'Almond Blossom', 'Original'],
    flavours: ['juniper', 'rosemary', 'bitter orange', 'bay leaf', 'olive leaf', 'almond'],
    euros: [24, 39],
    abv: [40, 44],
  },
  {
    name: 'Barbados Rum',
    noun: 'rum',
    category: 'rum',
    country: 'Barbados',
    region: 'Saint Philip',
    distilleries: ['Windmill Reach', 'Gunsight Hill'],
    ages: [5, 8, 12, 15],
    casks: ['bourbon barrels', 'Madeira casks', 'cognac casks'],
    editions: ['Overproof', 'Pot Still', 'Single Blended'],
    flavours: ['coconut', 'toffee', 'banana', 'nutmeg', 'vanilla', 'toasted oak'],
    euros: [28, 95],
    abv: [40, 59],
  },
  {
    name: 'Jamaica Rum',
    noun: 'Jamaican rum',
    category: 'rum',
    country: 'Jamaica',
    region: 'Trelawny',
    distilleries: ['Cockpit Estate', 'Green Spur'],
    ages: [3, 5, 8, 12],
    casks: ['bourbon barrels', 'rum puncheons'],
    editions: ['Pot Still', 'Overproof', 'High Ester', 'White'],
    flavours: ['overripe pineapple', 'banana', 'molasses', 'olive brine', 'brown sugar', 'clove'],
    euros: [26, 90],
    abv: [43, 63],
  },
  {
    name: 'Rhum Agricole',
    noun: 'rhum agricole',
    category: 'rum',
    country: 'France',
    region: 'Martinique',
    distilleries: ['Habitation Beauséjour-Mornay', 'Distillerie L’Anse Claire'],
    ages: [3, 6, 10],
    casks: ['French oak', 'cognac casks'],
    editions: ['Blanc', 'Élevé Sous Bois', 'Canne Bleue'],
    flavours: ['fresh sugar cane', 'lime zest', 'cut grass', 'green banana', 'white pepper'],
    euros: [29, 80],
    abv: [42, 55],
  },
  {
    name: 'Cognac',
    noun: 'cognac',
    category: 'brandy',
    country: 'France',
    region: 'Cognac',
    distilleries: ['Maison Delhommeau', 'Logis de Verrières', 'Pierre Castagnac'],
    ages: [10, 15, 20, 25],
    casks: ['Limousin oak', 'fine-grained French oak'],
    editions: ['VS', 'VSOP', 'XO', 'Petite Champagne', 'Borderies'],
    flavours: ['dried apricot', 'orange blossom', 'walnut', 'vanilla', 'cigar box', 'candied peel'],
    euros: [36, 190],
    abv: [40, 44],
  },
  {
    name: 'Calvados',
    noun: 'calvados',
    category: 'brandy',
    country: 'France',
    region: 'the Pays d’Auge',
    distilleries: ['Domaine du Pressoir Gris', 'Ferme des Mesliers'],
    ages: [4, 8, 12, 20],
    casks: ['old cider casks', 'French oak'],
    editions: ['Fine', 'Hors d’Âge', 'Réserve'],
    flavours: ['baked apple', 'butter pastry', 'pear skin', 'cinnamon', 'honey', 'walnut'],
    euros: [32, 120],
    abv: [40, 43],
  },
  {
    name: 'Apricot Brandy',
    noun: 'apricot eau-de-vie',
    category: 'brandy',
    country: 'Austria',
    region: 'the Wachau',
    distilleries: ['Brennerei Sonnleithen', 'Hofbrennerei Marillenhof-Gschwandt'],
    ages: [3, 5],
    casks: ['mulberry casks', 'ash-wood casks'],
    editions: ['Klassik', 'Late Harvest', 'Single Orchard'],
    flavours: ['ripe apricot', 'marzipan', 'apricot kernel', 'blossom honey'],
    euros: [29, 65],
    abv: [40, 43],
  },
];

type Expression = { name: string; age: number | null; cask: string | null };

function draft(chance: Chance): Draft {
  const kind = chance.pick(kinds);
  const distillery = chance.pick(kind.distilleries);
  const expression = expressionOf(kind, chance);
  const abv = chance.integer(kind.abv);
  return {
    name: expression.name,
    description: descriptionOf(kind, distillery, expression, abv, chance),
    brand: distillery,
    sellerSlug: chance.pick(['stillroom-lane', 'stillroom-lane', 'oldmoor-cellars']),
    categorySlug: kind.category,
    productType: 'spirits',
    attributes: {
      country: kind.country,
      region: kind.region.replace('the ', ''),
      style: kind.name,
      ...(expression.age === null ? {} : { age: String(expression.age) }),
      ...(expression.cask === null ? {} : { cask: capitalize(expression.cask) }),
    },
    euros: priceOf(kind, expression, chance),
    choices: [{ option: 'Bottle', values: sizes(chance) }],
    ...spirit(abv),
  };
}

function expressionOf(kind: Kind, chance: Chance): Expression {
  const cask = kind.casks.length > 0 ? chance.pick(kind.casks) : null;
  const edition = chance.happens(0.6) ? ` ${chance.pick(kind.editions)}` : '';
  if (kind.ages.length > 0 && (edition === '' || chance.happens(0.4))) {
    const age = chance.pick(kind.ages);
    return { name: `${kind.name}${edition} ${age} Years Old`, age, cask };
  }
  const unaged = /Blanc|White|Klassik/.test(edition);
  return { name: `${kind.name}${edition}`, age: null, cask: unaged ? null : cask };
}

/** Older costs more, so the draw only moves the price around what the age makes it. */
function priceOf({ euros: [least, most], ages }: Kind, { age }: Expression, chance: Chance) {
  const oldest = Math.max(...ages, 1);
  const maturity = age === null ? 0.2 : age / oldest;
  return least + (most - least) * maturity * (0.7 + 0.3 * chance.fraction());
}

function sizes(chance: Chance): ChoiceValue[] {
  const bottle = { value: 'Bottle, 70 cl', code: '70' };
  const half = { value: 'Half bottle, 35 cl', code: '35', factor: 0.56 };
  const sample = { value: 'Sample, 5 cl', code: '5', factor: 0.13 };
  return chance.pick([[bottle], [sample, bottle], [half, bottle], [sample, half, bottle]]);
}

function descriptionOf(
  kind: Kind,
  distillery: string,
  { age, cask }: Expression,
  abv: number,
  chance: Chance,
): string {
  const [first = '', second = '', third = ''] = chance.several(kind.flavours, 3);
  const matured =
    cask === null
      ? ', distilled in small batches'
      : `, matured ${age === null ? '' : `${age} years `}in ${cask}`;
  const rested =
    cask === null ? '' : ` and rests it ${age === null ? '' : `for ${age} years `}in ${cask}`;
  const place = kind.region === kind.country ? kind.country : `${kind.region}, ${kind.country}`;
  return [
    chance.pick([
      `${capitalize(a(kind.noun))} from ${place}${matured}.`,
      `${distillery} distils this ${kind.noun} in copper stills in ${kind.region}${rested}.`,
      `From ${distillery} in ${place}: ${a(kind.noun)}${matured}.`,
    ]),
    chance.pick([
      `The nose has ${first} and ${second}; ${third} comes through on the palate and stays.`,
      `It opens with ${first}, turns to ${second}, and ends long and dry with ${third}.`,
      `Look for ${list([first, second, third])}.`,
      `There is ${first} first, then ${second} and a little ${third}.`,
    ]),
    chance.pick(
      kind.category === 'gin'
        ? [
            `At ${abv}% it stands up to tonic, and makes a very cold, very dry martini.`,
            `Pour it long with tonic and a strip of ${chance.pick(['lemon', 'orange', 'grapefruit'])} peel.`,
            `Bottled at ${abv}% without sugar or colouring.`,
          ]
        : [
            `Bottled at ${abv}% without chill-filtration.`,
            `At ${abv}%, it opens up with a few drops of water.`,
            `Natural colour, ${abv}%, and best from a small tulip glass.`,
            `We would drink it neat after dinner.`,
          ],
    ),
  ].join(' ');
}
