import {
  type JudgedProduct,
  type Rule,
  all,
  any,
  attribute,
  brand,
  category,
  choice,
  described,
  named,
  not,
  sku,
  type,
} from './rules.ts';

export const LANGUAGES = ['en', 'de', 'fr', 'es', 'it'] as const;
export type Language = (typeof LANGUAGES)[number];

export const KINDS = [
  'misspelling',
  'synonym',
  'word form',
  'language',
  'SKU',
  'brand and attribute',
  'category',
  'phrase',
  'number and unit',
  'unfinished',
] as const;
export type Kind = (typeof KINDS)[number];

/** What somebody who types a query hopes to see, said about products rather than by lists of them. */
interface Wish {
  readonly query: string;
  readonly intent: string;
  /** Grade 3: just what was asked for. */
  readonly perfect: Rule;
  /** Grade 2: would be bought instead. */
  readonly good?: Rule;
  /** Grade 1: has to do with it. Everything else is worth nothing. */
  readonly related?: Rule;
}

export interface Judgement extends Wish {
  readonly kind: Kind;
  readonly language: Language;
  /** Kept apart to judge what was tuned by the others. Nobody looks at its results while tuning. */
  readonly heldOut: boolean;
}

export type Grade = 0 | 1 | 2 | 3;

export function gradeOf({ perfect, good, related }: Wish, product: JudgedProduct): Grade {
  if (perfect(product)) return 3;
  if (good?.(product)) return 2;
  return related?.(product) ? 1 : 0;
}

/** Every third of a kind and language is held out, so new ones are added at the end of their list. */
const judged = (kind: Kind, language: Language, wishes: readonly Wish[]): Judgement[] =>
  wishes.map((wish, index) => ({ ...wish, kind, language, heldOut: index % 3 === 2 }));

const jam = all(type('preserve'), named('jam'));
const stillRed = category('red-wine');
const cafetiere = named('cafetière');
const grinder = named('hand grinder', 'hand coffee grinder');
const coffeeEquipment = type('coffee equipment');
const teapot = named('teapot');
const beadedWhite = all(category('sparkling-wine'), attribute('colour', 'white'));
const wineGlass = named('burgundy glass', 'white wine glass', 'champagne tulip');
const sweater = all(type('knitwear'), named('jumper', 'roll-neck'));

const misspellings: Wish[] = [
  {
    query: 'chardonay',
    intent: 'Wine of the Chardonnay grape; it is part of most champagne.',
    perfect: all(
      type('wine'),
      any(named('chardonnay'), (p) => p.attributes['grape'] === 'Chardonnay'),
    ),
    related: attribute('grape', 'chardonnay'),
  },
  {
    query: 'tempranilo',
    intent: 'Wine of the Tempranillo grape, alone or in a blend.',
    perfect: attribute('grape', 'tempranillo'),
  },
  {
    query: 'cafetierre',
    intent: 'A cafetière.',
    perfect: cafetiere,
    related: coffeeEquipment,
  },
  {
    query: 'wisky',
    intent: 'Any whisky.',
    perfect: category('whisky'),
    related: named('whisky tumbler'),
  },
  {
    query: 'marmelade',
    intent: 'Orange marmalade; jam will do if need be.',
    perfect: named('marmalade'),
    related: jam,
  },
  {
    query: 'shetlend jumper',
    intent: 'A jumper of Shetland wool.',
    perfect: all(sweater, attribute('material', 'shetland wool')),
    good: any(sweater, all(type('knitwear'), attribute('material', 'shetland wool'))),
    related: type('knitwear'),
  },
  {
    query: 'jigsawe puzle',
    intent: 'A jigsaw puzzle.',
    perfect: type('jigsaw'),
  },
  {
    query: 'notebok',
    intent: 'A notebook to write in; a sketchbook has pages too.',
    perfect: all(type('notebook'), named('notebook')),
    good: named('sketchbook'),
    related: type('notebook'),
  },
  {
    query: 'roobios',
    intent: 'Rooibos, the red bush tea.',
    perfect: attribute('kind', 'rooibos'),
  },
  {
    query: 'expresso cups',
    intent: 'Cups for espresso.',
    perfect: named('espresso cup'),
    related: all(type('teaware'), named('mug')),
  },
  {
    query: 'acounting sofware',
    intent: 'Software for keeping books; invoicing and payroll come close.',
    perfect: attribute('kind', 'double-entry accounting'),
    good: attribute('kind', 'invoicing', 'payroll'),
    related: category('business-software'),
  },
  {
    query: 'proseco',
    intent: 'Prosecco; another white sparkling wine will do.',
    perfect: named('prosecco'),
    good: beadedWhite,
    related: category('sparkling-wine'),
  },
];

