import { Field, InputType, Int } from 'type-graphql';
import type { Fault, Said } from '../domain/faults.ts';
import { LocalizedTextInput, byLanguage } from './localized-text.type.ts';
import { said } from './said.ts';
import { SEEN_VERSION, type SeenInput } from './seen.type.ts';

/** A new thing that has an address of its own: a product, a collection. */
@InputType()
export abstract class CreateAddressedInput {
  @Field(() => String, { description: 'Its name in addresses, in English; unique.' })
  slug!: string;

  @Field(() => [LocalizedTextInput], {
    defaultValue: [],
    description: 'Its names in addresses in other languages; unique among those of all its kind.',
  })
  slugs!: LocalizedTextInput[];

  @Field(() => String, { description: 'Its name for people, in English.' })
  name!: string;

  @Field(() => [LocalizedTextInput], {
    defaultValue: [],
    description: 'Its name in other languages.',
  })
  names!: LocalizedTextInput[];

  @Field(() => String, {
    defaultValue: '',
    description: 'What it is, in a few sentences, in English.',
  })
  description!: string;

  @Field(() => [LocalizedTextInput], {
    defaultValue: [],
    description: 'What it is, in other languages.',
  })
  descriptions!: LocalizedTextInput[];
}

/** What is said of such a thing from now on. What is left out stays. */
@InputType()
export abstract class AddressedFactsInput {
  @Field(() => String, {
    nullable: true,
    description: 'Its name in addresses, in English. The old one goes on leading there.',
  })
  slug?: string | null;

  @Field(() => [LocalizedTextInput], {
    nullable: true,
    description:
      'Its names in addresses in other languages, all of them. Old ones go on leading there.',
  })
  slugs?: LocalizedTextInput[] | null;

  @Field(() => String, { nullable: true, description: 'Its name for people, in English.' })
  name?: string | null;

  @Field(() => [LocalizedTextInput], {
    nullable: true,
    description: 'Its name in other languages, all of them.',
  })
  names?: LocalizedTextInput[] | null;

  @Field(() => String, { nullable: true, description: 'What it is, in English.' })
  description?: string | null;

  @Field(() => [LocalizedTextInput], {
    nullable: true,
    description: 'What it is, in other languages, all of them.',
  })
  descriptions?: LocalizedTextInput[] | null;
}

/** The same of one that is changed by whoever has seen it. */
@InputType()
export abstract class UpdateAddressedInput extends AddressedFactsInput implements SeenInput {
  @Field(() => Int, SEEN_VERSION)
  expectedVersion!: number;
}

/** What it is called; a language that stands somewhere twice is added to the faults. */
export function saidIn(input: CreateAddressedInput, faults: Fault[]): Said;
export function saidIn(input: AddressedFactsInput, faults: Fault[]): Partial<Said>;
export function saidIn(
  { slug, slugs, name, names, description, descriptions }: Partial<AddressedFactsInput>,
  faults: Fault[],
): Partial<Said> {
  return said({
    slug,
    slugs: slugs && byLanguage('slugs', slugs, faults),
    name,
    names: names && byLanguage('names', names, faults),
    description,
    descriptions: descriptions && byLanguage('descriptions', descriptions, faults),
  });
}
