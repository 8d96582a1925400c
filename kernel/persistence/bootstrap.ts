import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Roles } from './roles.ts';
import { lockSession } from './session-lock.ts';

export interface BootstrapOptions {
  /** A login that may create roles and schemas in the database it names. */
  readonly adminUrl: string;
  readonly roles: Roles;
  readonly contexts: readonly string[];
  passwordOf(role: string): string;
}

/** The login in DATABASE_URL may not create what is missing. `grants` is the SQL for somebody who may. */
export class MissingDatabaseRights extends Error {
  constructor(readonly grants: string) {
    super(
      'The login in DATABASE_URL may not create roles, and some that Comptoir needs are missing. ' +
        `Run this once as a superuser in that database, then start again:\n\n${grants}\n`,
    );
    this.name = 'MissingDatabaseRights';
  }
}

/** What contexts need of the server besides its core. PostgreSQL comes with them, and trusts whoever owns the database. */
const EXTENSIONS = ['btree_gist', 'pg_trgm'];

interface Role {
  readonly name: string;
  readonly login: boolean;
  readonly service: boolean;
}

/**
 * Creates the roles and schemas that are missing, and gives every login the password that this installation derives
 * for it. Safe to run at every start: a settled database costs five queries.
 * @throws {MissingDatabaseRights} with the SQL to run
 */
export async function bootstrapDatabase(options: BootstrapOptions): Promise<void> {
  const client = new pg.Client({
    connectionString: options.adminUrl,
    application_name: 'comptoir bootstrap',
  });
  await client.connect();
  try {
    // Of several programs that start at once, one creates and the others find it done.
    await lockSession(client, 'comptoir bootstrap');
    const statements = [
      ...(await roleStatements(client, options)),
      ...(await schemaStatements(client, options)),
      ...(await extensionStatements(client)),
    ];
    if (statements.length === 0) return;
    if (!(await mayCreateRoles(client))) {
      throw new MissingDatabaseRights(statements.map((statement) => `${statement};`).join('\n'));
    }
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function allRoles({ roles, contexts }: BootstrapOptions): Role[] {
  return [
    { name: roles.migrator, login: true, service: false },
    { name: roles.workflowOwner, login: false, service: false },
    { name: roles.workflow, login: true, service: true },
    ...contexts.flatMap((context) => [
      { name: roles.owner(context), login: false, service: false },
      { name: roles.service(context), login: true, service: true },
    ]),
  ];
}

async function roleStatements(client: pg.Client, options: BootstrapOptions): Promise<string[]> {
  const { rows } = await client.query<{ name: string; note: string | null }>(
    `select rolname as name, shobj_description(oid, 'pg_authid') as note from pg_roles`,
  );
  const notes = new Map(rows.map((row) => [row.name, row.note]));
  const { rows: settings } = await client.query<{ version: number }>(
    `select current_setting('server_version_num')::int as version`,
  );
  const version = settings[0]?.version ?? 0;
  const wanted = allRoles(options);
  const statements = wanted.flatMap((role) => {
    const password = options.passwordOf(role.name);
    const fingerprint = `comptoir ${createHash('sha256').update(password).digest('hex').slice(0, 16)}`;
    if (notes.get(role.name) === fingerprint) return [];
    const name = client.escapeIdentifier(role.name);
    const login = role.login ? `login password ${client.escapeLiteral(password)}` : 'nologin';
    return [
      `${notes.has(role.name) ? 'alter' : 'create'} role ${name} ${login}`,
      `comment on role ${name} is ${client.escapeLiteral(fingerprint)}`,
      ...(role.service ? timeLimits(name, version) : []),
    ];
  });
  const owners = wanted.filter((role) => !role.login && !notes.has(role.name));
  const migrator = client.escapeIdentifier(options.roles.migrator);
  for (const owner of owners)
    statements.push(`grant ${client.escapeIdentifier(owner.name)} to ${migrator}`);
  return statements;
}

/** A frozen process must lose its locks before its workflow lease runs out, which takes 4 s. */
function timeLimits(role: string, version: number): string[] {
  const limits = [`alter role ${role} set idle_in_transaction_session_timeout = '3s'`];
  if (version >= 170000) limits.push(`alter role ${role} set transaction_timeout = '10s'`);
  return limits;
}

async function schemaStatements(client: pg.Client, options: BootstrapOptions): Promise<string[]> {
  const { roles, contexts } = options;
  const { rows } = await client.query<{ name: string }>('select nspname as name from pg_namespace');
  const existing = new Set(rows.map((row) => row.name));
  const wanted = [
    { schema: 'workflow', owner: roles.workflowOwner },
    ...contexts.flatMap((context) => [
      { schema: context, owner: roles.owner(context) },
      { schema: `${context}_log`, owner: roles.owner(context) },
    ]),
  ].filter(({ schema }) => !existing.has(schema));
  if (wanted.length === 0) return [];
  const { rows: names } = await client.query<{ database: string; me: string }>(
    'select current_database() as database, current_user as me',
  );
  const database = client.escapeIdentifier(names[0]?.database ?? '');
  const me = client.escapeIdentifier(names[0]?.me ?? '');
  return [
    // A login that is no superuser must be a member of a role to create something in its name.
    ...wanted.map(({ owner }) => `grant ${client.escapeIdentifier(owner)} to ${me}`),
    // The workflow engine's migration begins with CREATE SCHEMA IF NOT EXISTS, which demands this even when it exists.
    `grant create on database ${database} to ${client.escapeIdentifier(roles.workflowOwner)}`,
    'revoke create on schema public from public',
    ...wanted.map(
      ({ schema, owner }) =>
        `create schema ${schema} authorization ${client.escapeIdentifier(owner)}`,
    ),
  ];
}

async function extensionStatements(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select extname as name from pg_extension');
  const existing = new Set(rows.map(({ name }) => name));
  return EXTENSIONS.filter((name) => !existing.has(name)).map(
    (name) => `create extension if not exists ${name} schema public`,
  );
}

async function mayCreateRoles(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    'select rolsuper or rolcreaterole as may from pg_roles where rolname = current_user',
  );
  return rows[0]?.may ?? false;
}