const synonyms: Wish[] = [
  {
    query: 'french press',
    intent: 'What Americans call a cafetière.',
    perfect: cafetiere,
    related: coffeeEquipment,
  },
  {
    query: 'sweater',
    intent: 'A knitted jumper; a cardigan is one with buttons.',
    perfect: sweater,
    good: type('knitwear'),
  },
  {
    query: 'scotch',
    intent: 'Whisky from Scotland.',
    perfect: all(category('whisky'), attribute('country', 'scotland')),
    related: category('whisky'),
  },
  {
    query: 'bubbly',
    intent: 'Any sparkling wine.',
    perfect: category('sparkling-wine'),
  },
  {
    query: 'skillet',
    intent: 'What Americans call a frying pan; a sauté pan fries as well.',
    perfect: named('frying pan'),
    good: named('sauté pan'),
    related: type('cookware'),
  },
  {
    query: 'blanket',
    intent: 'A throw.',
    perfect: all(type('throw'), named('throw')),
  },
  {
    query: 'anorak',
    intent: 'A raincoat; other jackets are worn outdoors too.',
    perfect: named('raincoat'),
    related: type('jacket'),
  },
  {
    query: 'thermos',
    intent: 'A vacuum flask.',
    perfect: all(type('camping gear'), named('flask')),
  },
  {
    query: 'woolly hat',
    intent: 'A beanie, which here is always of wool or alpaca.',
    perfect: named('beanie'),
    related: named('scarf'),
  },
  {
    query: 'detective novels',
    intent: 'Crime fiction; other novels are novels at least.',
    perfect: attribute('genre', 'crime'),
    related: attribute('genre', 'novel'),
  },
  {
    query: 'cookies',
    intent: 'What Americans call biscuits.',
    perfect: type('biscuits'),
  },
  {
    query: 'caffeine-free tea',
    intent: 'Tea without caffeine.',
    perfect: all(type('tea'), attribute('caffeine', 'none')),
    related: type('tea'),
  },
];

const wordForms: Wish[] = [
  { query: 'candles', intent: 'Any candle.', perfect: type('candle') },
  {
    query: 'teapots',
    intent: 'Any teapot.',
    perfect: teapot,
    related: type('teaware'),
  },
  { query: 'knives', intent: 'Any knife.', perfect: type('knife') },
  {
    query: 'glasses',
    intent: 'Glasses to drink from; a carafe stands beside them.',
    perfect: all(type('glassware'), not(named('carafe'))),
    related: named('carafe'),
  },
  { query: 'scarves', intent: 'Any scarf.', perfect: named('scarf') },
  {
    query: 'cherries',
    intent: 'Something made of cherries; tasting of them is a beginning.',
    perfect: named('cherry'),
    related: described('cherry', 'cherries'),
  },
  {
    query: 'hoes',
    intent: 'Any hoe.',
    perfect: named('hoe'),
    related: type('garden tool'),
  },
  {
    query: 'bread knifes',
    intent: 'A bread knife, whatever its plural.',
    perfect: named('bread knife'),
    related: type('knife'),
  },
  {
    query: 'stouts',
    intent: 'Any stout; porter is its brother.',
    perfect: attribute('style', 'stout', 'oatmeal stout', 'imperial stout'),
    good: all(type('beer'), attribute('style', 'porter')),
    related: category('dark-beer'),
  },
];

