import type { Chance, Range } from './chance.ts';
import { a, capitalize } from './prose.ts';
import type { Choice, Draft, Trade } from './trade.ts';

export const food: Trade = { code: 'FOOD', products: 160, draft };

type Brand = {
  name: string;
  /** Sells what these countries make; whatever it likes if absent. */
  from?: readonly string[];
};

type Kind = {
  /** As in a title. */
  name: string;
  /** As in a sentence. */
  noun: string;
  country: string;
  region: string;
  /** Where it does not taste like the others of its fare. */
  tastes?: readonly string[];
};

type Fare = {
  category: string;
  productType: string;
  brands: readonly Brand[];
  kinds: readonly Kind[];
  /** Words that set one product apart from another of its kind. */
  marks: readonly string[];
  tastes: readonly string[];
  making: readonly string[];
  serving: readonly string[];
  euros: Range;
  sizes: Choice;
};

const millilitres: Choice = {
  option: 'Bottle',
  values: [
    { value: '250 ml', code: '250' },
    { value: '500 ml', code: '500', factor: 1.75 },
  ],
};

const jar: Choice = {
  option: 'Jar',
  values: [
    { value: '230 g', code: '230' },
    { value: '450 g', code: '450', factor: 1.7 },
  ],
};

const bars: Choice = {
  option: 'Pack',
  values: [
    { value: '1 bar', code: '1' },
    { value: '5 bars', code: '5', factor: 4.6 },
  ],
};

const tins: Choice = {
  option: 'Tin',
  values: [
    { value: '180 g', code: '180' },
    { value: '360 g', code: '360', factor: 1.8 },
  ],
};

