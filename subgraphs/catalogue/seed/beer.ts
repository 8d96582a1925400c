import { beverage } from './alcohol.ts';
import type { Chance, Range } from './chance.ts';
import { a, capitalize, list } from './prose.ts';
import type { Draft, Trade } from './trade.ts';

export const beer: Trade = { code: 'BEER', products: 140, draft };

const breweries = [
  { name: 'Ferryman’s Wharf', town: 'Whitby', country: 'England' },
  { name: 'Otter & Anvil', town: 'Shrewsbury', country: 'England' },
  { name: 'Stray Pigeon Brewing', town: 'Leeds', country: 'England' },
  { name: 'Cairnwater', town: 'Inverness', country: 'Scotland' },
  { name: 'Sloe Hare', town: 'Kilkenny', country: 'Ireland' },
  { name: 'Brauhaus Krähennest', town: 'Bamberg', country: 'Germany' },
  { name: 'Privatbrauerei Holzapfler', town: 'Regensburg', country: 'Germany' },
  { name: 'Lindwurm Bräu', town: 'Salzburg', country: 'Austria' },
  { name: 'Pivovar U Dvou Kosů', town: 'Plzeň', country: 'Czechia' },
  { name: 'Brouwerij Het Veerhuis', town: 'Ghent', country: 'Belgium' },
  { name: 'Brasserie de la Vieille Écluse', town: 'Tournai', country: 'Belgium' },
  { name: 'Brasserie Grange-Pinson', town: 'Lille', country: 'France' },
  { name: 'Nordvest Bryggeri', town: 'Esbjerg', country: 'Denmark' },
  { name: 'Birrificio Sottoponte', town: 'Parma', country: 'Italy' },
  { name: 'Tamarack Ferment Works', town: 'Portland, Maine', country: 'United States' },
  { name: 'Second Ladder', town: 'Duluth', country: 'United States' },
];

type Style = {
  name: string;
  category: string;
  abv: Range;
  /** Where it is at home; everywhere if absent. */
  countries?: readonly string[];
  colour: string;
  /** Stands before “beer” or the style. */
  character: readonly string[];
  flavours: readonly string[];
  food: readonly string[];
};

const styles: Style[] = [
  {
    name: 'Pilsner',
    category: 'lager',
    abv: [4.4, 5.2],
    colour: 'Gold',
    character: ['crisp', 'snappy', 'dry'],
    flavours: ['bready malt', 'floral hops', 'lemon pith', 'a clean bitterness', 'fresh hay'],
    food: ['fried fish', 'pretzels', 'schnitzel'],
  },
  {
    name: 'Helles',
    category: 'lager',
    countries: ['Germany', 'Austria', 'United States'],
    abv: [4.7, 5.3],
    colour: 'Gold',
    character: ['soft', 'rounded', 'easy-going'],
    flavours: ['white bread', 'honeyed malt', 'gentle hops', 'fresh cream'],
    food: ['roast chicken', 'white sausage', 'potato salad'],
  },
  {
    name: 'Dark Lager',
    category: 'lager',
    countries: ['Germany', 'Austria', 'Czechia', 'Denmark', 'United States'],
    abv: [4.6, 5.6],
    colour: 'Brown',
    character: ['smooth', 'toasty', 'mellow'],
    flavours: ['bread crust', 'toffee', 'light cocoa', 'hazelnut'],
    food: ['roast pork', 'goulash', 'mushroom dumplings'],
  },
  {
    name: 'Pale Ale',
    category: 'pale-ale',
    abv: [4, 5.4],
    colour: 'Pale gold',
    character: ['bright', 'hoppy', 'thirst-quenching'],
    flavours: ['grapefruit', 'pine', 'biscuit malt', 'orange peel', 'peach'],
    food: ['burgers', 'fish tacos', 'a ploughman’s lunch'],
  },
  {
    name: 'IPA',
    category: 'pale-ale',
    abv: [5.6, 7.2],
    colour: 'Amber',
    character: ['bitter', 'resinous', 'full-flavoured'],
    flavours: ['mango', 'pine resin', 'pink grapefruit', 'caramel malt', 'tangerine'],
    food: ['curry', 'chicken wings', 'a strong Cheddar'],
  },
  {
    name: 'Hazy IPA',
    category: 'pale-ale',
    abv: [5.8, 7],
    colour: 'Hazy yellow',
    character: ['juicy', 'cloudy', 'soft'],
    flavours: ['pineapple', 'ripe mango', 'oats', 'passion fruit', 'apricot'],
    food: ['pad thai', 'fried chicken', 'ceviche'],
  },
  {
    name: 'Best Bitter',
    category: 'pale-ale',
    countries: ['England', 'Scotland', 'Ireland'],
    abv: [3.8, 4.8],
    colour: 'Copper',
    character: ['balanced', 'traditional', 'nutty'],
    flavours: ['toffee', 'hedgerow hops', 'toasted nuts', 'marmalade'],
    food: ['steak pie', 'sausages and mash', 'pork pie'],
  },
  {
    name: 'Oatmeal Stout',
    category: 'dark-beer',
    abv: [4.8, 6.2],
    colour: 'Black',
    character: ['silky', 'smooth', 'full-bodied'],
    flavours: ['espresso', 'oats', 'dark chocolate', 'roast barley', 'vanilla'],
    food: ['oysters', 'chocolate cake', 'beef stew'],
  },
  {
    name: 'Imperial Stout',
    category: 'dark-beer',
    abv: [8.5, 11],
    colour: 'Black',
    character: ['dense', 'warming', 'slow-sipping'],
    flavours: ['molasses', 'dark chocolate', 'raisins', 'black coffee', 'liquorice'],
    food: ['blue cheese', 'brownies', 'vanilla ice cream'],
  },
  {
    name: 'Porter',
    category: 'dark-beer',
    abv: [4.6, 5.8],
    colour: 'Dark brown',
    character: ['roasty', 'mellow', 'well-rounded'],
    flavours: ['cocoa', 'toffee', 'blackcurrant', 'burnt toast', 'coffee'],
    food: ['smoked meat', 'mushroom pie', 'gingerbread'],
  },
  {
    name: 'Wheat Beer',
    category: 'farmhouse-beer',
    abv: [4.8, 5.6],
    colour: 'Cloudy gold',
    character: ['fluffy', 'refreshing', 'fragrant'],
    flavours: ['banana', 'clove', 'coriander', 'orange zest', 'fresh dough'],
    food: ['mussels', 'weisswurst', 'green salads'],
  },
  {
    name: 'Saison',
    category: 'farmhouse-beer',
    abv: [5.4, 7],
    colour: 'Straw',
    character: ['dry', 'peppery', 'lively'],
    flavours: ['white pepper', 'lemon', 'hay', 'pear', 'wild herbs'],
    food: ['roast chicken', 'goat’s cheese', 'grilled prawns'],
  },
  {
    name: 'Tripel',
    category: 'farmhouse-beer',
    countries: ['Belgium', 'France', 'United States'],
    abv: [8, 9.5],
    colour: 'Deep gold',
    character: ['strong', 'spicy', 'deceptively light'],
    flavours: ['honey', 'ripe banana', 'coriander', 'candied orange', 'pepper'],
    food: ['asparagus', 'waterzooi', 'a washed-rind cheese'],
  },
  {
    name: 'Cherry Sour',
    category: 'farmhouse-beer',
    abv: [4, 6],
    colour: 'Ruby',
    character: ['tart', 'bracing', 'fruity'],
    flavours: ['sour cherry', 'almond', 'oak', 'red apple skin'],
    food: ['duck', 'chocolate mousse', 'chicken liver pâté'],
  },
];

