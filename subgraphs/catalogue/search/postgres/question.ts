import { RANKING, BURIED, PINNED, weightOf } from '../../domain/ranking.ts';
import type { Search } from '../../domain/search.ts';
import type { Understanding, Wanted } from '../../domain/understanding.ts';
import { lastRunsOf, runsOf } from '../runs.ts';

/** A search, and what its words mean. */
export type AskedSearch = { readonly search: Search; readonly meaning: Understanding | null };

/** With fewer products than these, those that have only some of what is wanted are shown too. */
const ENOUGH = 10;

/** What products must have, in turn: everything, or everything but one thing. If neither finds enough, any of it will do. */
const demands = (things: readonly string[]): string[] => {
  const butOne = things.map((_, left) => things.filter((__, i) => i !== left).join(' && '));
  return [things.join(' && '), ...(things.length > 2 ? [`((${butOne.join(') || (')}))`] : [])];
};

const isOf = (kinds: string): string =>
  `(catalogue.kinds_query('=', ${kinds}) || catalogue.kinds_query('^', ${kinds}))`;

const isEnough = (query: string): string =>
  `(select count(*) = ${ENOUGH} from (select from catalogue.products where search @@ (${query}) limit ${ENOUGH}) few)`;

/** A product's words, unpacked once, where each condition on the column itself would unpack them anew. */
const UNPACKED = `lateral (select p.search || ''::tsvector as words offset 0) unpacked`;

/**
 * For one thing. Most products only mention it, so that is found out first. What a name ends with stands in it, so that
 * much need not be asked.
 */
function pointsFor({ broader }: Wanted, i: number, open: boolean): string {
  const has = (part: string) => `unpacked.words @@ terms.${part}${i}`;
  const { kind, head, named, fact, begunKind, name, type, attribute } = RANKING;
  const when = (condition: string, points: string | number) => `when ${condition} then ${points}`;
  const described = broader.length > 0 ? when(has('broader'), RANKING.describedKind) : '';
  const begun = open ? when(has('begun'), begunKind) : '';
  return `case when ${has('said')} then case
      when ${has('sort')} then case when ${has('kind')} then ${kind} + case when ${has('name')} then ${named} else 0 end
        else ${head + named} end
      ${described}
      when ${has('name')} then case when ${has('fact')} then ${fact + named} ${begun} else ${name} end
      when ${has('fact')} then ${fact}
      ${begun}
      when ${has('type')} then ${type} else ${attribute} end
    ${broader.length > 0 ? when(has('broader'), `case when ${has('thing')} then ${RANKING.describedKind} else ${RANKING.broader} end`) : ''}
    when ${has('thing')} then ${RANKING.description} else 0 end`;
}

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
    return `catalogue.products p${terms ? ` cross join ${terms} terms cross join ${UNPACKED}` : ''}`;
  }

  /** How good an answer a product is. Rounded, so that a cursor says just the same. See domain/ranking.ts. */
  score(): string {
    const { meaning } = this.asked;
    if (!meaning) return '0';
    const { wanted, unfinished } = meaning;
    const things = wanted.map(
      (one, i) => `${weightOf(one)} * ${pointsFor(one, i, unfinished && i === wanted.length - 1)}`,
    );
    const weight = wanted.reduce((sum, one) => sum + weightOf(one), 0);
    const { pinned, buried } = meaning;
    return `round((${[
      things.length > 0
        ? `(${things.join(' + ')}) / ${weight}::numeric`
        : 'ts_rank(unpacked.words, terms.query)',
      ...(things.length > 1
        ? [
            `case when unpacked.words @@ terms.phrase then ${RANKING.phrase} else 0 end`,
            `case when unpacked.words @@ terms.runs then ${RANKING.run} ${
              unfinished ? `when unpacked.words @@ terms.begun_runs then ${RANKING.begunRun}` : ''
            } else 0 end`,
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
        catalogue.kinds_query('^', ${bound}) as head${i}, catalogue.kinds_query('~', ${bound}) as fact${i},
        ${open ? `catalogue.begun_query((${bound})[:1])` : `''::tsquery`} as begun${i}`;
    });
    const all = names.map((_, i) => `thing${i}`);
    const sorts = names.map((_, i) => `kind${i} || head${i} as sort${i}`);
    const broader = wanted.flatMap(({ broader: kinds }, i) =>
      kinds.length > 0 ? [{ place: i, kinds: `${this.bind(kinds)}::text[]` }] : [],
    );
    const broad = broader.map(({ place, kinds }) => `${isOf(kinds)} as broader${place}`);
    const within = names.flatMap((_, i) =>
      Object.entries({ name: 'A', type: 'B', said: 'ABC' }).map(
        ([part, weight]) => `catalogue.within(thing${i}, '${weight}') as ${part}${i}`,
      ),
    );
    const words = wanted.map(({ names: [first] }) => first ?? '');
    const typed = this.bind(words.join(' '));
    const runs = `${this.bind(runsOf(words))}::text[]`;
    const begun = `catalogue.begun_query(${this.bind(lastRunsOf(words))}::text[])`;
    const any = [...all, ...broader.map(({ place }) => `broader${place}`)].join(' || ');
    return `(select *, ${[...within, ...sorts].join(', ')},
        catalogue.within(catalogue.phrase_query(${typed}, ${unfinished}), 'A') as phrase,
        ${isOf(runs)} as runs, ${begun} as begun_runs,
        case ${demands(all)
          .map((query) => `when ${isEnough(query)} then ${query}`)
          .join(' ')} else ${any} end as query
      from (select ${[...things, ...broad].join(', ')} offset 0) things offset 0)`;
  }
}