const german: Wish[] = [
  { query: 'Rotwein', intent: 'Red wine.', perfect: stillRed },
  {
    query: 'Kaffeemühle',
    intent: 'A coffee grinder.',
    perfect: grinder,
    related: coffeeEquipment,
  },
  {
    query: 'Weißweingläser',
    intent: 'Glasses for white wine; other wine glasses will do.',
    perfect: named('white wine glass'),
    good: wineGlass,
    related: type('glassware'),
  },
  {
    query: 'Bettwäsche aus Leinen',
    intent: 'Bed linen of linen.',
    perfect: all(type('bed linen'), attribute('material', 'stone-washed linen')),
    good: type('bed linen'),
  },
  { query: 'Honig', intent: 'Honey.', perfect: type('honey') },
  {
    query: 'handtuecher',
    intent: 'Towels, on a keyboard without umlauts.',
    perfect: type('towel'),
  },
  {
    query: 'Olivenöl aus Griechenland',
    intent: 'Greek olive oil.',
    perfect: all(type('olive oil'), attribute('country', 'greece')),
    good: type('olive oil'),
  },
  {
    query: 'Kochmesser',
    intent: 'A chef’s knife; the santoku is its Japanese cousin.',
    perfect: named('chef’s knife'),
    good: named('santoku'),
    related: type('knife'),
  },
  {
    query: 'Brettspiele für zwei',
    intent: 'Board games for two players.',
    perfect: all(type('board game'), attribute('players', '2')),
    related: type('board game'),
  },
];

const french: Wish[] = [
  {
    query: 'vin blanc de Loire',
    intent: 'White wine from the Loire; other French white wine is second best.',
    perfect: all(category('white-wine'), attribute('region', 'loire')),
    good: all(type('wine'), attribute('region', 'loire'), attribute('colour', 'white')),
    related: all(category('white-wine'), attribute('country', 'france')),
  },
  { query: 'théière', intent: 'A teapot.', perfect: teapot, related: type('teaware') },
  {
    query: 'huile d’olive bio',
    intent: 'Organic olive oil.',
    perfect: all(type('olive oil'), named('organic')),
    good: type('olive oil'),
  },
  { query: 'bougies parfumées', intent: 'Scented candles.', perfect: type('candle') },
  {
    query: 'couteau a pain',
    intent: 'A bread knife, typed without the accent.',
    perfect: named('bread knife'),
    related: type('knife'),
  },
  {
    query: 'confiture d’abricot',
    intent: 'Apricot jam; other jam will do.',
    perfect: named('apricot jam'),
    good: jam,
    related: type('preserve'),
  },
  { query: 'chaussettes', intent: 'Socks.', perfect: named('socks') },
  {
    query: 'roman policier',
    intent: 'Crime fiction.',
    perfect: attribute('genre', 'crime'),
    related: attribute('genre', 'novel'),
  },
  {
    query: 'thé vert',
    intent: 'Green tea.',
    perfect: attribute('kind', 'green tea'),
    related: type('tea'),
  },
];

