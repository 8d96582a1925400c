import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';
import { type Context, migratable } from '../runtime/context.ts';
import { clusterUrl } from '../testing/database.ts';
import { toyShop } from '../testing/toy-shop.ts';
import { MissingDatabaseRights, bootstrapDatabase } from './bootstrap.ts';
import { migrateDatabase } from './migrate.ts';
import { rolesOf, withDatabase, withLogin } from './roles.ts';

const name = `comptoir_fresh_${process.pid}`;
const roles = rolesOf(name);
const warehouse: Context = {
  ...toyShop(),
  name: 'warehouse',
  entities: [],
  migrations: [],
  publishes: false,
};
const durableShop = toyShop({ workflows: () => {} });
const url = () => withDatabase(clusterUrl(), name);

async function createFresh(): Promise<void> {
  await asSuperuser(clusterUrl(), `create database ${name}`);
}

async function dropAll(): Promise<void> {
  await asSuperuser(clusterUrl(), `drop database ${name} with (force)`);
  const { rows } = await asSuperuser<{ role: string }>(
    clusterUrl(),
    `select quote_ident(rolname) as role from pg_roles where rolname like '${name}%'`,
  );
  // All at once, because some were granted by others.
  await asSuperuser(clusterUrl(), `drop role ${rows.map(({ role }) => role).join(', ')}`);
}

async function asSuperuser<Row extends pg.QueryResultRow>(database: string, text: string) {
  return run<Row>(database, text);
}

async function run<Row extends pg.QueryResultRow>(
  address: string,
  text: string,
): Promise<pg.QueryResult<Row>> {
  const client = new pg.Client(address);
  await client.connect();
  try {
    return await client.query<Row>(text);
  } finally {
    await client.end();
  }
}

const passwordOf = (role: string) => `the password of ${role}`;
const as = (role: string, text: string) => run(withLogin(url(), role, passwordOf(role)), text);

async function install(contexts: readonly Context[], adminUrl = url()): Promise<void> {
  const names = contexts.map((context) => context.name);
  await bootstrapDatabase({ adminUrl, roles, contexts: names, passwordOf });
  const migrator = withLogin(url(), roles.migrator, passwordOf(roles.migrator));
  await migrateDatabase({ url: migrator, roles, contexts: contexts.map(migratable) });
}

/** Everything that a second start could change: definitions, rights, rows. */
async function picture(): Promise<unknown> {
  const { rows } = await asSuperuser(
    url(),
    `select c.oid::regclass::text as name, c.relkind, c.relacl::text, c.xmin::text,
       (select count(*) from pg_attribute a where a.attrelid = c.oid) as columns,
       case when c.relkind = 'r' then query_to_xml(
         format('select count(*), max(xmin::text::bigint) as latest from %s', c.oid::regclass), false, false, ''
       )::text end as rows
     from pg_class c join pg_namespace n on n.oid = relnamespace
     where nspname in ('shop', 'shop_log', 'warehouse', 'workflow') order by 1`,
  );
  const { rows: roleRows } = await asSuperuser(
    url(),
    `select rolname, rolpassword, setconfig, r.xmin::text, s.xmin::text as set
     from pg_authid r left join pg_db_role_setting s on setrole = r.oid
     where rolname like '${name}%' order by 1`,
  );
  return { tables: rows, roles: roleRows };
}

