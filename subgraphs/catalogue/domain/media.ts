import { type Fault, areDistinct, fault, lineFaults } from './faults.ts';
import type { Names } from './names.ts';

/** A picture of a product or a variant. It lies elsewhere; we keep where. */
export type Media = {
  /** Begins with `https://`. */
  readonly url: string;
  /** What it shows, for whoever does not see it, in English. */
  readonly alt: string;
  readonly alts: Names;
  /** In pixels, so that a page keeps room for it. */
  readonly width: number;
  readonly height: number;
};

const MOST_MEDIA = 50;
const LONGEST_SIDE = 100_000;

/** What is wrong with pictures, below `path`. */
export function mediaFaults(path: string, media: readonly Media[]): Fault[] {
  const urls = media.map(({ url }) => url);
  return [
    ...fault(
      media.length > MOST_MEDIA,
      path,
      `There are at most ${MOST_MEDIA} pictures of a thing.`,
    ),
    ...fault(!areDistinct(urls), path, 'A picture stands there once.'),
    ...media.flatMap((one, index) => faultsOf(`${path}.${index}`, one)),
  ];
}

const faultsOf = (path: string, { url, alt, alts, width, height }: Media): Fault[] => [
  ...fault(!isWebAddress(url), `${path}.url`, 'This is no address that begins with https://.'),
  ...lineFaults([`${path}.alt`, alt], [`${path}.alts`, alts], 500),
  ...Object.entries({ width, height }).flatMap(([field, side]) =>
    fault(
      !(Number.isInteger(side) && side >= 1 && side <= LONGEST_SIDE),
      `${path}.${field}`,
      `A side has 1 to ${LONGEST_SIDE} pixels.`,
    ),
  ),
];

/** Nobody's name and password belong in an address that everybody sees. */
function isWebAddress(url: string): boolean {
  if (url.length > 2_000 || !/^https:\/\/[^\s<>"\\]+$/.test(url) || !URL.canParse(url))
    return false;
  const { username, password, hostname } = new URL(url);
  return username === '' && password === '' && hostname.includes('.');
}