const fares: Fare[] = [
  {
    category: 'oil-and-vinegar',
    productType: 'olive oil',
    brands: [
      { name: 'Finca Alborada Vieja', from: ['Spain'] },
      { name: 'Molí de Garrigola', from: ['Spain'] },
      { name: 'Frantoio Delle Cicale', from: ['Italy'] },
      { name: 'Oleificio Santa Nocella', from: ['Italy'] },
      { name: 'Ktima Elaionas', from: ['Greece'] },
      { name: 'La Despensa Clara' },
    ],
    kinds: [
      { name: 'Picual Olive Oil', noun: 'olive oil', country: 'Spain', region: 'Jaén' },
      { name: 'Arbequina Olive Oil', noun: 'olive oil', country: 'Spain', region: 'Lleida' },
      { name: 'Taggiasca Olive Oil', noun: 'olive oil', country: 'Italy', region: 'Liguria' },
      { name: 'Coratina Olive Oil', noun: 'olive oil', country: 'Italy', region: 'Puglia' },
      { name: 'Koroneiki Olive Oil', noun: 'olive oil', country: 'Greece', region: 'the Mani' },
    ],
    marks: ['Early Harvest', 'Unfiltered', 'Estate', 'Organic', 'Old Trees'],
    tastes: [
      'It is green and peppery, with artichoke and cut grass.',
      'Ripe tomato and almond come first, then a tickle of pepper in the throat.',
      'Mild and buttery, it smells of green banana and fresh herbs.',
    ],
    making: [
      'The olives are picked by hand in October and pressed the same evening.',
      'Cold extraction keeps the acidity below 0.3%.',
      'One grove, one variety and one day’s picking go into each batch.',
    ],
    serving: [
      'Keep it for finishing: beans, grilled fish, a slice of toast.',
      'Use it within three months of opening, and store it away from light.',
    ],
    euros: [9.5, 24],
    sizes: millilitres,
  },
  {
    category: 'oil-and-vinegar',
    productType: 'vinegar',
    brands: [
      { name: 'Acetaia Montebruno', from: ['Italy'] },
      { name: 'Vinaigrerie du Vieux Port', from: ['France'] },
      { name: 'Applegarth Orchard', from: ['England'] },
      { name: 'Hijos de Rafael Montalbo', from: ['Spain'] },
      { name: 'La Despensa Clara' },
    ],
    kinds: [
      { name: 'Balsamic Vinegar', noun: 'balsamic vinegar', country: 'Italy', region: 'Modena' },
      { name: 'Sherry Vinegar', noun: 'sherry vinegar', country: 'Spain', region: 'Jerez' },
      {
        name: 'Cider Vinegar',
        noun: 'cider vinegar',
        country: 'England',
        region: 'Herefordshire',
        tastes: [
          'It is sharp and clean, with a smell of windfall apples.',
          'Crisp and appley, it is gentle enough to drink with hot water and honey.',
        ],
      },
      { name: 'Red Wine Vinegar', noun: 'red wine vinegar', country: 'France', region: 'Banyuls' },
    ],
    marks: ['Barrel-Aged', 'Aged 6 Years', 'Aged 12 Years', 'Organic', 'Unfiltered'],
    tastes: [
      'Sharp at first, it ends on walnut and dried fig.',
      'The acidity is bright but rounded by years in wood.',
      'It is sweet and sour in equal parts, with a long, fruity finish.',
    ],
    making: [
      'It is fermented slowly in old barrels rather than in a steel tank.',
      'There is no caramel in it and no added sulphites.',
    ],
    serving: [
      'A spoonful wakes up lentils, strawberries or a tired gravy.',
      'Deglaze a pan with it, or shake it into a dressing with three parts oil.',
    ],
    euros: [6.5, 26],
    sizes: millilitres,
  },
  {
    category: 'honey-and-preserves',
    productType: 'honey',
    brands: [
      { name: 'Skep & Clover' },
      { name: 'Larch & Larder' },
      { name: 'Rucher des Combes', from: ['France'] },
      { name: 'Miel de la Umbría', from: ['Spain'] },
      { name: 'Imkerei Waldsaum', from: ['Germany'] },
    ],
    kinds: [
      {
        name: 'Chestnut Honey',
        noun: 'chestnut honey',
        country: 'France',
        region: 'the Cévennes',
        tastes: [
          'Dark and slightly bitter, it tastes of malt and wood.',
          'It is tannic, resinous and barely sweet, and people either love it or leave it.',
        ],
      },
      {
        name: 'Acacia Honey',
        noun: 'acacia honey',
        country: 'Hungary',
        region: 'Zala',
        tastes: [
          'It is pale, runny and delicate enough for tea.',
          'Light as straw, it has a clean sweetness with a hint of vanilla.',
        ],
      },
      {
        name: 'Heather Honey',
        noun: 'heather honey',
        country: 'Scotland',
        region: 'Deeside',
        tastes: [
          'Thick as jelly in the jar, it is smoky and bittersweet.',
          'It tastes of toffee and moorland, with a warm, lasting finish.',
        ],
      },
      {
        name: 'Orange Blossom Honey',
        noun: 'orange blossom honey',
        country: 'Spain',
        region: 'Valencia',
        tastes: [
          'It is bright and flowery, with citrus at the end.',
          'The scent of the groves is still in it.',
        ],
      },
      {
        name: 'Linden Honey',
        noun: 'linden honey',
        country: 'Germany',
        region: 'Brandenburg',
        tastes: [
          'Floral and fragrant, it has a cool, minty finish.',
          'It is pale green in the light and tastes of herbs and fresh hay.',
        ],
      },
    ],
    marks: ['Raw', 'Mountain', 'Single-Apiary', 'Early Summer', 'Set'],
    tastes: [],
    making: [
      'It is spun cold and never heated, so it will set in time.',
      'The hives stand a day’s walk from the nearest field crop.',
    ],
    serving: [
      'Try it with blue cheese, or on buttered toast like everybody else.',
      'Stand the jar in warm water if it crystallises.',
    ],
    euros: [7.5, 17],
    sizes: jar,
  },
  {
    category: 'honey-and-preserves',
    productType: 'preserve',
    brands: [
      { name: 'Mrs Penhale’s', from: ['England'] },
      { name: 'Confitures Doucet-Lamy', from: ['France'] },
      { name: 'Larch & Larder' },
      { name: 'La Despensa Clara' },
    ],
    kinds: [
      {
        name: 'Seville Orange Marmalade',
        noun: 'marmalade',
        country: 'England',
        region: 'Cornwall',
        tastes: [
          'The peel is soft, the jelly clear and the bitterness where it should be.',
          'It is dark, bitter and properly set.',
        ],
      },
      { name: 'Apricot Jam', noun: 'apricot jam', country: 'France', region: 'Roussillon' },
      { name: 'Damson Jam', noun: 'damson jam', country: 'England', region: 'Shropshire' },
      { name: 'Sour Cherry Jam', noun: 'sour cherry jam', country: 'Hungary', region: 'Szabolcs' },
      {
        name: 'Quince Paste',
        noun: 'quince paste',
        country: 'Spain',
        region: 'Córdoba',
        tastes: [
          'Firm enough to slice, it is fragrant and gently tart.',
          'It is amber, grainy and perfumed, as only quince can be.',
        ],
      },
      {
        name: 'Blueberry Jam',
        noun: 'wild blueberry jam',
        country: 'United States',
        region: 'Maine',
      },
    ],
    marks: ['Copper-Pan', 'Low-Sugar', 'Whole-Fruit', 'Late Summer', 'Coarse-Cut'],
    tastes: [
      'There is more fruit in it than sugar, and it tastes that way.',
      'It is tart, dark and just set.',
    ],
    making: [
      'It is boiled in copper pans of twelve jars at a time.',
      'The fruit is picked and cooked within a day.',
    ],
    serving: [
      'Good on toast, better in a Victoria sponge.',
      'A spoonful belongs next to hard cheese.',
    ],
    euros: [4.9, 11],
    sizes: jar,
  },
  {
    category: 'chocolate',
    productType: 'chocolate',
    brands: [
      { name: 'Cacaoterie Brumaire' },
      { name: 'Three Jackdaws Chocolate' },
      { name: 'Chocolat Ferrandou' },
      { name: 'Kakaowerk Ost' },
    ],
    kinds: [
      {
        name: 'Madagascar 70%',
        noun: 'dark chocolate',
        country: 'Madagascar',
        region: 'Sambirano',
      },
      { name: 'Ecuador 75%', noun: 'dark chocolate', country: 'Ecuador', region: 'Esmeraldas' },
      { name: 'Peru 68%', noun: 'dark chocolate', country: 'Peru', region: 'Piura' },
      {
        name: 'Ghana Milk 45%',
        noun: 'milk chocolate',
        country: 'Ghana',
        region: 'Ashanti',
        tastes: [
          'It is creamy, malty and far less sweet than most milk chocolate.',
          'Caramel and warm milk come first, and real cocoa lingers.',
        ],
      },
      { name: 'Vietnam 72%', noun: 'dark chocolate', country: 'Vietnam', region: 'Tien Giang' },
    ],
    marks: ['Sea Salt', 'Plain', 'Cocoa Nib', 'Candied Orange', 'Roast Hazelnut', 'Coffee'],
    tastes: [
      'Red fruit and a clean sharpness make it taste almost like wine.',
      'It is round and nutty, with caramel at the end.',
      'Expect raisins and tobacco first and a long, dry finish.',
    ],
    making: [
      'The beans are roasted lightly and ground for three days.',
      'Beans, sugar and cocoa butter are the base; there is no vanilla to hide behind.',
    ],
    serving: [
      'Let a square melt; chewing is a waste.',
      'It goes well with rum and better with coffee.',
    ],
    euros: [4.5, 9.5],
    sizes: bars,
  },
  {
    category: 'biscuits',
    productType: 'biscuits',
    brands: [
      { name: 'Hollin & Daughters', from: ['England', 'Scotland'] },
      { name: 'Biscuiterie Kerlann', from: ['France'] },
      { name: 'Biscottificio Sant’Alda', from: ['Italy'] },
      { name: 'Konditori Almqvist', from: ['Sweden'] },
      { name: 'Larch & Larder' },
    ],
    kinds: [
      { name: 'Butter Shortbread', noun: 'shortbread', country: 'Scotland', region: 'Moray' },
      {
        name: 'Butter Galettes',
        noun: 'salted-butter galettes',
        country: 'France',
        region: 'Brittany',
      },
      { name: 'Almond Cantucci', noun: 'almond cantucci', country: 'Italy', region: 'Prato' },
      { name: 'Oat Biscuits', noun: 'oat biscuits', country: 'England', region: 'Yorkshire' },
      { name: 'Ginger Thins', noun: 'ginger thins', country: 'Sweden', region: 'Småland' },
    ],
    marks: ['Classic', 'Lemon', 'Buckwheat', 'Dark Chocolate', 'Demerara', 'Orange'],
    tastes: [
      'Crisp at the edge and sandy in the middle, they taste of butter.',
      'They snap cleanly and are not too sweet.',
    ],
    making: [
      'They are baked in small ovens and packed while still warm.',
      'Butter is the only fat in the recipe.',
    ],
    serving: [
      'They survive being dunked, which is more than most.',
      'The tin is worth keeping for buttons.',
    ],
    euros: [5.5, 12],
    sizes: tins,
  },
];

