import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { type Connection, connectionType } from '#kernel/graphql/connection.ts';
import { MoneyType } from '#kernel/graphql/money.type.ts';
import { MinorUnits } from '#kernel/graphql/scalars.ts';
import type { Facet, FacetKind } from '../domain/facets.ts';
import type { Findings, Suggestion } from '../domain/ports.ts';
import type { Search, SearchSort } from '../domain/search.ts';
import { ProductType } from './product.type.ts';

export const SearchSortEnum: Readonly<Record<SearchSort, SearchSort>> = {
  RELEVANCE: 'RELEVANCE',
  NAME: 'NAME',
  PRICE_ASC: 'PRICE_ASC',
  PRICE_DESC: 'PRICE_DESC',
  NEWEST: 'NEWEST',
  POPULARITY: 'POPULARITY',
};
registerEnumType(SearchSortEnum, {
  name: 'ProductSort',
  description: 'The order of search results.',
  valuesConfig: {
    RELEVANCE: { description: 'Best match first; without a query, the newest first.' },
    NAME: { description: 'By the English name, whatever its letters: small, large or accented.' },
    PRICE_ASC: {
      description:
        'Cheapest first, by what one piece of the cheapest variant costs now, wherever it goes; what has no price in the currency comes last.',
    },
    PRICE_DESC: {
      description:
        'Dearest first, by what one piece of the cheapest variant costs now, wherever it goes; what has no price in the currency comes last.',
    },
    NEWEST: { description: 'What went on sale last comes first.' },
    POPULARITY: {
      description:
        'What was sold most often comes first, by pieces; of equals what is in stock, and then what was made last.',
    },
  },
});

@InputType('AttributeFilter', {
  description: 'Values of one attribute, of which a product must have one.',
})
@ObjectType('AttributeCondition', {
  description: 'Values of one attribute, of which a product must have one.',
})
export class AttributeFilterInput {
  @Field(() => String, { description: 'The attribute, such as "grape".' })
  name!: string;

  @Field(() => [String], { description: 'The values, as facets name them.' })
  values!: string[];
}

@InputType('OptionFilter', {
  description: 'Values of one option, of which a variant must have one.',
})
@ObjectType('OptionCondition', {
  description: 'Values of one option, of which a variant must have one.',
})
export class OptionFilterInput {
  @Field(() => String, { description: 'The option, such as "Size", just as products call it.' })
  name!: string;

  @Field(() => [String], { description: 'The values, as facets name them.' })
  values!: string[];
}

@InputType('PriceFilter', {
  description: 'A range of prices in the currency of the search, both ends included.',
})
@ObjectType('PriceCondition', {
  description: 'A range of prices in the currency of the rule, both ends included.',
})
export class PriceFilterInput {
  @Field(() => MinorUnits, { nullable: true, description: 'The lowest price, in minor units.' })
  atLeast?: string | null;

  @Field(() => MinorUnits, { nullable: true, description: 'The highest price, in minor units.' })
  atMost?: string | null;
}

@InputType('ProductFilter', { description: 'What a product must meet to be found: all of these.' })
@ObjectType('ProductConditions', {
  description: 'A ProductFilter that is kept: what a product must meet, all of it.',
})
export class ProductFilterInput {
  @Field(() => String, {
    nullable: true,
    description: 'The slug of a category; what is below it is found too.',
  })
  category?: string | null;

  @Field(() => [String], { nullable: true, description: 'Any of these brands.' })
  brands?: string[] | null;

  @Field(() => [AttributeFilterInput], {
    nullable: true,
    description: 'For each of these attributes, any of its values.',
  })
  attributes?: AttributeFilterInput[] | null;

  @Field(() => [OptionFilterInput], {
    nullable: true,
    description:
      'For each of these options, any of its values. One and the same variant must meet them all, and be in stock if `inStockOnly` is set; at most 5.',
  })
  options?: OptionFilterInput[] | null;

  @Field(() => PriceFilterInput, {
    nullable: true,
    description:
      'What the cheapest variant may cost, whatever options are asked for: one piece, now, wherever it goes. Prices for a region or for many pieces are not looked at.',
  })
  price?: PriceFilterInput | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Only what has at least one variant in stock that meets `options`.',
  })
  inStockOnly?: boolean;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only products with a minimum age, or only ones without.',
  })
  ageRestricted?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Only what a buyer of this age, in years, may buy.',
  })
  minimumAgeAtMost?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Only what may be sold in this region: ISO 3166-1 alpha-2 such as "US", or ISO 3166-2 such as "US-UT".',
  })
  sellableIn?: string | null;
}

