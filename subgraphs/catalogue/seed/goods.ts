import type { Chance, Range } from './chance.ts';
import { a, capitalize } from './prose.ts';
import type { Choice, Draft } from './trade.ts';

/** Made things that differ by form and material, such as pans, towels and lamps. */
export type Goods = {
  category: string;
  productType: string;
  sellers: readonly string[];
  makers: readonly Maker[];
  /** Names of collections. */
  lines: readonly string[];
  forms: readonly Form[];
  materials: readonly Material[];
  /** Stand before the form: “a deep sauté pan”. */
  adjectives: readonly string[];
  choices: (chance: Chance, form: Form) => Choice[];
  minimumAge?: number;
};

export type Maker = { name: string; town: string; country: string };

export type Form = {
  name: string;
  euros: Range;
  /** Sentences about what it is good for. */
  pitch: readonly string[];
  /** Said of several together: “pillowcases are”, not “is”. */
  plural?: boolean;
};

export type Material = {
  /** As in a title. */
  name: string;
  /** As in a sentence, if it is not the name in small letters. */
  phrase?: string;
  /** Sentences about living with it. */
  notes: readonly string[];
};

export function draftGoods(goods: Goods, chance: Chance): Draft {
  const form = chance.pick(goods.forms);
  const material = chance.pick(goods.materials);
  const maker = chance.pick(goods.makers);
  const line = chance.pick(goods.lines);
  return {
    name: `${line} ${material.name} ${form.name}`,
    description: [
      opening({ goods, form, material, maker, line }, chance),
      ...middleAndEnd(form, material, chance),
    ].join(' '),
    brand: maker.name,
    sellerSlug: chance.pick(goods.sellers),
    categorySlug: goods.category,
    productType: goods.productType,
    attributes: {
      material: capitalize(phraseOf(material)),
      madeIn: maker.country,
      collection: line,
    },
    euros: chance.skewed(form.euros),
    choices: goods.choices(chance, form),
    ...(goods.minimumAge === undefined ? {} : { minimumAge: goods.minimumAge }),
  };
}

type Piece = { goods: Goods; form: Form; material: Material; maker: Maker; line: string };

function opening({ goods, form, material, maker, line }: Piece, chance: Chance): string {
  const adjective = chance.pick(goods.adjectives);
  const noun = lowerUnlessName(form.name);
  const stuff = phraseOf(material);
  const one = (phrase: string) => (form.plural ? phrase : a(phrase));
  return chance.pick([
    `${capitalize(one(`${adjective} ${noun}`))} in ${stuff}, made in ${maker.town}, ${maker.country}.`,
    `${maker.name} makes ${form.plural ? 'these' : 'this'} ${noun} in ${maker.town} from ${stuff}.`,
    `${capitalize(one(`${adjective} ${noun}`))} from the ${line} range, made of ${stuff} in ${withArticle(maker.country)}.`,
    `${capitalize(stuff)}, and nothing superfluous: ${one(`${adjective} ${noun}`)} from ${maker.name} in ${maker.town}.`,
    `${capitalize(one(`${adjective} ${noun}`))} that ${maker.name} has made in ${maker.town} for ${chance.pick(['years', 'decades', 'three generations'])}, in ${stuff}.`,
    `The ${line} ${noun} ${form.plural ? 'are' : 'is'} made in ${maker.town}, ${maker.country}, from ${stuff}.`,
  ]);
}

function middleAndEnd(form: Form, material: Material, chance: Chance): string[] {
  const both = [chance.pick(form.pitch), chance.pick(material.notes)];
  return chance.happens(0.8) ? both : both.slice(0, 1);
}

function withArticle(country: string): string {
  return /^(?:Netherlands|United )/.test(country) ? `the ${country}` : country;
}

function phraseOf({ name, phrase }: Material): string {
  return phrase ?? name.toLowerCase();
}

/** “Chef’s Knife” becomes “chef’s knife”, but “T-Shirt” and “Breton Top” keep their capital. */
function lowerUnlessName(title: string): string {
  return title.replaceAll(/\b(?!T-|Breton|Burgundy|Oxford)[A-Z]/g, (letter) =>
    letter.toLowerCase(),
  );
}
