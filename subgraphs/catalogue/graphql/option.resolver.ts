import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { requirePermission } from '#kernel/graphql/authorization.ts';
import { type Connection, ConnectionArgs, toConnection } from '#kernel/graphql/connection.ts';
import { encodeCursor } from '#kernel/graphql/cursor.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { Fault } from '../domain/faults.ts';
import type { Language } from '../domain/names.ts';
import { type Option, choiceLabel, optionLabel } from '../domain/option.ts';
import { listOptions, valuesOffered } from '../persistence/options.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';
import { nameOption } from '../usecases/name-option.ts';
import { LANGUAGE_ARGUMENT, LanguageEnum, languageOf } from './language.ts';
import { loadersOf } from './loaders.ts';
import { byLanguage } from './localized-text.type.ts';
import { operatorOf } from './operator.ts';
import {
  NameOptionInput,
  NameOptionResult,
  OfferedValueConnection,
  OfferedValueType,
  OptionConnection,
  OptionType,
} from './option.type.ts';
import { pageByName } from './page-by-name.ts';
import { OptionChoiceType, ProductOptionType } from './product.type.ts';
import { said } from './said.ts';
import { ChosenOptionType } from './variant.type.ts';

const PERMISSION = 'catalogue.manage';
const NEEDS = `Needs ${PERMISSION}.`;

/** What options are called, as operators keep it. */
@Resolver()
export class OptionResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @Query(() => OptionConnection, {
    description: `All options that products have or of which something is said, by name. ${NEEDS}`,
  })
  async options(
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<OptionType>> {
    requirePermission(request, PERMISSION);
    const rows = await listOptions(reading(this.rt), pageByName(page));
    return toConnection(rows, page, ({ name }) => encodeCursor(name), OptionType.of);
  }

  @Query(() => OfferedValueConnection, {
    description: `The values of an option that products offer, in whatever status, as they are spelt: one value in two spellings stands there twice. ${NEEDS}`,
  })
  async optionValues(
    @Arg('option', () => String, { description: 'The option, as products write it.' })
    option: string,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<OfferedValueType>> {
    requirePermission(request, PERMISSION);
    const rows = await valuesOffered(reading(this.rt), option, pageByName(page));
    return toConnection(
      rows,
      page,
      ({ value }) => encodeCursor(value),
      (row) => Object.assign(new OfferedValueType(), row),
    );
  }

  @Mutation(() => NameOptionResult, {
    description: `Says what an option and its values are called in other languages, for all products at once; searches understand it at once. ${NEEDS}`,
  })
  async nameOption(
    @Arg('input', () => NameOptionInput, { description: 'What it is called.' })
    input: NameOptionInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof NameOptionResult> {
    const by = operatorOf(request);
    const { names, choices } = input;
    const slips: Fault[] = [];
    const facts = said({
      names: names && byLanguage('names', names, slips),
      choices: choices?.map(({ value, names: called }, index) => ({
        value,
        names: byLanguage(`choices.${index}.names`, called, slips),
      })),
    });
    return OptionType.of(await nameOption(this.rt, by, input, facts, slips));
  }
}

/** Reads nothing for English, which is what products say. */
const optionFor = (
  rt: CatalogueRuntime,
  request: GraphRequest,
  { name, language }: { readonly name: string; readonly language: Language },
): Promise<Option | null> | null =>
  language === 'en' ? null : loadersOf(rt).option(request, name);

@Resolver(() => ProductOptionType)
export class ProductOptionResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @FieldResolver(() => String, { description: 'What is chosen, for people.' })
  async label(
    @Root() { name }: ProductOptionType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) asked: Language | null,
    @Ctx() request: GraphRequest,
  ): Promise<string> {
    const language = languageOf(request, asked);
    return optionLabel(language, name, await optionFor(this.rt, request, { name, language }));
  }

  @FieldResolver(() => [OptionChoiceType], {
    description:
      'What there is to choose from, in order, with what each value is called by people.',
  })
  choices(@Root() { name, values }: ProductOptionType): OptionChoiceType[] {
    return values.map((value) => Object.assign(new OptionChoiceType(), { value, of: name }));
  }
}

@Resolver(() => OptionChoiceType)
export class OptionChoiceResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @FieldResolver(() => String, { description: 'The value for people.' })
  async label(
    @Root() { of: name, value }: OptionChoiceType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) asked: Language | null,
    @Ctx() request: GraphRequest,
  ): Promise<string> {
    const language = languageOf(request, asked);
    return choiceLabel(language, value, await optionFor(this.rt, request, { name, language }));
  }
}

@Resolver(() => ChosenOptionType)
export class ChosenOptionResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @FieldResolver(() => String, { description: 'The option for people.' })
  async label(
    @Root() { name }: ChosenOptionType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) asked: Language | null,
    @Ctx() request: GraphRequest,
  ): Promise<string> {
    const language = languageOf(request, asked);
    return optionLabel(language, name, await optionFor(this.rt, request, { name, language }));
  }

  @FieldResolver(() => String, { description: 'The choice for people.' })
  async text(
    @Root() { name, value }: ChosenOptionType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) asked: Language | null,
    @Ctx() request: GraphRequest,
  ): Promise<string> {
    const language = languageOf(request, asked);
    return choiceLabel(language, value, await optionFor(this.rt, request, { name, language }));
  }
}
