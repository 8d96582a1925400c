import type { FacetValue } from '../../domain/facets.ts';

/** Values of facets, or of options, by short numbers, which is what is counted. */
export class NumberedValues {
  readonly all: (FacetValue | undefined)[] = [];
  private readonly numbers = new Map<string, Map<string, number>>();

  name(number: number, value: FacetValue): void {
    this.all[number] = value;
    const ofFacet = this.numbers.get(value.facet) ?? new Map<string, number>();
    this.numbers.set(value.facet, ofFacet.set(value.value, number));
  }

  of(facet: string): ReadonlyMap<string, number> | undefined {
    return this.numbers.get(facet);
  }

  /** A value that is new gets the next number. */
  numberOf(facet: string, value: string): number {
    const known = this.numbers.get(facet)?.get(value);
    if (known !== undefined) return known;
    this.name(this.all.length, { facet, value, label: value });
    return this.all.length - 1;
  }
}
