import { type Names, isNameLanguage } from './names.ts';
import type { Fault } from './faults.ts';

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
    ...(media.length > MOST_MEDIA
      ? [{ path, message: `There are at most ${MOST_MEDIA} pictures of a thing.` }]
      : []),
    ...(new Set(urls).size < urls.length
      ? [{ path, message: 'A picture stands there once.' }]
      : []),
    ...media.flatMap((one, index) => faultsOf(`${path}.${index}`, one)),
  ];
}

function faultsOf(path: string, { url, alt, alts, width, height }: Media): Fault[] {
  const texts: [string, string][] = [
    ['alt', alt],
    ...Object.entries(alts).map(([language, text]): [string, string] => [`alts.${language}`, text]),
  ];
  return [
    ...(isWebAddress(url)
      ? []
      : [{ path: `${path}.url`, message: 'This is no address that begins with https://.' }]),
    ...texts
      .filter(([, text]) => text.trim() === '' || text.length > 500 || /\p{Cc}/u.test(text))
      .map(([field]) => ({ path: `${path}.${field}`, message: 'A text of 1 to 500 characters.' })),
    ...Object.keys(alts)
      .filter((language) => !isNameLanguage(language))
      .map((language) => ({
        path: `${path}.alts.${language}`,
        message: 'Nothing is said in this language.',
      })),
    ...Object.entries({ width, height })
      .filter(([, side]) => !(Number.isInteger(side) && side >= 1 && side <= LONGEST_SIDE))
      .map(([field]) => ({
        path: `${path}.${field}`,
        message: `A side has 1 to ${LONGEST_SIDE} pixels.`,
      })),
  ];
}

/** Nobody's name and password belong in an address that everybody sees. */
function isWebAddress(url: string): boolean {
  if (url.length > 2_000 || !/^https:\/\/[^\s<>"\\]+$/.test(url) || !URL.canParse(url))
    return false;
  const { username, password, hostname } = new URL(url);
  return username === '' && password === '' && hostname.includes('.');
}