const spanish: Wish[] = [
  {
    query: 'vino tinto Rioja',
    intent: 'Red Rioja; other Spanish red wine is second best.',
    perfect: all(stillRed, attribute('region', 'rioja')),
    related: all(stillRed, attribute('country', 'spain')),
  },
  { query: 'aceite de oliva', intent: 'Olive oil.', perfect: type('olive oil') },
  {
    query: 'camisas de lino',
    intent: 'Linen shirts; other shirts will do.',
    perfect: all(type('shirt'), attribute('material', 'linen')),
    good: type('shirt'),
  },
  { query: 'cuchillos de cocina', intent: 'Kitchen knives.', perfect: type('knife') },
  {
    query: 'cafe en grano',
    intent: 'Coffee in whole beans, typed without the accent.',
    perfect: all(type('coffee'), choice('whole bean')),
    related: type('coffee'),
  },
  {
    query: 'juego de mesa cooperativo',
    intent: 'A board game played together instead of against each other.',
    perfect: attribute('mechanism', 'co-operative'),
    related: type('board game'),
  },
  {
    query: 'manta de alpaca',
    intent: 'An alpaca throw; one of wool warms too.',
    perfect: all(type('throw'), named('throw'), attribute('material', 'alpaca')),
    good: all(type('throw'), named('throw')),
    related: all(type('throw'), attribute('material', 'alpaca')),
  },
  {
    query: 'cerveza negra',
    intent: 'Dark beer: stout, porter, dark lager.',
    perfect: any(category('dark-beer'), attribute('style', 'dark lager')),
    related: type('beer'),
  },
  {
    query: 'jabón',
    intent: 'Soap, best in a piece.',
    perfect: all(type('soap'), named('soap')),
    good: type('soap'),
  },
];

const italian: Wish[] = [
  { query: 'spumante', intent: 'Sparkling wine.', perfect: category('sparkling-wine') },
  {
    query: 'miele d’acacia',
    intent: 'Acacia honey; other honey will do.',
    perfect: named('acacia honey'),
    good: type('honey'),
  },
  {
    query: 'lampada da tavolo',
    intent: 'A lamp for a table or desk.',
    perfect: named('desk lamp'),
    good: named('bedside lamp'),
    related: type('lamp'),
  },
  { query: 'asciugamani', intent: 'Towels.', perfect: type('towel') },
  {
    query: 'cioccolato fondente',
    intent: 'Dark chocolate.',
    perfect: all(type('chocolate'), not(named('milk'))),
    related: type('chocolate'),
  },
  {
    query: 'tazzine da caffe',
    intent: 'Espresso cups, typed without the accent.',
    perfect: named('espresso cup'),
    related: all(type('teaware'), named('mug')),
  },
  {
    query: 'maglione di lana merino',
    intent: 'A jumper of merino wool.',
    perfect: all(sweater, attribute('material', 'extra-fine merino')),
    good: all(type('knitwear'), attribute('material', 'extra-fine merino')),
    related: type('knitwear'),
  },
  {
    query: 'vino rosato',
    intent: 'Rosé wine.',
    perfect: category('rose-wine'),
    related: attribute('colour', 'rosé'),
  },
  { query: 'libri di cucina', intent: 'Cookery books.', perfect: attribute('genre', 'cookery') },
];

const skus: Wish[] = [
  {
    query: 'WINE-PINOT-2019-75',
    intent: 'The product with this SKU.',
    perfect: sku('WINE-PINOT-2019-75'),
  },
  {
    query: 'kitchen-grinder-black',
    intent: 'The product with this SKU, in small letters.',
    perfect: sku('KITCHEN-GRINDER-BLACK'),
  },
  {
    query: 'BEER-0096',
    intent: 'The product whose SKUs begin like this.',
    perfect: sku('BEER-0096'),
  },
  {
    query: 'cloth 0061 s bur',
    intent: 'The product with this SKU, read out over the telephone.',
    perfect: sku('CLOTH-0061-S-BUR'),
  },
  {
    query: 'SOFT-LEDGERLY-1Y',
    intent: 'The product with this SKU.',
    perfect: sku('SOFT-LEDGERLY-1Y'),
  },
  {
    query: 'LEISURE0105',
    intent: 'The product with this SKU, without its hyphen.',
    perfect: sku('LEISURE-0105'),
  },
  {
    query: 'book-0129-hb',
    intent: 'The product with this SKU, in small letters.',
    perfect: sku('BOOK-0129-HB'),
  },
  {
    query: 'SPIRIT-0044-70',
    intent: 'The product with this SKU.',
    perfect: sku('SPIRIT-0044-70'),
  },
  {
    query: 'PAPER-0103 A3',
    intent: 'The product with this SKU, with a blank in it.',
    perfect: sku('PAPER-0103-A3'),
  },
];

