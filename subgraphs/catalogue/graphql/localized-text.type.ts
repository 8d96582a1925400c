import { Field, InputType, ObjectType } from 'type-graphql';

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

@InputType('LocalizedTextInput', { description: 'A text in one language.' })
export class LocalizedTextInput {
  @Field(() => String, { description: 'de, fr, es or it. English is the name itself.' })
  language!: string;

  @Field(() => String, { description: 'The text.' })
  text!: string;
}
