export const ROLES = ['customer', 'seller', 'operator'] as const;

/** What somebody is in the shop. A person may be several. */
export type Role = (typeof ROLES)[number];

/** What each role may do beyond what everybody may do with their own. */
const PERMISSIONS: Readonly<Record<Role, readonly string[]>> = {
  customer: [],
  seller: ['messages.read-merchant', 'wallets.read-merchant'],
  operator: [
    'accounts.read',
    'catalogue.manage',
    'events.manage',
    'ledger.read',
    'orders.read',
    'payments.read',
    'payments.refund',
    'provisioning.manage',
  ],
};

export const permissionsOf = (roles: readonly Role[]): string[] =>
  [...new Set(roles.flatMap((role) => PERMISSIONS[role]))].toSorted();

/** What the gateway and each context may ask of the others, by the service principal of its name. */
export const SERVICE_PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  catalogue: [],
  gateway: ['accounts.watch-sessions'],
  ledger: [],
  notifications: ['accounts.contact', 'orders.read'],
  orders: ['accounts.read', 'catalogue.reserve', 'payments.execute', 'provisioning.execute'],
  payments: [],
  provisioning: ['catalogue.read'],
};
