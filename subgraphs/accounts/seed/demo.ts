import type { Role } from '../domain/permissions.ts';

/** The password of every demo login. Anybody may know it, so the demo is no place for real people. */
export const DEMO_PASSWORD = 'comptoir-demo';

export interface DemoLogin {
  readonly email: string;
  readonly name: string;
  readonly birthDate: string;
  readonly country: string;
  readonly roles: readonly Role[];
  readonly merchantSlug?: string;
}

export const DEMO_LOGINS: readonly DemoLogin[] = [
  {
    email: 'ada@example.com',
    name: 'Ada',
    birthDate: '1990-12-10',
    country: 'DE',
    roles: ['customer'],
  },
  {
    email: 'grace@example.com',
    name: 'Grace',
    birthDate: '1986-12-09',
    country: 'FR',
    roles: ['customer'],
  },
  {
    email: 'kim@example.com',
    name: 'Kim',
    birthDate: '2010-05-01',
    country: 'DE',
    roles: ['customer'],
  },
  {
    email: 'operator@example.com',
    name: 'Olu',
    birthDate: '1980-01-01',
    country: 'DE',
    roles: ['operator'],
  },
  {
    email: 'seller@example.com',
    name: 'Sasha',
    birthDate: '1975-06-15',
    country: 'FR',
    roles: ['seller'],
    merchantSlug: 'caves-montclar',
  },
];

/** The sellers of the demo catalogue, which knows them by these slugs. */
export const DEMO_MERCHANTS: readonly { slug: string; name: string; country: string }[] = [
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
