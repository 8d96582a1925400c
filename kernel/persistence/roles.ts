/**
 * Who may do what in the database. Each context's schema belongs to an owner that cannot log in; the migrator may become
 * an owner; the service uses the tables and can touch no other context's schema.
 */
export interface Roles {
  readonly migrator: string;
  /** Owns the workflow engine's schema; cannot log in. */
  readonly workflowOwner: string;
  /** The workflow engine's own login. */
  readonly workflow: string;
  owner(context: string): string;
  service(context: string): string;
}

export const rolesOf = (prefix: string): Roles => ({
  migrator: `${prefix}_migrator`,
  workflowOwner: `${prefix}_workflow_owner`,
  workflow: `${prefix}_workflow`,
  owner: (context) => `${prefix}_${context}_owner`,
  service: (context) => `${prefix}_${context}`,
});

/** The same server and database as `url`, entered by another login. */
export function withLogin(url: string, user: string, password: string): string {
  const address = new URL(url);
  address.username = encodeURIComponent(user);
  address.password = encodeURIComponent(password);
  return address.toString();
}

/** The same server, login and parameters as `url`, another database. */
export function withDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${encodeURIComponent(database)}`;
  return address.toString();
}
