import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { Id } from '#kernel/domain/id.ts';
import { connectionType } from '#kernel/graphql/connection.ts';
import { problem, resultUnion } from '#kernel/graphql/problems.ts';
import type { AttributeChoice } from '../domain/attribute.ts';
import { InvalidOption } from '../domain/errors.ts';
import type { Option } from '../domain/option.ts';
import type { OfferedValue } from '../persistence/options.ts';
import { FAULTS } from './fault.type.ts';
import { LocalizedTextInput, LocalizedTextType } from './localized-text.type.ts';
import { ChangedMeanwhileProblem, SeenInput } from './seen.type.ts';

@ObjectType('OptionChoiceNames', { description: 'What a value is called in other languages.' })
class OptionChoiceNamesType {
  @Field(() => String, { description: 'The value, as products write it.' })
  value!: string;

  @Field(() => [LocalizedTextType], { description: 'What it is called.' })
  names!: LocalizedTextType[];

  static of({ value, names }: AttributeChoice): OptionChoiceNamesType {
    return { value, names: LocalizedTextType.listOf(names) };
  }
}

@ObjectType('Option', {
  description:
    'Something that buyers choose, such as a size, and what it and its values are called in other languages: for all products at once.',
})
export class OptionType {
  @Field(() => ID, {
    nullable: true,
    description: 'The option, for its history; null if nothing was ever said of it.',
  })
  id!: Id<'opt'> | null;

  @Field(() => Int, {
    description:
      'Counts its changes; 0 if nothing was ever said of it. Whoever changes it says which one was seen.',
  })
  version!: number;

  @Field(() => String, { description: 'The option, as products write it: in English.' })
  name!: string;

  @Field(() => [LocalizedTextType], { description: 'What it is called in other languages.' })
  names!: LocalizedTextType[];

  @Field(() => [OptionChoiceNamesType], {
    description: 'Of its values, those that are called something in other languages.',
  })
  choices!: OptionChoiceNamesType[];

  static of({ id, version, names, choices, name }: Option): OptionType {
    return Object.assign(new OptionType(), {
      id: version === 0 ? null : id,
      version,
      name,
      names: LocalizedTextType.listOf(names),
      choices: choices.map(OptionChoiceNamesType.of),
    });
  }
}

@ObjectType('OfferedValue', { description: 'A value of an option, as products offer it.' })
export class OfferedValueType implements OfferedValue {
  @Field(() => String, { description: 'The value, as products write it.' })
  value!: string;

  @Field(() => Int, { description: 'How many products offer it, in whatever status.' })
  products!: number;
}

@InputType('OptionChoiceNamesInput', {
  description: 'What a value is called in other languages.',
})
export class OptionChoiceNamesInput {
  @Field(() => String, { description: 'The value, as products write it.' })
  value!: string;

  @Field(() => [LocalizedTextInput], { description: 'What it is called.' })
  names!: LocalizedTextInput[];
}

@InputType('NameOptionInput', {
  description: 'What an option is called from now on. What is left out stays.',
})
export class NameOptionInput extends SeenInput {
  @Field(() => String, { description: 'The option, as products write it.' })
  name!: string;

  @Field(() => [LocalizedTextInput], {
    nullable: true,
    description: 'What it is called in other languages, in all of them.',
  })
  names?: LocalizedTextInput[] | null;

  @Field(() => [OptionChoiceNamesInput], {
    nullable: true,
    description: 'All its values that are called something in other languages; at most 1,000.',
  })
  choices?: OptionChoiceNamesInput[] | null;
}

export const NameOptionResult = resultUnion(
  'NameOptionResult',
  'The option as it is now, or why it stays as it was.',
  OptionType,
  problem(InvalidOption, 'What is said of the option makes no sense.', FAULTS),
  ChangedMeanwhileProblem,
);

export const { ConnectionType: OptionConnection } = connectionType('Option', OptionType);
export const { ConnectionType: OfferedValueConnection } = connectionType(
  'OfferedValue',
  OfferedValueType,
);
