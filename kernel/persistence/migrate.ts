import { migrateDataSourcePG } from '@dbos-inc/dbos-sdk/datasource';
import { migrateSystemDatabase } from '@dbos-inc/dbos-sdk/internal/system_database';
import { GlobalLogger } from '@dbos-inc/dbos-sdk/internal/telemetry/logs';
import { Migration, Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { consumerDdl, eventLogDdl, readableLogDdl } from './event-log.ts';
import { idempotencyDdl } from './idempotency.ts';
import { discardedEventsDdl } from './parked-events.ts';
import type { Roles } from './roles.ts';
import { lockSession } from './session-lock.ts';
import { execute, sql } from './sql.ts';

export type MigrationClass = new (...args: ConstructorParameters<typeof Migration>) => Migration;

/** What the migrator must know of a context. */
export interface Migratable {
  readonly name: string;
  readonly migrations: readonly MigrationClass[];
  /** Whether it has an event log of its own. */
  readonly publishes: boolean;
  /** Whether its steps run in durable workflows. */
  readonly durable: boolean;
}

export interface MigrateOptions {
  /** As the migrator, who may become every owner. */
  readonly url: string;
  readonly roles: Roles;
  /** Every context of the installation, also those that have nothing to migrate: their services read the logs. */
  readonly contexts: readonly Migratable[];
}

export const WORKFLOW_SCHEMA = 'workflow';

/** Tells a migration its context's service role, whose name depends on the installation. */
const SERVICE_ROLE_SETTING = 'comptoir.service_role';

/** DDL that names the service role as `%1$I`, to be run by a context's migration. */
export const forServiceRole = (statement: string): string =>
  `do $do$ begin execute format($ddl$${statement}$ddl$, current_setting('${SERVICE_ROLE_SETTING}')); end $do$`;

/** Brings every schema up to date, each as its owner. Services need no right to change a schema. */
export async function migrateDatabase(options: MigrateOptions): Promise<void> {
  const asOwner = new URL(options.url);
  const session = `-c role=${options.roles.workflowOwner} -c client_min_messages=warning`;
  asOwner.searchParams.set('options', session);
  const client = new pg.Client({
    connectionString: asOwner.toString(),
    application_name: 'comptoir migrate workflow',
  });
  await client.connect();
  try {
    // Of several programs that start at once, one migrates and the others find it done.
    await lockSession(client, 'comptoir migrate');
    await migrateWorkflowSchema(client, asOwner.toString(), options);
    for (const context of options.contexts) await migrateContext(context, options);
  } finally {
    await client.end();
  }
}

async function migrateContext(
  context: Migratable,
  { url, roles, contexts }: MigrateOptions,
): Promise<void> {
  const orm = await MikroORM.init({
    clientUrl: url,
    schema: context.name,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    extensions: [Migrator],
    pool: { min: 0, max: 1 },
    driverOptions: {
      connectionString: url,
      application_name: `comptoir migrate ${context.name}`,
      options: `-c role=${roles.owner(context.name)} -c search_path=${context.name} -c ${SERVICE_ROLE_SETTING}=${roles.service(context.name)} -c client_min_messages=warning`,
    },
    migrations: {
      tableName: `${context.name}.migrations`,
      snapshot: false,
      silent: true,
      migrationsList: migrationsOf(context, roles).map((migration) => ({
        name: migration.name,
        class: migration,
      })),
    },
  });
  try {
    await orm.migrator.up();
    if (context.publishes) {
      await openLog(
        orm,
        context.name,
        contexts.map(({ name }) => roles.service(name)),
      );
    }
  } finally {
    await orm.close();
  }
}

/** Lets every service read a log, also one that came later than the log. */
async function openLog(orm: MikroORM, context: string, services: readonly string[]): Promise<void> {
  const shut = await sql<{ reader: string }>(
    orm.em.fork(),
    `select reader from unnest($1::text[]) reader
     where not has_table_privilege(reader, '${context}_log.events', 'select')`,
    [services],
  );
  for (const { reader } of shut) await execute(orm.em.fork(), readableLogDdl(context, [reader]));
}

/** A context's migrations, in order: the tables that every context has, then its own. */
export const migrationsOf = (context: Migratable, roles: Roles): MigrationClass[] => [
  ...kernelMigrations(context, roles.service(context.name)),
  ...context.migrations,
];

function kernelMigrations(context: Migratable, service: string): MigrationClass[] {
  const { name } = context;
  class KernelTables extends Migration {
    override async up(): Promise<void> {
      this.addSql(`grant usage on schema ${name} to ${service}`);
      this.addSql(
        `alter default privileges in schema ${name} grant select, insert, update, delete on tables to ${service}`,
      );
      this.addSql(
        `alter default privileges in schema ${name} grant usage on sequences to ${service}`,
      );
      this.addSql(consumerDdl(name));
      this.addSql(idempotencyDdl(name));
    }
  }
  class KernelDiscardedEvents extends Migration {
    override async up(): Promise<void> {
      this.addSql(discardedEventsDdl(name, service));
    }
  }
  class KernelEventLog extends Migration {
    override async up(): Promise<void> {
      this.addSql(eventLogDdl(name, service));
    }
  }
  class KernelCheckpoints extends Migration {
    override async up(): Promise<void> {
      await migrateDataSourcePG((text) => this.execute(text), name);
    }
  }
  return [
    KernelTables,
    KernelDiscardedEvents,
    ...(context.publishes ? [KernelEventLog] : []),
    ...(context.durable ? [KernelCheckpoints] : []),
  ];
}

/**
 * The workflow engine's own schema. A service may put work into its own queue and send messages, and touches nothing
 * else of the engine: the policy keeps it to its own rows.
 */
async function migrateWorkflowSchema(
  client: pg.Client,
  url: string,
  { roles, contexts }: MigrateOptions,
): Promise<void> {
  const durable = contexts.filter((context) => context.durable).map(({ name }) => name);
  const version = `${ENGINE_VERSION}: ${durable.toSorted().join(' ')}`;
  if (await isCurrent(client, version)) return;
  // What DBOS.migrate() does, which would tell of it on standard output.
  const logger = new GlobalLogger(undefined, { logLevel: 'error' });
  await migrateSystemDatabase(url, logger, WORKFLOW_SCHEMA);
  await client.query(engineGrants(roles));
  for (const context of durable) await client.query(serviceGrants(context, roles.service(context)));
  await client.query(
    `insert into ${WORKFLOW_SCHEMA}.comptoir_grants values ($1) on conflict do nothing`,
    [version],
  );
}

/** Raise it when the engine's version or the grants below change. */
export const ENGINE_VERSION = 'dbos 5.3.0, grants 2';

async function isCurrent(client: pg.Client, version: string): Promise<boolean> {
  const { rows } = await client.query<{ known: boolean }>(
    `select to_regclass('${WORKFLOW_SCHEMA}.comptoir_grants') is not null as known`,
  );
  if (!rows[0]?.known) return false;
  const current = await client.query(
    `select from ${WORKFLOW_SCHEMA}.comptoir_grants where version = $1`,
    [version],
  );
  return current.rowCount === 1;
}

const engineGrants = (roles: Roles) => `
create table if not exists ${WORKFLOW_SCHEMA}.comptoir_grants (version text primary key);
create table if not exists ${WORKFLOW_SCHEMA}.executor_lease (executor_id text primary key, expires_at timestamptz not null);
alter table ${WORKFLOW_SCHEMA}.workflow_status enable row level security;
drop policy if exists engine on ${WORKFLOW_SCHEMA}.workflow_status;
create policy engine on ${WORKFLOW_SCHEMA}.workflow_status to ${roles.workflow} using (true) with check (true);
grant usage on schema ${WORKFLOW_SCHEMA} to ${roles.workflow};
grant select, insert, update, delete on all tables in schema ${WORKFLOW_SCHEMA} to ${roles.workflow};
grant usage on all sequences in schema ${WORKFLOW_SCHEMA} to ${roles.workflow}`;

const serviceGrants = (context: string, service: string) => `
grant usage on schema ${WORKFLOW_SCHEMA} to ${service};
-- To enqueue: an upsert that returns the row.
grant insert, select (workflow_uuid, status, name, class_name, config_name, queue_name, executor_id, creator_xid, serialization),
  update (creator_xid) on ${WORKFLOW_SCHEMA}.workflow_status to ${service};
grant insert, select (workflow_uuid) on ${WORKFLOW_SCHEMA}.workflow_input to ${service};
-- To send a message.
grant insert, select (message_uuid) on ${WORKFLOW_SCHEMA}.notifications to ${service};
-- Asking twice is harmless also when the work has begun or ended, so an existing row of the queue may be met.
drop policy if exists ${context}_enqueue on ${WORKFLOW_SCHEMA}.workflow_status;
drop policy if exists ${context}_meet on ${WORKFLOW_SCHEMA}.workflow_status;
drop policy if exists ${context}_meet_again on ${WORKFLOW_SCHEMA}.workflow_status;
create policy ${context}_enqueue on ${WORKFLOW_SCHEMA}.workflow_status for insert to ${service}
  with check (queue_name = '${context}' and status in ('ENQUEUED', 'DELAYED'));
create policy ${context}_meet on ${WORKFLOW_SCHEMA}.workflow_status for select to ${service}
  using (queue_name = '${context}');
create policy ${context}_meet_again on ${WORKFLOW_SCHEMA}.workflow_status for update to ${service}
  using (queue_name = '${context}') with check (queue_name = '${context}')`;
