import { type Id, newId } from '../domain/id.ts';
import type { Principal, UserPrincipal } from '../graphql/principal.ts';

const later = () => new Date(Date.now() + 15 * 60_000);

/** People and services for tests, in the words of the domain. */
export const customer = (id: Id<'usr'> = newId('usr')): UserPrincipal => ({
  kind: 'user',
  id,
  roles: ['customer'],
  permissions: [],
  merchantId: null,
  sessionId: newId('ses'),
  expiresAt: later(),
});

export const seller = (merchantId: Id<'mer'>): UserPrincipal => ({
  ...customer(),
  roles: ['seller'],
  permissions: ['messages.read-merchant', 'wallets.read-merchant'],
  merchantId,
});

export const operator = (...permissions: string[]): UserPrincipal => ({
  ...customer(),
  roles: ['operator'],
  permissions,
});

export const service = (name: string, ...permissions: string[]): Principal => ({
  kind: 'service',
  name,
  permissions,
  expiresAt: later(),
});