export const FacetKindEnum: Readonly<Record<FacetKind, FacetKind>> = {
  CATEGORY: 'CATEGORY',
  BRAND: 'BRAND',
  ATTRIBUTE: 'ATTRIBUTE',
  OPTION: 'OPTION',
};
registerEnumType(FacetKindEnum, {
  name: 'FacetKind',
  description: 'Which field of a ProductFilter takes the values of a facet.',
  valuesConfig: {
    CATEGORY: { description: '`category`: where products are sorted into.' },
    BRAND: { description: '`brands`: who makes them.' },
    ATTRIBUTE: { description: '`attributes`: what is said of them.' },
    OPTION: { description: '`options`: what a buyer chooses of them, such as a size.' },
  },
});

@ObjectType('FacetValue', { description: 'A value that products found have.' })
export class FacetValueType {
  @Field(() => String, { description: 'The value to filter by; a category’s is its slug.' })
  value!: string;

  @Field(() => Int, {
    description: 'How many products would be found with this value, all other filters kept.',
  })
  count!: number;

  of!: Pick<Facet, 'kind' | 'name'>;
  called!: string;
}

@ObjectType('Facet', { description: 'A way to narrow the search.' })
export class FacetType {
  @Field(() => FacetKindEnum, { description: 'What it is, and so which filter takes its values.' })
  kind!: FacetKind;

  @Field(() => String, {
    description:
      '"category", "brand", or the name of an attribute or an option; of one kind, no two have the same.',
  })
  name!: string;

  @Field(() => [FacetValueType], {
    description:
      'Its values, commonest first; those of an option as products offer them (S, M, L), if most agree about that.',
  })
  values!: FacetValueType[];

  static of({ kind, name, values }: Facet): FacetType {
    return Object.assign(new FacetType(), {
      kind,
      name,
      values: values.map(({ value, label, count }) =>
        Object.assign(new FacetValueType(), { value, count, of: { kind, name }, called: label }),
      ),
    });
  }
}

@ObjectType('PriceBounds', { description: 'What one piece may cost, both ends included.' })
export class PriceBoundsType {
  @Field(() => MoneyType, { nullable: true, description: 'The least; null if there is no end.' })
  atLeast!: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'The most; null if there is no end.' })
  atMost!: MoneyType | null;
}

@ObjectType('PriceStep', { description: 'How many products found cost about so much.' })
export class PriceStepType {
  @Field(() => MoneyType, { description: 'The least that they cost, in their cheapest variant.' })
  from!: MoneyType;

  @Field(() => Int, { description: 'How many cost at least that, and less than the next step.' })
  count!: number;
}

@ObjectType('ProductHighlight', {
  description:
    'Where a product has what was looked for: HTML in which <mark> stands around it and all else is escaped.',
})
export class ProductHighlightType {
  @Field(() => ID, { description: 'The product.' })
  productId!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'A passage of its description.' })
  description!: string;
}

export const SuggestionKindEnum = {
  CATEGORY: 'CATEGORY',
  BRAND: 'BRAND',
  PRODUCT: 'PRODUCT',
} as const satisfies Record<Suggestion['kind'], Suggestion['kind']>;
registerEnumType(SuggestionKindEnum, {
  name: 'SuggestionKind',
  description: 'What a suggestion leads to.',
  valuesConfig: {
    CATEGORY: { description: 'A category; `value` is its slug.' },
    BRAND: { description: 'A brand; `value` is what a filter takes.' },
    PRODUCT: { description: 'A product; `value` is its id.' },
  },
});

@ObjectType('ProductSuggestion', { description: 'What somebody who is typing may want.' })
export class ProductSuggestionType {
  @Field(() => SuggestionKindEnum, { description: 'What it leads to.' })
  kind!: Suggestion['kind'];

  @Field(() => String, { description: 'For people.' })
  text!: string;

  @Field(() => String, { description: 'For the next request; what it is depends on the kind.' })
  value!: string;
}

const types = connectionType('ProductSearch', ProductType);
export const ProductSearchConnection = types.ConnectionType;

/** A page of results that knows what was searched, for the fields that count everything found. */
export type FoundPage = Connection<ProductType> & {
  readonly search: Search;
  readonly findings: Findings;
};
