/** The languages in which things are called something beside English. */
export const NAME_LANGUAGES = ['de', 'fr', 'es', 'it'] as const;

/** What something is called by language: de, fr, es, it. The English name stands beside it. */
export type Names = Readonly<Record<string, string>>;

/** The languages in which products are shown. What is not said in one is shown in English. */
export const LANGUAGES = ['en', ...NAME_LANGUAGES] as const;
export type Language = (typeof LANGUAGES)[number];

/** What stands there in `language`, or else in English. */
export const inLanguage = (language: Language, english: string, names: Names): string =>
  names[language] ?? english;

export const isNameLanguage = (language: string): boolean =>
  (NAME_LANGUAGES as readonly string[]).includes(language);
