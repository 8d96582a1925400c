/** Where programs ask that would rather not speak GraphQL. */
export const PUBLIC_API = '/api/v1';

/** What an answer of it was reckoned to cost, in points, as in the graph. */
export const COST_HEADER = 'x-cost';
