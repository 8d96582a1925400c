import { beverage } from './alcohol.ts';
import type { Chance } from './chance.ts';
import { a, capitalize, list } from './prose.ts';
import type { ChoiceValue, Draft, Trade } from './trade.ts';
import type { RegionalWine, WineRegion } from './wine-regions.ts';
import { wineRegions } from './wine-regions.ts';
import type { Taste } from './wine-tastes.ts';
import { tastes } from './wine-tastes.ts';

export const wine: Trade = { code: 'WINE', products: 400, draft };

type Bottle = {
  region: WineRegion;
  kind: RegionalWine;
  producer: string;
  vintage: number | null;
  organic: boolean;
};

function draft(chance: Chance): Draft {
  const bottle = bottleFrom(chance);
  const { region, kind, producer, vintage } = bottle;
  const bottling = chance.happens(0.45) ? ` ‘${chance.pick(region.bottlings)}’` : '';
  return {
    name: `${kind.name}${bottling}${vintage === null ? '' : ` ${vintage}`}`,
    description: descriptionOf(bottle, chance),
    brand: producer,
    sellerSlug: chance.pick(['caves-montclar', 'caves-montclar', 'oldmoor-cellars']),
    categorySlug: categoryOf(kind),
    productType: 'wine',
    attributes: {
      country: region.country,
      region: region.region.replace('the ', ''),
      grape: list(kind.grapes),
      vintage: vintage === null ? 'Non-vintage' : String(vintage),
      colour: kind.colour,
      style: kind.style,
      farming: bottle.organic ? 'Organic' : 'Conventional',
    },
    euros: chance.skewed(kind.euros),
    choices: [{ option: 'Bottle', values: sizesOf(kind, chance) }],
    ...beverage(chance.integer([kind.abv[0] * 2, kind.abv[1] * 2]) / 2),
  };
}

function bottleFrom(chance: Chance): Bottle {
  const region = chance.pick(wineRegions);
  const kind = chance.pick(region.wines);
  const youngest = kind.colour === 'Red' ? 2021 : 2023;
  const oldest =
    kind.style === 'Still' ? { Red: 2015, White: 2018, Rosé: 2022 }[kind.colour] : 2015;
  return {
    region,
    kind,
    producer: chance.pick(region.producers),
    vintage: kind.nonVintage ? null : chance.integer([oldest, youngest]),
    organic: chance.happens(0.25),
  };
}

function categoryOf({ style, colour }: RegionalWine): string {
  if (style !== 'Still') return style === 'Sparkling' ? 'sparkling-wine' : 'fortified-wine';
  return { Red: 'red-wine', White: 'white-wine', Rosé: 'rose-wine' }[colour];
}

function sizesOf({ style }: RegionalWine, chance: Chance): ChoiceValue[] {
  const half = { value: 'Half bottle, 37.5 cl', code: '37', factor: 0.58 };
  const bottle = { value: 'Bottle, 75 cl', code: '75' };
  const magnum = { value: 'Magnum, 150 cl', code: '150', factor: 2.15 };
  const box = { value: 'Case of 6 bottles', code: 'C6', factor: 5.6 };
  if (style === 'Fortified') return chance.pick([[bottle], [half, bottle]]);
  return chance.pick([
    [bottle, box],
    [bottle, box],
    [bottle, magnum],
    [bottle, magnum, box],
    [half, bottle, box],
  ]);
}

function descriptionOf(bottle: Bottle, chance: Chance): string {
  const taste: Taste = tastes[bottle.kind.taste];
  return [
    opening(bottle, taste, chance),
    tasting(taste, chance),
    ending(bottle, taste, chance),
  ].join(' ');
}

function opening(bottle: Bottle, taste: Taste, chance: Chance): string {
  const { region, kind, producer, organic } = bottle;
  const body = chance.pick(taste.body);
  const noun = nounOf(kind);
  const place = `${region.region}, ${region.country}`;
  const grown = organic ? 'grown organically on' : 'grown on';
  const soil = chance.pick(region.soil);
  const grapes = list(kind.grapes);
  return chance.pick([
    `${capitalize(a(body))} ${noun} from ${place}, made from ${grapes} ${grown} ${soil}.`,
    `${grapes} ${grown} ${soil} in ${region.region} ${kind.grapes.length > 1 ? 'give' : 'gives'} this ${body} ${noun} its character.`,
    `${producer} makes this ${body} ${noun} from ${organic ? 'organic ' : ''}${grapes}, ${organic ? 'farmed' : 'grown'} on ${soil} in ${place}.`,
    `Here is ${region.region} as we like it: ${a(body)} ${noun} from ${grapes} ${grown} ${soil}.`,
    `From ${soil} in ${place}, comes ${a(body)} ${noun}, made of ${organic ? 'organic ' : ''}${grapes}.`,
  ]);
}

function nounOf({ style, colour, taste }: RegionalWine): string {
  if (style === 'Sparkling') return colour === 'Rosé' ? 'sparkling rosé' : 'sparkling wine';
  if (style === 'Fortified') return taste === 'Sherry' ? 'sherry' : 'port';
  return colour === 'Rosé' ? 'rosé' : `${colour.toLowerCase()} wine`;
}

function tasting(taste: Taste, chance: Chance): string {
  const [first = '', second = '', third = ''] = chance.several(taste.aromas, 3);
  const palate = chance.pick(taste.palate);
  return chance.pick([
    `Expect ${first}, ${second} and ${third}, with ${palate}.`,
    `It smells of ${first} and ${second}, tastes of ${third}, and has ${palate}.`,
    `${capitalize(first)} and ${second} come first, then ${third}, with ${palate}.`,
    `The nose is all ${first} and ${second}; in the mouth there is ${third}, with ${palate}.`,
    `Think of ${first}, ${second} and a touch of ${third}, carried by ${palate}.`,
  ]);
}

function ending({ kind, vintage }: Bottle, taste: Taste, chance: Chance): string {
  const [dish = '', other = ''] = chance.several(taste.food, 2);
  const temperature = { Red: '16 °C', White: '9 °C', Rosé: '8 °C' }[kind.colour];
  const endings = [
    `Serve it with ${dish} or ${other}.`,
    `We drink it with ${dish}.`,
    `Made for ${dish}, and just as happy with ${other}.`,
    `Best at about ${temperature}, with ${dish}.`,
    `Only ${chance.integer([1, 9])},${chance.integer([1, 9])}00 bottles were filled; save one for ${dish}.`,
  ];
  if (vintage !== null && kind.colour === 'Red') {
    const years = `${vintage + 8} to ${vintage + 14}`;
    endings.push(`Open it now for ${dish}, or keep a bottle and see it at its best from ${years}.`);
  }
  return chance.pick(endings);
}