const brandsAndAttributes: Wish[] = [
  {
    query: 'Kawasemi damascus',
    intent: 'Kawasemi’s knives of Damascus steel.',
    perfect: all(brand('Kawasemi'), attribute('material', 'damascus steel')),
    good: all(brand('Kawasemi'), type('knife')),
    related: any(brand('Kawasemi'), attribute('material', 'damascus steel')),
  },
  {
    query: 'fjordvik raincoat',
    intent: 'A raincoat by Fjordvik.',
    perfect: all(brand('Fjordvik'), named('raincoat')),
    good: named('raincoat'),
    related: all(brand('Fjordvik'), type('jacket')),
  },
  {
    query: 'hebble and weft flannel',
    intent: 'Flannel bed linen by Hebble & Weft, whose name has an ampersand.',
    perfect: all(brand('Hebble & Weft'), named('flannel')),
    good: all(type('bed linen'), any(brand('Hebble & Weft'), named('flannel'))),
    related: brand('Hebble & Weft'),
  },
  {
    query: 'slipway mug',
    intent: 'A mug by Slipway Pottery; one by another potter holds tea too.',
    perfect: all(brand('Slipway Pottery'), named('mug')),
    good: all(type('teaware'), named('mug')),
    related: brand('Slipway Pottery'),
  },
  {
    query: 'Skep & Clover chestnut',
    intent: 'Chestnut honey by Skep & Clover.',
    perfect: all(brand('Skep & Clover'), named('chestnut')),
    good: all(type('honey'), any(brand('Skep & Clover'), named('chestnut'))),
    related: type('honey'),
  },
  {
    query: 'smoke alley candle',
    intent: 'A candle by Smoke Alley.',
    perfect: all(brand('Smoke Alley'), type('candle')),
    related: any(type('candle'), brand('Smoke Alley')),
  },
  {
    query: 'muhlhaus grinder',
    intent: 'A grinder by Mühlhaus Werkstatt; another maker’s grinds as well.',
    perfect: all(brand('Mühlhaus Werkstatt'), grinder),
    good: grinder,
    related: brand('Mühlhaus Werkstatt'),
  },
  {
    query: 'ledgerly for mac',
    intent: 'Ledgerly that runs on macOS.',
    perfect: all(brand('Ledgerly'), attribute('platform', 'macOS')),
    related: brand('Ledgerly'),
  },
  {
    query: 'eisenbach hoe',
    intent: 'A hoe by Eisenbach & Töchter; other hoes weed too.',
    perfect: all(brand('Eisenbach & Töchter'), named('hoe')),
    good: named('hoe'),
    related: all(brand('Eisenbach & Töchter'), type('garden tool')),
  },
];

const categories: Wish[] = [
  { query: 'red wine', intent: 'Any red wine.', perfect: stillRed },
  { query: 'board games', intent: 'Any board game.', perfect: type('board game') },
  {
    query: 'pans',
    intent: 'Pans; a casserole is a pot.',
    perfect: named('frying pan', 'sauté pan', 'saucepan'),
    good: type('cookware'),
  },
  {
    query: 'herbal tea',
    intent: 'Herbal infusions; rooibos is one by another name.',
    perfect: attribute('kind', 'herbal infusion'),
    good: attribute('kind', 'rooibos'),
    related: type('tea'),
  },
  {
    query: 'bed linen',
    intent: 'Any bed linen, of whatever material.',
    perfect: type('bed linen'),
  },
  {
    query: 'single malt',
    intent: 'Single malt whisky; other malt whisky comes close.',
    perfect: attribute('style', 'single malt'),
    good: attribute('style', 'malt whisky'),
    related: category('whisky'),
  },
  {
    query: 'crime fiction',
    intent: 'Crime fiction.',
    perfect: attribute('genre', 'crime'),
    related: attribute('genre', 'novel'),
  },
  {
    query: 'tea',
    intent: 'Tea to drink; what it is drunk from has to do with it.',
    perfect: type('tea'),
    related: type('teaware'),
  },
  {
    query: 'ipa',
    intent: 'India pale ale; pale ale is its milder sister.',
    perfect: all(type('beer'), attribute('style', 'ipa')),
    good: all(type('beer'), attribute('style', 'pale ale')),
  },
];

