/** What an operation costs elsewhere. CPU time in milliseconds. */
export interface Comparison {
  readonly what: string;
  readonly programCpuMs: number;
  readonly postgresCpuMs: number;
  readonly statements: number | null;
}

/**
 * Vendure 3.7.3 with PostgreSQL, measured by us on a like machine with a like catalogue, by scenario. It is the open-source
 * backend nearest to ours: TypeScript, GraphQL, PostgreSQL. Nobody counted the statements of its search.
 */
export const VENDURE: Readonly<Record<string, Comparison>> = {
  search: { what: 'search with facets', programCpuMs: 19, postgresCpuMs: 566, statements: null },
  detail: { what: 'product detail', programCpuMs: 8, postgresCpuMs: 9, statements: 27 },
  purchase: {
    what: 'six-call guest checkout',
    programCpuMs: 80,
    postgresCpuMs: 65,
    statements: 270,
  },
};
