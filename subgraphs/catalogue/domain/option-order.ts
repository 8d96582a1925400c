/** What so many products offer to choose from, in their order. */
export type OfferedChoices = {
  readonly option: string;
  readonly choices: readonly string[];
  readonly products: number;
};

/** The place of each value, by option. An option whose values have no order is missing. */
export type OptionOrders = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** So much of what products say may contradict the rest, before it is no order: sizes have one, colours have none. */
const MOST_CONTRADICTIONS = 0.1;
/** Nobody looks through more of them in an order. */
const MOST_VALUES = 200;

/**
 * One order for all values of an option, from the orders in which products offer some of them: [S, M, L] here and [L, XL]
 * there make [S, M, L, XL]. What most products say goes before what few say against it (ranked pairs).
 */
export function optionOrders(offered: readonly OfferedChoices[]): OptionOrders {
  const byOption = Map.groupBy(offered, ({ option }) => option);
  return new Map(
    [...byOption].flatMap(([option, lists]) => {
      const order = orderOf(lists);
      return order ? [[option, new Map(order.map((value, place) => [value, place]))]] : [];
    }),
  );
}

type Step = { readonly from: string; readonly to: string; products: number };

/** Null if the products contradict each other, or never offer two values together. */
function orderOf(lists: readonly OfferedChoices[]): string[] | null {
  const values = [...new Set(lists.flatMap(({ choices }) => choices))];
  const steps = stepsOf(lists);
  if (steps.length === 0 || values.length > MOST_VALUES) return null;
  let mayContradict = MOST_CONTRADICTIONS * steps.reduce((sum, { products }) => sum + products, 0);
  const next = new Map<string, string[]>();
  for (const { from, to, products } of steps.toSorted((a, b) => b.products - a.products)) {
    if (!leads(next, to, from)) next.set(from, [...(next.get(from) ?? []), to]);
    else if ((mayContradict -= products) < 0) return null;
  }
  return sorted(values, next);
}

/** From each choice to the next one. */
function stepsOf(lists: readonly OfferedChoices[]): Step[] {
  const steps = new Map<string, Step>();
  for (const { choices, products } of lists) {
    for (const [place, to] of choices.slice(1).entries()) {
      const from = choices[place]!;
      const key = JSON.stringify([from, to]);
      const known = steps.get(key);
      if (known) known.products += products;
      else steps.set(key, { from, to, products });
    }
  }
  return [...steps.values()];
}

function leads(
  next: ReadonlyMap<string, readonly string[]>,
  from: string,
  goal: string,
  seen = new Set<string>(),
): boolean {
  if (from === goal) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return (next.get(from) ?? []).some((to) => leads(next, to, goal, seen));
}

/** Each value before all that it leads to. */
function sorted(values: readonly string[], next: ReadonlyMap<string, readonly string[]>): string[] {
  const fromTheEnd = new Set<string>();
  const visit = (value: string): void => {
    if (fromTheEnd.has(value)) return;
    for (const to of next.get(value) ?? []) visit(to);
    fromTheEnd.add(value);
  };
  for (const value of values.toReversed()) visit(value);
  return [...fromTheEnd].toReversed();
}