const phrases: Wish[] = [
  {
    query: '"cherry sour"',
    intent: 'The beer of this style, and no sour cherry jam.',
    perfect: attribute('style', 'cherry sour'),
  },
  {
    query: 'white wine glass',
    intent: 'A glass for white wine, and no white wine.',
    perfect: named('white wine glass'),
    good: wineGlass,
    related: type('glassware'),
  },
  {
    query: 'black tea',
    intent: 'Black tea to drink; a candle that smells of it only has its name.',
    perfect: attribute('kind', 'black tea'),
    related: any(type('tea'), named('black tea')),
  },
  {
    query: 'orange blossom honey',
    intent: 'Honey from orange blossom, not a candle.',
    perfect: named('orange blossom honey'),
    good: type('honey'),
  },
  {
    query: 'wine with goat’s cheese',
    intent: 'Wine that is said to go with goat’s cheese.',
    perfect: all(type('wine'), described('goat’s cheese')),
    related: described('goat’s cheese'),
  },
  {
    query: 'percale duvet cover',
    intent: 'A duvet cover of percale.',
    perfect: all(named('duvet cover'), named('percale')),
    good: named('duvet cover'),
    related: type('bed linen'),
  },
  {
    query: 'organic red burgundy',
    intent: 'Red wine from Burgundy, organically grown.',
    perfect: all(stillRed, attribute('region', 'burgundy'), attribute('farming', 'organic')),
    good: all(stillRed, attribute('region', 'burgundy')),
    related: any(
      all(type('wine'), attribute('region', 'burgundy')),
      all(stillRed, attribute('farming', 'organic')),
    ),
  },
  {
    query: 'dark roast espresso blend',
    intent: 'A blend for espresso, roasted dark.',
    perfect: all(named('espresso blend'), attribute('roast', 'dark')),
    related: type('coffee'),
  },
  {
    query: 'waxed cotton jacket',
    intent: 'A jacket of waxed cotton, of any cut.',
    perfect: all(type('jacket'), attribute('material', 'waxed cotton')),
    related: type('jacket'),
  },
  {
    query: 'history of the telegraph',
    intent: 'Books about the history of the telegraph.',
    perfect: all(attribute('genre', 'history'), any(named('telegraph'), described('telegraph'))),
    related: attribute('genre', 'history'),
  },
  {
    query: 'cast iron frying pan',
    intent: 'A frying pan of cast iron.',
    perfect: all(named('frying pan'), named('cast-iron')),
    good: any(named('frying pan'), all(type('cookware'), named('cast-iron'))),
    related: type('cookware'),
  },
  {
    query: 'password manager for linux',
    intent: 'Password management that runs on Linux.',
    perfect: all(attribute('kind', 'password management'), attribute('platform', 'linux')),
    good: attribute('kind', 'password management'),
  },
];