function draft(chance: Chance): Draft {
  const fare = chance.pick(fares);
  const kind = chance.pick(fare.kinds);
  const mark = chance.pick(fare.marks);
  const isFlavour = fare.productType === 'chocolate' || fare.productType === 'biscuits';
  return {
    name: isFlavour ? `${kind.name}, ${mark}` : `${mark} ${kind.name}`,
    description: [
      opening(fare, kind, isFlavour ? flavourOf(mark) : '', chance),
      chance.pick(kind.tastes ?? fare.tastes),
      chance.pick([...fare.making, ...fare.serving]),
    ].join(' '),
    brand: chance.pick(fare.brands.filter(({ from }) => from?.includes(kind.country) ?? true)).name,
    sellerSlug: chance.pick(['la-despensa-clara', 'larch-and-larder', 'hall-and-hearthside']),
    categorySlug: fare.category,
    productType: fare.productType,
    attributes: {
      country: kind.country,
      region: kind.region.replace('the ', ''),
      [isFlavour ? 'flavour' : 'quality']: mark,
    },
    euros: chance.skewed(fare.euros),
    choices: [fare.sizes],
  };
}

function flavourOf(mark: string): string {
  return ['Plain', 'Classic'].includes(mark) ? '' : ` with ${mark.toLowerCase()}`;
}

function opening(
  { productType }: Fare,
  { noun, region, country }: Kind,
  flavour: string,
  chance: Chance,
): string {
  const place = `${region}, ${country}`;
  const stuff = productType === 'olive oil' ? 'extra virgin olive oil' : noun;
  if (productType === 'chocolate') {
    return chance.pick([
      `${capitalize(a(`bar of ${stuff}`))}${flavour}, made from cocoa grown in ${place}.`,
      `Single-origin ${stuff}${flavour}; the cocoa comes from ${place}.`,
    ]);
  }
  return chance.pick([
    `${capitalize(stuff)}${flavour} from ${place}.`,
    `${capitalize(stuff)}${flavour}, made in ${place}, by people who do little else.`,
    `A classic of ${region}: ${stuff}${flavour}.`,
    `From a small maker in ${place}: ${stuff}${flavour}.`,
  ]);
}
