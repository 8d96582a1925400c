import { type ConnectionArgs, checkPage, toConnection } from '#kernel/graphql/connection.ts';
import { decodeCursor, encodeCursor, text } from '#kernel/graphql/cursor.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { OnFallback } from '../domain/ports.ts';
import { type SearchRequest, cursorParts, parseSearch, positionFrom } from '../domain/search.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { searchProducts } from '../usecases/search-products.ts';
import { ProductType } from './product.type.ts';
import type { FoundPage } from './search.type.ts';

/** One page of what `asked` finds, for a field that answers a `ProductSearchConnection`. */
export async function foundPage(
  rt: CatalogueRuntime,
  asked: SearchRequest,
  page: ConnectionArgs,
  request: GraphRequest,
): Promise<FoundPage> {
  checkPage(page);
  const search = parseSearch(asked);
  const after =
    page.after == null
      ? null
      : positionFrom(search, decodeCursor(page.after, text, text, text, text, text));
  const part = { limit: page.first + 1, after };
  const findings = await searchProducts(rt, search, part, remarkOn(request));
  const connection = toConnection(
    findings.products,
    page,
    ({ position }) => encodeCursor(...cursorParts(search, position)),
    ProductType.of,
  );
  return { ...connection, search, findings };
}

/** Says in the answer's `extensions` that the engine that should answer did not. */
export const remarkOn =
  ({ remarks }: GraphRequest): OnFallback =>
  () => {
    remarks['search'] = { engine: 'postgresql', fallback: true };
  };
