import { RANKING, BURIED, PINNED } from '../../domain/ranking.ts';
import type { Search } from '../../domain/search.ts';
import type { Understanding } from '../../domain/understanding.ts';
import { runsOf } from '../runs.ts';

/** A search, and what its words mean. */
export type AskedSearch = { readonly search: Search; readonly meaning: Understanding | null };

/** With fewer products than these, those that have only some of what is wanted are shown too. */
const ENOUGH = 10;

/** What products must have, in turn: everything, or everything but one thing. If neither finds enough, any of it will do. */
const demands = (things: readonly string[]): string[] => {
  const butOne = things.map((_, left) => things.filter((__, i) => i !== left).join(' && '));
  return [things.join(' && '), ...(things.length > 2 ? [`((${butOne.join(') || (')}))`] : [])];
};

const isEnough = (query: string): string =>
  `(select count(*) = ${ENOUGH} from (select from catalogue.products where search @@ (${query}) limit ${ENOUGH}) few)`;

/** What the words of a search mean, in SQL over `products p` and the search's `terms`. */
export class Question {
  readonly values: unknown[] = [];
  private termsSource: string | null = null;

  constructor(private readonly asked: AskedSearch) {}

  bind(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  source(): string {
    const terms = this.terms();
    return `catalogue.products p${terms ? ` cross join ${terms} terms` : ''}`;
  }

  /** How good an answer a product is. Rounded, so that a cursor says just the same. See domain/ranking.ts. */
  score(): string {
    const { meaning } = this.asked;
    if (!meaning) return '0';
    const wanted = meaning.wanted;
    const things = wanted.map(
      (_, i) => `case when p.search @@ terms.kind${i} 
          then ${RANKING.kind} + case when p.search @@ terms.name${i} then ${RANKING.namedKind} else 0 end
        when p.search @@ terms.name${i} then ${RANKING.name}
        when p.search @@ terms.fact${i} then ${RANKING.fact}
        when p.search @@ terms.type${i} then ${RANKING.type}
        when p.search @@ terms.attribute${i} then ${RANKING.attribute}
        when p.search @@ terms.thing${i} then ${RANKING.description} else 0 end`,
    );
    const { pinned, buried } = meaning;
    return `round((${[
      things.length > 0
        ? `(${things.join(' + ')}) / ${things.length}.0`
        : 'ts_rank(p.search, terms.query)',
      ...(things.length > 1
        ? [
            `case when p.search @@ terms.phrase then ${RANKING.phrase} else 0 end`,
            `case when p.search @@ terms.runs then ${RANKING.run} else 0 end`,
          ]
        : []),
      `case when p.available then ${RANKING.available} else 0 end`,
      `least(5, log(1 + p.popularity)) * ${RANKING.popularity}`,
      ...(pinned.length > 0
        ? [`coalesce(${PINNED} - array_position(${this.bind(pinned)}::text[], p.id), 0)`]
        : []),
      ...(buried.length > 0
        ? [`case when p.id = any (${this.bind(buried)}::text[]) then ${BURIED} else 0 end`]
        : []),
    ].join(' + ')})::numeric, 6)`;
  }

  /** What a product must meet. */
  matches(): string {
    const { meaning } = this.asked;
    if (!meaning) return 'true';
    if (meaning.bySku.length > 0) return `p.id = any (${this.bind(meaning.bySku)}::text[])`;
    if (meaning.pinned.length === 0) return 'p.search @@ terms.query';
    return `(p.search @@ terms.query or p.id = any (${this.bind(meaning.pinned)}::text[]))`;
  }

  /** One row with a query for each thing that is wanted, and `query`, which a product must meet. */
  private terms(): string | null {
    const { search, meaning } = this.asked;
    if (!search.terms || !meaning) return null;
    this.termsSource ??=
      meaning.wanted.length > 0 ? this.wanted(meaning) : this.literal(search.terms.words);
    return this.termsSource;
  }

  private literal(words: string): string {
    return `(select websearch_to_tsquery('english', catalogue.folded(${this.bind(words)})) as query)`;
  }

  private wanted({ wanted, unfinished }: Understanding): string {
    const names = wanted.map(({ names: called }) => `${this.bind(called)}::text[]`);
    const things = names.map((bound, i) => {
      const open = unfinished && i === names.length - 1;
      return `catalogue.names_query(${bound}, ${open}) as thing${i}, catalogue.kinds_query('=', ${bound}) as kind${i},
        catalogue.kinds_query('~', ${bound}) as fact${i}`;
    });
    const all = names.map((_, i) => `thing${i}`);
    const within = names.flatMap((_, i) =>
      Object.entries({ name: 'A', type: 'B', attribute: 'C' }).map(
        ([part, weight]) => `catalogue.within(thing${i}, '${weight}') as ${part}${i}`,
      ),
    );
    const words = wanted.map(({ names: [first] }) => first ?? '');
    const typed = this.bind(words.join(' '));
    const runs = this.bind(runsOf(words));
    return `(select *, ${within.join(', ')},
        catalogue.within(catalogue.phrase_query(${typed}, false), 'A') as phrase,
        catalogue.kinds_query('=', ${runs}::text[]) as runs,
        case ${demands(all)
          .map((query) => `when ${isEnough(query)} then ${query}`)
          .join(' ')} else ${all.join(' || ')} end as query
      from (select ${things.join(', ')} offset 0) things offset 0)`;
  }
}
