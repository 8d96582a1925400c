import 'reflect-metadata';
import pg from 'pg';
import { rolesOf, withLogin } from '#kernel/persistence/roles.ts';
import { defineContext } from '#kernel/runtime/context.ts';
import { type TestDatabase, createTestDatabase } from '#kernel/testing/database.ts';
import { accounts } from '../index.ts';

/** A neighbour with nothing of its own. */
const orders = defineContext({
  name: 'orders',
  entities: [],
  migrations: [],
  publishes: false,
  graph: { resolvers: [] },
});

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase([accounts, orders]);
});
afterAll(() => database.drop());

async function as(role: string, statement: string) {
  const { installation, url } = database;
  const password = installation.secret.derive(`database role ${role}`);
  const client = new pg.Client({ connectionString: withLogin(url, role, password) });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}
const roles = () => rolesOf(database.installation.settings.DATABASE_ROLE_PREFIX);
const denied = /permission denied/;

it('lets no other role read a table of accounts', async () => {
  const superuser = new pg.Client({ connectionString: database.url });
  await superuser.connect();
  const { rows } = await superuser.query<{ relation: string }>(
    `select format('%I.%I', schemaname, tablename) as relation from pg_tables where schemaname = 'accounts'`,
  );
  await superuser.end();
  expect(rows.map(({ relation }) => relation)).toContain('accounts.credentials');
  for (const { relation } of rows) {
    for (const role of [roles().service('orders'), roles().workflow]) {
      await expect(as(role, `select * from ${relation}`)).rejects.toThrow(denied);
    }
  }
});

it('lets its own role add to the audit of access and read it, never change it', async () => {
  const own = roles().service('accounts');
  const entry = `insert into accounts.access_audit (action, outcome) values ('log-in', 'ok')`;
  await expect(as(own, entry)).resolves.toMatchObject({ rowCount: 1 });
  await expect(as(own, 'select * from accounts.access_audit')).resolves.toMatchObject({
    rowCount: 1,
  });
  for (const change of [
    `update accounts.access_audit set outcome = 'refused'`,
    'delete from accounts.access_audit',
    'truncate accounts.access_audit',
  ]) {
    await expect(as(own, change)).rejects.toThrow(denied);
  }
});

describe('what code could forget', () => {
  const own = (statement: string) => as(roles().service('accounts'), statement);
  const addUser = (id: string, email: string, its: string) =>
    own(
      `insert into accounts.users (id, version, name, birth_date, registered_at, country, email, roles, merchant_id)
       values ('${id}', 1, 'Ada', '1990-01-01', now(), 'DE', '${email}', '${its}', null)`,
    );
  beforeAll(() => addUser('usr_1', 'ada@example.com', '{customer}'));

  it.each([
    ['the e-mail of another', 'ada@example.com', '{customer}', 'users_email_key'],
    ['capitals in the e-mail', 'BOB@example.com', '{customer}', 'users_email_check'],
    ['a role that there is not', 'bob@example.com', '{king}', 'users_roles_check'],
    ['no role', 'bob@example.com', '{}', 'users_roles_check'],
    ['something to sell for nobody', 'bob@example.com', '{seller}', 'who_sells_has_a_merchant'],
  ])('no user has %s', async (_what, email, its, constraint) => {
    await expect(addUser('usr_2', email, its)).rejects.toMatchObject({ constraint });
  });

  it('a session has one good token', async () => {
    await own(`insert into accounts.sessions values ('ses_1', 'usr_1', now())`);
    const addToken = (letter: string) =>
      own(`insert into accounts.refresh_tokens values (repeat('${letter}', 43), 'ses_1', now())`);
    await addToken('a');
    await expect(addToken('b')).rejects.toMatchObject({ constraint: 'one_good_token_per_session' });
  });
});
