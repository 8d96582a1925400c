import type { Id } from '../domain/id.ts';

export type Role = 'customer' | 'seller' | 'operator';

/** Who asks. Taken from a verified token, never from what a caller says of itself. */
export type Principal =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'user';
      readonly id: Id<'usr'>;
      readonly roles: readonly Role[];
      readonly permissions: readonly string[];
      /** The merchant a seller works for. */
      readonly merchantId: Id<'mer'> | null;
      readonly sessionId: string;
      readonly expiresAt: Date;
    }
  | {
      readonly kind: 'service';
      readonly name: string;
      readonly permissions: readonly string[];
      readonly expiresAt: Date;
    };

export type UserPrincipal = Extract<Principal, { kind: 'user' }>;

export const ANONYMOUS: Principal = { kind: 'anonymous' };
