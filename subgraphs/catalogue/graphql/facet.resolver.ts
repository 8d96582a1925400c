import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { type FacetDefinition, facetLabel, facetValueLabel } from '../domain/facet-labels.ts';
import type { Language } from '../domain/names.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { LANGUAGE_ARGUMENT, LanguageEnum, languageOf } from './language.ts';
import { loadersOf } from './loaders.ts';
import { FacetType, FacetValueType } from './search.type.ts';

@Resolver(() => FacetType)
export class FacetResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @FieldResolver(() => String, { description: 'What it is called by people.' })
  async label(
    @Root() { kind, name }: FacetType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) asked: Language | null,
    @Ctx() request: GraphRequest,
  ): Promise<string> {
    const { attribute, option } = loadersOf(this.rt);
    const language = languageOf(request, asked);
    return facetLabel(
      language,
      { kind, name },
      {
        attribute: kind === 'ATTRIBUTE' ? await attribute(request, name) : null,
        option: kind === 'OPTION' && language !== 'en' ? await option(request, name) : null,
      },
    );
  }
}

@Resolver(() => FacetValueType)
export class FacetValueResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @FieldResolver(() => String, { description: 'The value for people.' })
  label(
    @Root() named: FacetValueType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) asked: Language | null,
    @Ctx() request: GraphRequest,
  ): string | Promise<string> {
    const language = languageOf(request, asked);
    // There are hundreds of them in an answer, and most need nobody to wait.
    return language === 'en' || named.of.kind === 'BRAND'
      ? named.called
      : this.translated(named, language, request);
  }

  private async translated(
    { of, value, called }: FacetValueType,
    language: Language,
    request: GraphRequest,
  ): Promise<string> {
    const definition = await this.definitionOf(of, value, request);
    return facetValueLabel(language, of.kind, { value, label: called }, definition);
  }

  private async definitionOf(
    { kind, name }: FacetValueType['of'],
    value: string,
    request: GraphRequest,
  ): Promise<FacetDefinition> {
    const { attribute, option, categories } = loadersOf(this.rt);
    switch (kind) {
      case 'CATEGORY':
        return { category: (await categories(request, 'all'))?.bySlug(value) ?? null };
      case 'ATTRIBUTE':
        return { attribute: await attribute(request, name) };
      case 'OPTION':
        return { option: await option(request, name) };
      case 'BRAND':
        return {};
    }
  }
}
