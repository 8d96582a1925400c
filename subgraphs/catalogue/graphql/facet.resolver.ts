import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { textOf } from '../domain/attribute.ts';
import { type Language, type Names, inLanguage } from '../domain/names.ts';
import type { FacetKind } from '../domain/facets.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { LANGUAGE_ARGUMENT, LanguageEnum, languageOf } from './language.ts';
import { loadersOf } from './loaders.ts';
import { FacetType, FacetValueType } from './search.type.ts';

/** The facets whose names nobody gives. */
const CALLED: Readonly<
  Partial<Record<FacetKind, { readonly name: string; readonly names: Names }>>
> = {
  CATEGORY: {
    name: 'Category',
    names: { de: 'Kategorie', fr: 'Catégorie', es: 'Categoría', it: 'Categoria' },
  },
  BRAND: {
    name: 'Brand',
    names: { de: 'Marke', fr: 'Marque', es: 'Marca', it: 'Marca' },
  },
};

@Resolver(() => FacetType)
export class FacetResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @FieldResolver(() => String, { description: 'What it is called by people.' })
  async label(
    @Root() { kind, name }: FacetType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) asked: Language | null,
    @Ctx() request: GraphRequest,
  ): Promise<string> {
    const language = languageOf(request, asked);
    const own = CALLED[kind];
    if (own) return inLanguage(language, own.name, own.names);
    if (kind === 'OPTION') return name;
    const attribute = await loadersOf(this.rt).attribute(request, name);
    return attribute ? inLanguage(language, attribute.label, attribute.labels) : name;
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
    const { kind } = named.of;
    // There are hundreds of them in an answer, and most need nobody to wait.
    return language === 'en' || kind === 'BRAND' || kind === 'OPTION'
      ? named.called
      : this.translated(named, language, request);
  }

  private async translated(
    { of, value, called }: FacetValueType,
    language: Language,
    request: GraphRequest,
  ): Promise<string> {
    if (of.kind === 'CATEGORY') {
      const tree = await loadersOf(this.rt).categories(request, 'all');
      return inLanguage(language, called, tree?.bySlug(value)?.names ?? {});
    }
    const attribute = await loadersOf(this.rt).attribute(request, of.name);
    return attribute ? textOf(attribute, value, language) : called;
  }
}
