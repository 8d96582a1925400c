import type { GraphQLResolveInfo } from 'graphql';
import { type ConnectionArgs, checkPage, toConnection } from '#kernel/graphql/connection.ts';
import { decodeCursor, encodeCursor, text } from '#kernel/graphql/cursor.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { selects } from '#kernel/graphql/selects.ts';
import type { OnFallback } from '../domain/ports.ts';
import {
  type SearchPosition,
  type SearchRequest,
  cursorParts,
  parseSearch,
  positionFrom,
} from '../domain/search.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { searchProducts } from '../usecases/search-products.ts';
import { ProductType } from './product.type.ts';
import type { FoundPage } from './search.type.ts';

/** What is known only when everything found is counted. */
const COUNTED = ['totalCount', 'facets', 'priceRange', 'priceHistogram'];

/** One page of what `asked` finds, for a field that answers a `ProductSearchConnection`. */
export async function foundPage(
  rt: CatalogueRuntime,
  asked: SearchRequest,
  page: ConnectionArgs,
  { request, info }: { readonly request: GraphRequest; readonly info: GraphQLResolveInfo },
): Promise<FoundPage> {
  checkPage(page);
  const search = parseSearch(asked);
  const after =
    page.after == null
      ? null
      : positionFrom(search, decodeCursor(page.after, text, text, text, text, text));
  const part = { limit: page.first, after, counted: selects(info, COUNTED) };
  const found = await searchProducts(rt, search, part, remarkOn(request));
  const cursorOf = (position: SearchPosition) => encodeCursor(...cursorParts(search, position));
  const { edges, pageInfo } = toConnection(
    found.offers,
    page,
    ({ position }) => cursorOf(position),
    ProductType.of,
  );
  // Of what an engine found, the last may be gone since: the next page begins where it was.
  if (found.next) Object.assign(pageInfo, { hasNextPage: true, endCursor: cursorOf(found.next) });
  return { edges, pageInfo, search: found.search, findings: found };
}

/** Says in the answer's `extensions` that the engine that should answer did not. */
export const remarkOn =
  ({ remarks }: GraphRequest): OnFallback =>
  () => {
    remarks['search'] = { engine: 'postgresql', fallback: true };
  };
