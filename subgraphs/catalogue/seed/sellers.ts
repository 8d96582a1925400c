import type { SeedSeller } from './types.ts';

export const sellers: SeedSeller[] = [
  { slug: 'caves-montclar', name: 'Caves Montclar', country: 'FR' },
  { slug: 'oldmoor-cellars', name: 'Oldmoor Cellars', country: 'GB' },
  { slug: 'malz-und-marsch', name: 'Malz & Marsch', country: 'DE' },
  { slug: 'stillroom-lane', name: 'Stillroom Lane', country: 'GB' },
  { slug: 'torrefazione-belcolle', name: 'Torrefazione Belcolle', country: 'IT' },
  { slug: 'la-despensa-clara', name: 'La Despensa Clara', country: 'ES' },
  { slug: 'atelier-brunoise', name: 'Atelier Brunoise', country: 'FR' },
  { slug: 'hall-and-hearthside', name: 'Hall & Hearthside', country: 'GB' },
  { slug: 'lantern-row', name: 'Lantern Row', country: 'IE' },
  { slug: 'papier-am-graben', name: 'Papier am Graben', country: 'AT' },
  { slug: 'fjordvik', name: 'Fjordvik', country: 'NO' },
  { slug: 'larch-and-larder', name: 'Larch & Larder', country: 'US' },
  { slug: 'bitmaple', name: 'Bitmaple', country: 'NL' },
];
