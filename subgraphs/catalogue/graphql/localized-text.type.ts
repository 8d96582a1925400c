import { Field, InputType, ObjectType } from 'type-graphql';
import { type Fault, saidOnce } from '../domain/faults.ts';
import type { Names } from '../domain/names.ts';

@ObjectType('LocalizedText', { description: 'A text in one language.' })
export class LocalizedTextType {
  @Field(() => String, { description: 'ISO 639-1, such as "de".' })
  language!: string;

  @Field(() => String, { description: 'The text.' })
  text!: string;

  static listOf(texts: Names): LocalizedTextType[] {
    return Object.entries(texts).map(([language, text]) => ({ language, text }));
  }
}

@InputType('LocalizedTextInput', { description: 'A text in one language.' })
export class LocalizedTextInput {
  @Field(() => String, { description: 'de, fr, es or it. English is the name itself.' })
  language!: string;

  @Field(() => String, { description: 'The text.' })
  text!: string;
}

/** The texts by language; one that stands there twice is added to the faults. */
export const byLanguage = (
  path: string,
  texts: readonly LocalizedTextInput[],
  faults: Fault[],
): Names =>
  saidOnce(
    path,
    texts.map(({ language, text }) => [language, text]),
    faults,
  );
