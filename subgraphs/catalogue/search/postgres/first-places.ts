import type { Id } from '#kernel/domain/id.ts';

/** Where a product stands in a list: by a value, and among equals by its id. */
export type Place = { readonly value: number | string; readonly id: Id<'prd'> };

/** Keeps the first places of a list without sorting the rest of it: what comes after `after`, and at most `limit`. */
export class FirstPlaces {
  /** In order. */
  readonly kept: Place[] = [];

  constructor(
    private readonly limit: number,
    private readonly order: { readonly descends: boolean; readonly after: Place | null },
  ) {}

  hasRoomFor(value: Place['value'], id: Place['id']): boolean {
    const { after } = this.order;
    if (after && this.compare(value, id, after) <= 0) return false;
    const last = this.kept.at(-1);
    return !last || this.kept.length < this.limit || this.compare(value, id, last) < 0;
  }

  /** Of a place for which there is room. */
  take(value: Place['value'], id: Place['id']): void {
    let [from, to] = [0, this.kept.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.compare(value, id, this.kept[middle]!) < 0) to = middle;
      else from = middle + 1;
    }
    this.kept.splice(from, 0, { value, id });
    if (this.kept.length > this.limit) this.kept.pop();
  }

  /** Below zero if it comes before `place`. */
  private compare(value: Place['value'], id: Place['id'], place: Place): number {
    const equal = value === place.value;
    const before = equal ? id < place.id : value < place.value;
    if (equal && id === place.id) return 0;
    return before === this.order.descends ? 1 : -1;
  }
}