const numbersAndUnits: Wish[] = [
  {
    query: 'magnum champagne',
    intent: 'Champagne in a magnum; a bottle will do.',
    perfect: all(named('champagne'), type('wine'), choice('magnum')),
    good: all(named('champagne'), type('wine')),
    related: all(category('sparkling-wine'), choice('magnum')),
  },
  {
    query: 'whisky 12 years',
    intent: 'Whisky of twelve years.',
    perfect: all(category('whisky'), attribute('age', '12')),
    related: category('whisky'),
  },
  {
    query: '1000 piece jigsaw',
    intent: 'A jigsaw that comes in 1,000 pieces.',
    perfect: all(type('jigsaw'), choice('1,000 pieces')),
    related: type('jigsaw'),
  },
  {
    query: 'beer 24 pack',
    intent: 'Beer that is sold in cases of 24; any beer if need be.',
    perfect: all(type('beer'), choice('24 bottles')),
    related: type('beer'),
  },
  {
    query: '1kg coffee beans',
    intent: 'Coffee in whole beans by the kilogram.',
    perfect: all(type('coffee'), choice('1 kg')),
    related: type('coffee'),
  },
  {
    query: '70% chocolate',
    intent: 'Chocolate of 70 % cocoa; a little more or less will do.',
    perfect: all(type('chocolate'), named('70%')),
    good: all(type('chocolate'), named('68%', '72%', '75%')),
    related: type('chocolate'),
  },
  {
    query: '28cm pan',
    intent: 'A pan of 28 centimetres.',
    perfect: all(named('frying pan', 'sauté pan', 'saucepan'), choice('28 cm')),
    good: all(type('cookware'), choice('28 cm')),
    related: type('cookware'),
  },
  {
    query: 'rioja 2018',
    intent: 'Rioja of this vintage; another year will do.',
    perfect: all(attribute('region', 'rioja'), attribute('vintage', '2018')),
    good: attribute('region', 'rioja'),
  },
  {
    query: 'A3 screen print',
    intent: 'A screen print of size A3.',
    perfect: all(named('screen print'), choice('A3')),
    good: all(type('art print'), choice('A3')),
    related: type('art print'),
  },
  {
    query: 'half bottle of red wine',
    intent: 'Red wine in half bottles; red wine, or half bottles, have to do with it.',
    perfect: all(stillRed, choice('half bottle')),
    related: any(stillRed, all(type('wine'), choice('half bottle'))),
  },
  {
    query: 'king size fitted sheet',
    intent: 'A fitted sheet for a king-size bed.',
    perfect: all(named('fitted sheet'), choice('king')),
    good: named('fitted sheet'),
    related: all(type('bed linen'), choice('king')),
  },
  {
    query: 'board game for 2 players',
    intent: 'A board game made for two; others can be played by two.',
    perfect: all(
      type('board game'),
      attribute('players', '2'),
      not(attribute('players', '2–4', '2–5')),
    ),
    good: all(type('board game'), attribute('players', '1–4', '2–4', '2–5')),
    related: type('board game'),
  },
];

const unfinished: Wish[] = [
  { query: 'cafeti', intent: 'On the way to cafetière.', perfect: cafetiere },
  {
    query: 'tempr',
    intent: 'On the way to Tempranillo.',
    perfect: attribute('grape', 'tempranillo'),
  },
  {
    query: 'santo',
    intent: 'On the way to santoku.',
    perfect: named('santoku'),
    related: type('knife'),
  },
  { query: 'olive o', intent: 'On the way to olive oil.', perfect: type('olive oil') },
  {
    query: 'linen shi',
    intent: 'On the way to linen shirts.',
    perfect: all(type('shirt'), named('linen')),
    good: type('shirt'),
  },
  {
    query: 'bread kn',
    intent: 'On the way to bread knife.',
    perfect: named('bread knife'),
    related: type('knife'),
  },
];

export const judgements: readonly Judgement[] = [
  ...judged('misspelling', 'en', misspellings),
  ...judged('synonym', 'en', synonyms),
  ...judged('word form', 'en', wordForms),
  ...judged('language', 'de', german),
  ...judged('language', 'fr', french),
  ...judged('language', 'es', spanish),
  ...judged('language', 'it', italian),
  ...judged('SKU', 'en', skus),
  ...judged('brand and attribute', 'en', brandsAndAttributes),
  ...judged('category', 'en', categories),
  ...judged('phrase', 'en', phrases),
  ...judged('number and unit', 'en', numbersAndUnits),
  ...judged('unfinished', 'en', unfinished),
];
