import { Field, InputType, ObjectType } from 'type-graphql';
import { badInput } from '#kernel/graphql/bad-input.ts';

@ObjectType('LocalizedText', { description: 'A text in one language.' })
export class LocalizedTextType {
  @Field(() => String, { description: 'ISO 639-1, such as "de".' })
  language!: string;

  @Field(() => String, { description: 'The text.' })
  text!: string;

  static listOf(texts: Readonly<Record<string, string>>): LocalizedTextType[] {
    return Object.entries(texts).map(([language, text]) => ({ language, text }));
  }
}

/**
 * The texts by language.
 * @throws {GraphQLError} BAD_USER_INPUT if a language stands there twice
 */
export function byLanguage(texts: readonly LocalizedTextInput[]): Record<string, string> {
  const named = Object.fromEntries(texts.map(({ language, text }) => [language, text]));
  if (Object.keys(named).length === texts.length) return named;
  throw badInput('Say a text once in each language.');
}

@InputType('LocalizedTextInput', { description: 'A text in one language.' })
export class LocalizedTextInput {
  @Field(() => String, { description: 'de, fr, es or it. English is the name itself.' })
  language!: string;

  @Field(() => String, { description: 'The text.' })
  text!: string;
}
