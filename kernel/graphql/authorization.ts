import { GraphQLError } from 'graphql';
import { Unauthenticated } from './authenticate.ts';
import type { UserPrincipal } from './principal.ts';
import type { GraphRequest } from './request.ts';

export class Forbidden extends GraphQLError {
  constructor(permission: string) {
    super(`This needs the permission ${permission}.`, {
      extensions: { code: 'FORBIDDEN', permission },
    });
  }
}

/** Whoever asks, in the graph or outside of it. */
type Asking = Pick<GraphRequest, 'principal'>;

/** @throws {Unauthenticated} unless a person is logged in */
export function requireUser({ principal }: Asking): UserPrincipal {
  if (principal.kind !== 'user') throw new Unauthenticated();
  return principal;
}

export function hasPermission({ principal }: Asking, permission: string): boolean {
  return principal.kind !== 'anonymous' && principal.permissions.includes(permission);
}

/**
 * @throws {Unauthenticated} if nobody is logged in
 * @throws {Forbidden} if whoever asks lacks `permission`
 */
export function requirePermission(request: Asking, permission: string): void {
  if (request.principal.kind === 'anonymous') throw new Unauthenticated();
  if (!hasPermission(request, permission)) throw new Forbidden(permission);
}

/**
 * For operations that only Comptoir's own workflows send.
 * @throws {Unauthenticated} if nobody is logged in
 * @throws {Forbidden} to every person, and to a service without `permission`
 */
export function requireService(request: GraphRequest, permission: string): void {
  if (request.principal.kind === 'anonymous') throw new Unauthenticated();
  if (request.principal.kind !== 'service' || !hasPermission(request, permission))
    throw new Forbidden(permission);
}

/** Whether the person who asks is `userId`. */
export const isSelf = ({ principal }: GraphRequest, userId: string): boolean =>
  principal.kind === 'user' && principal.id === userId;