describe('an empty database', () => {
  beforeEach(createFresh);
  afterEach(dropAll);

  it('changes nothing when it is done a second time', async () => {
    await install([durableShop, warehouse]);
    const first = await picture();
    await install([durableShop, warehouse]);
    expect(await picture()).toEqual(first);
  });

  it('works when two programs start at once on an empty database', async () => {
    await Promise.all([install([durableShop, warehouse]), install([durableShop, warehouse])]);
    await as(roles.service('shop'), 'select from shop.counters');
  });

  it('lets a context that comes later read the logs that were there before it', async () => {
    await install([toyShop()]);
    await install([toyShop(), warehouse]);
    await as(roles.service('warehouse'), 'select from shop_log.events');
  });

  it('lets a context that becomes durable later use the engine', async () => {
    await install([toyShop()]);
    await install([durableShop]);
    await as(roles.service('shop'), 'select workflow_uuid from workflow.workflow_status');
  });

  it('has no login without a password, and owners that cannot log in', async () => {
    await install([toyShop()]);
    const { rows } = await asSuperuser<{
      rolname: string;
      rolcanlogin: boolean;
      password: boolean;
      rolsuper: boolean;
    }>(
      url(),
      `select rolname, rolcanlogin, rolpassword is not null as password, rolsuper from pg_authid
     where rolname like '${name}%'`,
    );
    expect(rows.length).toBe(5);
    for (const role of rows) {
      expect(role).toMatchObject({ rolcanlogin: role.password, rolsuper: false });
      expect(role.rolcanlogin).toBe(!role.rolname.endsWith('_owner'));
    }
  });

  it('gives every login the new password when the secret has changed', async () => {
    await install([toyShop()]);
    await bootstrapDatabase({
      adminUrl: url(),
      roles,
      contexts: ['shop'],
      passwordOf: () => 'another',
    });
    const service = roles.service('shop');
    await run(withLogin(url(), service, 'another'), 'select from shop.counters');
  });

  describe('a login in DATABASE_URL that may not create roles', () => {
    const modest = `${name}_modest`;
    const modestUrl = () => withLogin(url(), modest, 'modest');

    beforeEach(() => asSuperuser(clusterUrl(), `create role ${modest} login password 'modest'`));

    it('is told what to run, and starts once somebody has run it', async () => {
      const refusal = await install([durableShop, warehouse], modestUrl()).catch(
        (error: unknown) => error,
      );
      expect(refusal).toBeInstanceOf(MissingDatabaseRights);
      const { grants, message } = refusal as MissingDatabaseRights;
      expect(message).toContain(grants);
      await asSuperuser(url(), grants);
      await install([durableShop, warehouse], modestUrl());
      await as(roles.service('shop'), 'select from shop.counters');
    });

    it('has changed nothing when it is refused', async () => {
      const before = await picture();
      await install([toyShop()], modestUrl()).catch(() => {});
      expect(await picture()).toEqual(before);
    });
  });

  it('works with a login that may create roles and databases but is no superuser', async () => {
    const admin = `${name}_admin`;
    await asSuperuser(
      clusterUrl(),
      `create role ${admin} login createrole createdb password 'admin'; alter database ${name} owner to ${admin}`,
    );
    await install([durableShop, warehouse], withLogin(url(), admin, 'admin'));
    await as(roles.service('shop'), 'select from shop.counters');
    await install([durableShop, warehouse], withLogin(url(), admin, 'admin'));
  });

  it('says nothing on standard output, which belongs to the program’s user', async () => {
    const script = `
    import { Installation } from '#kernel/runtime/installation.ts';
    import { readSettings } from '#kernel/runtime/settings.ts';
    await new Installation(readSettings()).migrate([]);`;
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--import', './tools/typescript.mjs', '--input-type=module', '--eval', script],
      {
        cwd: new URL('../../', import.meta.url),
        env: {
          ...process.env,
          DATABASE_URL: url(),
          DATABASE_ROLE_PREFIX: name.slice(0, 21),
          COMPTOIR_SECRET: 'a secret that only this test uses, of 32 characters',
        },
      },
    );
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
  });
});

describe('a service', () => {
  beforeAll(async () => {
    await createFresh();
    await install([durableShop, warehouse]);
  });
  afterAll(dropAll);

  it('uses the tables of its own schema', async () => {
    await as(
      roles.service('shop'),
      `insert into shop.counters values ('a', 1, 1); update shop.counters set value = 2; delete from shop.counters`,
    );
  });

  it.each([
    'select from shop.counters',
    `insert into shop.counters values ('a', 1, 1)`,
    'update shop.counters set value = 2',
    'delete from shop.counters',
    'select from shop.idempotency_keys',
    'select from shop.consumer_offsets',
    'select from shop.transaction_completion',
    'select from shop.migrations',
  ])('is refused another context’s tables: %s', async (statement) => {
    await expect(as(roles.service('warehouse'), statement)).rejects.toMatchObject({
      code: '42501',
    });
  });

  it.each([
    'create table shop.mine (id int)',
    'alter table shop.counters add mine int',
    'drop table shop.counters',
    'create index on shop.counters (value)',
    'truncate shop.counters',
    'create schema mine',
    'create table public.mine (id int)',
    'create role mine',
    'select from shop.migrations',
    `set role ${roles.owner('shop')}`,
    'grant select on shop.counters to public',
  ])('may not change a schema: %s', async (statement) => {
    const attempt = as(roles.service('shop'), statement);
    if (statement.startsWith('grant')) {
      // PostgreSQL answers a warning, and grants nothing.
      await attempt.catch(() => {});
      await expect(
        as(roles.service('warehouse'), 'select from shop.counters'),
      ).rejects.toMatchObject({ code: '42501' });
    } else {
      await expect(attempt).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('puts work into its own queue, and reads or changes nothing else of the engine', async () => {
    const enqueue = (queue: string, status = 'ENQUEUED') =>
      as(
        roles.service('shop'),
        `insert into workflow.workflow_status (workflow_uuid, status, name, queue_name)
         values (gen_random_uuid(), '${status}', 'x', '${queue}')`,
      );
    await enqueue('shop');
    await expect(enqueue('warehouse')).rejects.toMatchObject({ code: '42501' });
    await expect(enqueue('shop', 'SUCCESS')).rejects.toMatchObject({ code: '42501' });
    for (const statement of [
      'select inputs from workflow.workflow_status',
      `update workflow.workflow_status set status = 'SUCCESS'`,
      'delete from workflow.workflow_status',
      'select * from workflow.operation_outputs',
      'select message from workflow.notifications',
    ]) {
      await expect(as(roles.service('shop'), statement)).rejects.toMatchObject({
        code: expect.stringMatching(/^42/) as string,
      });
    }
    await expect(
      as(roles.service('warehouse'), 'select workflow_uuid from workflow.workflow_status'),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('loses its locks when it is frozen inside a transaction, before its lease runs out', async () => {
    const services = [roles.service('shop'), roles.service('warehouse'), roles.workflow];
    for (const role of services) {
      const { rows } = await as(
        role,
        `select current_setting('idle_in_transaction_session_timeout') as limit`,
      );
      expect({ role, ...rows[0] }).toEqual({ role, limit: '3s' });
    }
  });
});
