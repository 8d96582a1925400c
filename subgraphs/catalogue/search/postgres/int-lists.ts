/** A list of whole numbers for each product, by its number; all of them lie side by side in memory. */
export class IntLists {
  /** The list of a product stands from its `from` to before its `to`. */
  values = new Int32Array(0);
  from = new Int32Array(0);
  to = new Int32Array(0);
  private end = 0;

  put(number: number, list: readonly number[]): void {
    if (number >= this.from.length) {
      this.from = grown(this.from, new Int32Array(2 * (number + 1)));
      this.to = grown(this.to, new Int32Array(2 * (number + 1)));
    }
    const room = this.to[number]! - this.from[number]!;
    if (list.length > room) {
      if (this.end + list.length > this.values.length) this.tidy(list.length);
      this.from[number] = this.end;
      this.end += list.length;
    }
    this.to[number] = this.from[number]! + list.length;
    this.values.set(list, this.from[number]);
  }

  /** Leaves behind what products have left behind, and makes room for `more` and for as many again as there are. */
  private tidy(more: number): void {
    const old = this.values;
    let used = 0;
    for (const [number, to] of this.to.entries()) used += to - this.from[number]!;
    this.values = new Int32Array(2 * (used + more));
    this.end = 0;
    for (const [number, to] of this.to.entries()) {
      const list = old.subarray(this.from[number], to);
      this.values.set(list, this.end);
      this.from[number] = this.end;
      this.end += list.length;
      this.to[number] = this.end;
    }
  }
}

export function grown<Column extends Float64Array | Int32Array | Uint8Array>(
  old: Column,
  column: Column,
): Column {
  column.set(old);
  return column;
}