const namesakes = [
  'Low Tide',
  'Market Day',
  'Night Ferry',
  'Lamplighter',
  'Tin Whistle',
  'Old Ropewalk',
  'Heron',
  'Signal Box',
  'Long Shadow',
  'Magpie',
  'First Frost',
  'Haymaker',
  'Stone Bridge',
  'Lazy Sunday',
  'Bellfounder',
  'Quarry Road',
  'Three Herons',
  'Blind Alley',
  'Tollkeeper',
  'Weathercock',
  'Slow Train',
  'Brass Button',
  'Orchard Gate',
  'Lock Keeper',
  'Cold Harbour',
  'Wagtail',
  'Cellar Door',
  'Half Moon',
  'Kite Season',
  'Copper Kettle',
];

function draft(chance: Chance): Draft {
  const style = chance.pick(styles);
  const brewery = chance.pick(
    breweries.filter(({ country }) => style.countries?.includes(country) ?? true),
  );
  const abv = Math.round(chance.integer([style.abv[0] * 10, style.abv[1] * 10])) / 10;
  return {
    name: `${chance.pick(namesakes)} ${style.name}`,
    description: descriptionOf(style, brewery, abv, chance),
    brand: brewery.name,
    sellerSlug: chance.pick(['malz-und-marsch', 'malz-und-marsch', 'oldmoor-cellars']),
    categorySlug: style.category,
    productType: 'beer',
    attributes: { country: brewery.country, style: style.name, colour: style.colour },
    euros: chance.skewed(abv > 7.5 ? [3.9, 7.5] : [2.3, 4.6]),
    choices: [
      {
        option: 'Pack',
        values: [
          { value: '1 bottle, 33 cl', code: '1' },
          { value: '6 bottles', code: '6', factor: 5.6 },
          { value: '12 bottles', code: '12', factor: 10.6 },
          ...(chance.happens(0.4) ? [{ value: '24 bottles', code: '24', factor: 20 }] : []),
        ],
      },
    ],
    ...beverage(abv),
  };
}

function descriptionOf(
  style: Style,
  brewery: (typeof breweries)[number],
  abv: number,
  chance: Chance,
): string {
  const character = chance.pick(style.character);
  const name = style.name.toLowerCase().replace('ipa', 'IPA');
  const colour = style.colour.toLowerCase();
  const [first = '', second = '', third = ''] = chance.several(style.flavours, 3);
  const [dish = '', other = ''] = chance.several(style.food, 2);
  return [
    chance.pick([
      `${capitalize(a(character))} ${name} from ${brewery.town}, ${brewery.country}, brewed to ${abv}%.`,
      `${brewery.name} has brewed this ${character} ${name} in ${brewery.town} for ${chance.integer([3, 40])} years.`,
      `This is the ${name} that ${brewery.town} drinks at home: ${character}, ${colour} and ${abv}%.`,
      `Brewed in small batches in ${brewery.town}, ${brewery.country}, this is ${a(character)} ${name} at ${abv}%.`,
    ]),
    chance.pick([
      `It pours ${colour} and tastes of ${first}, ${second} and ${third}.`,
      `You will find ${first} and ${second}, with ${third} to finish.`,
      `${capitalize(list([first, second]))} up front give way to ${third}.`,
    ]),
    chance.pick([
      `Good with ${dish} or ${other}.`,
      `Pour it cool, not ice-cold, next to ${dish}.`,
      `The bottle is unfiltered and unpasteurised, so store it upright somewhere dark.`,
      `Try it with ${dish}.`,
    ]),
  ].join(' ');
}
