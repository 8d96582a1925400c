import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  InputType,
  Int,
  ObjectType,
  Resolver,
  Root,
} from 'type-graphql';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { Fault } from '../domain/faults.ts';
import type { Media } from '../domain/media.ts';
import { type Language, inLanguage } from '../domain/names.ts';
import { LANGUAGE_ARGUMENT, LanguageEnum, languageOf } from './language.ts';
import { LocalizedTextInput, LocalizedTextType, byLanguage } from './localized-text.type.ts';

@ObjectType('Media', { description: 'A picture of a product, a variant or a collection.' })
export class MediaType {
  @Field(() => String, { description: 'Where it lies; begins with https://.' })
  url!: string;

  @Field(() => [LocalizedTextType], { description: 'What it shows, in other languages.' })
  alts!: LocalizedTextType[];

  @Field(() => Int, { description: 'How wide it is, in pixels.' })
  width!: number;

  @Field(() => Int, { description: 'How high it is, in pixels.' })
  height!: number;

  said!: Pick<Media, 'alt' | 'alts'>;

  static of({ alt, alts, ...same }: Media): MediaType {
    return Object.assign(new MediaType(), same, {
      said: { alt, alts },
      alts: LocalizedTextType.listOf(alts),
    });
  }
}

@Resolver(() => MediaType)
export class MediaResolver {
  @FieldResolver(() => String, { description: 'What it shows, for whoever does not see it.' })
  alt(
    @Root() { said }: MediaType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) language: Language | null,
    @Ctx() request: GraphRequest,
  ): string {
    return inLanguage(languageOf(request, language), said.alt, said.alts);
  }
}

/** What a picture says twice in a language is added to the faults, whose paths begin with `path`. */
export const mediaFrom = (
  pictures: readonly MediaInput[],
  faults: Fault[],
  path = 'media',
): Media[] =>
  pictures.map(({ url, alt, alts, width, height }, index) => ({
    url,
    alt,
    alts: byLanguage(`${path}.${index}.alts`, alts, faults),
    width,
    height,
  }));

@InputType('MediaInput', { description: 'A picture of a product, a variant or a collection.' })
export class MediaInput {
  @Field(() => String, { description: 'Where it lies; begins with https://.' })
  url!: string;

  @Field(() => String, { description: 'What it shows, for whoever does not see it, in English.' })
  alt!: string;

  @Field(() => [LocalizedTextInput], {
    defaultValue: [],
    description: 'What it shows, in other languages.',
  })
  alts!: LocalizedTextInput[];

  @Field(() => Int, { description: 'How wide it is, in pixels.' })
  width!: number;

  @Field(() => Int, { description: 'How high it is, in pixels.' })
  height!: number;
}
