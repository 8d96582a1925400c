import { requirePermission, requireUser } from '#kernel/graphql/authorization.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';

/**
 * The id of the operator who keeps the catalogue.
 * @throws {GraphQLError} unless somebody with `catalogue.manage` asks
 */
export function operatorOf(request: GraphRequest): string {
  requirePermission(request, 'catalogue.manage');
  return requireUser(request).id;
}
