import Negotiator from 'negotiator';
import { registerEnumType } from 'type-graphql';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { LANGUAGES, type Language } from '../domain/names.ts';

export const LanguageEnum = {
  EN: 'en',
  DE: 'de',
  FR: 'fr',
  ES: 'es',
  IT: 'it',
} as const satisfies Record<string, Language>;
registerEnumType(LanguageEnum, {
  name: 'Language',
  description: 'A language in which products are shown.',
  valuesConfig: {
    EN: { description: 'English, in which everything is said.' },
    DE: { description: 'German.' },
    FR: { description: 'French.' },
    ES: { description: 'Spanish.' },
    IT: { description: 'Italian.' },
  },
});

/** What an argument that names a language says of itself. */
export const LANGUAGE_ARGUMENT = {
  nullable: true,
  description:
    'The language; that of `Accept-Language` by default. What is not said in it is English.',
} as const;

const read = new WeakMap<GraphRequest, Language>();

/** The language that is asked for, or that the client reads. */
export function languageOf(request: GraphRequest, asked: Language | null | undefined): Language {
  if (asked != null) return asked;
  const known = read.get(request) ?? languageAccepted(request.acceptLanguage);
  read.set(request, known);
  return known;
}

/** The one of our languages that a client likes best; English if it does not say. Source: RFC 9110, 12.5.4. */
export function languageAccepted(header: string | null | undefined): Language {
  if (header == null || header === '*') return 'en';
  const negotiator = new Negotiator({ headers: { 'accept-language': header } });
  return (negotiator.language([...LANGUAGES]) as Language | undefined) ?? 'en';
}
