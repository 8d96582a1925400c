import { SettingsError, contextSetting, contextUrls, readSettings } from './settings.ts';

const refusal = (environment: NodeJS.ProcessEnv): string => {
  try {
    readSettings(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
  throw new Error('Nothing was wrong.');
};

it('needs nothing to be set', () => {
  expect(readSettings({})).toMatchObject({
    PORT: 4000,
    HOST: '127.0.0.1',
    DATA_DIR: '.data',
    SEED: 'demo',
    LOG_LEVEL: 'warn',
    PSP_PORT: 4010,
    ACCESS_TOKEN_MINUTES: 15,
  });
  expect(readSettings({}).DATABASE_URL).toBeUndefined();
});

it('reads numbers and lists', () => {
  const settings = readSettings({
    PORT: '0',
    CORS_ORIGINS: ' https://a.example, https://b.example ,',
  });
  expect(settings.PORT).toBe(0);
  expect(settings.CORS_ORIGINS).toEqual(['https://a.example', 'https://b.example']);
});

it.each(['*', 'https://a.example/', 'a.example', 'https://a.example, null'])(
  'refuses %j as origins',
  (said) => {
    expect(refusal({ CORS_ORIGINS: said })).toContain('CORS_ORIGINS must be origins');
  },
);

it.each([
  ['1', 1],
  ['10.0.0.2', ['10.0.0.2']],
  ['127.0.0.1, 10.0.0.0/8, fd00::/8', ['127.0.0.1', '10.0.0.0/8', 'fd00::/8']],
])('reads %j as the proxies to believe', (said, proxies) => {
  expect(readSettings({ TRUST_PROXY: said }).TRUST_PROXY).toEqual(proxies);
});

it.each(['true', '0', '-1', ',', '10.0.0.0/33', '10.0.0.0/0', '1, 10.0.0.2', 'proxy.example'])(
  'refuses to believe %j',
  (said) => {
    expect(refusal({ TRUST_PROXY: said })).toContain('TRUST_PROXY must be a number of proxies');
  },
);

it('takes an empty variable for one that is not set', () => {
  expect(readSettings({ PORT: '', DATABASE_URL: '', COMPTOIR_SECRET: '' })).toEqual(
    readSettings({}),
  );
});

it('keeps the schema from anonymous clients in production, unless told otherwise', () => {
  const production = { NODE_ENV: 'production' };
  expect(readSettings(production)).toEqual({ ...readSettings({}), INTROSPECTION: 'off' });
  expect(readSettings({ ...production, INTROSPECTION: 'on' })).toEqual(readSettings({}));
});

it('ignores variables that are not its own', () => {
  expect(readSettings({ PATH: '/bin', NODE_ENV: 'x' })).toEqual(readSettings({}));
});

it('names every variable that is wrong, in one line', () => {
  const message = refusal({
    PORT: 'http',
    PSP_PORT: '70000',
    DATABASE_URL: 'mysql://localhost/shop',
    COMPTOIR_SECRET: 'too short',
    SEED: 'maybe',
    LOG_LEVEL: 'loud',
    DATABASE_ROLE_PREFIX: 'Robert"; drop role',
    SMTP_URL: 'localhost',
    PUBLIC_URL: 'ftp://shop.example',
    ACCESS_TOKEN_MINUTES: '0',
  });
  expect(message).not.toContain('\n');
  for (const name of [
    'PORT',
    'PSP_PORT',
    'DATABASE_URL',
    'COMPTOIR_SECRET',
    'SEED',
    'LOG_LEVEL',
    'DATABASE_ROLE_PREFIX',
    'SMTP_URL',
    'PUBLIC_URL',
    'ACCESS_TOKEN_MINUTES',
  ]) {
    expect(message).toMatch(new RegExp(`(^|[ ;])${name} `));
  }
});

it('says how to mend a URL, and repeats no secret', () => {
  const message = refusal({
    DATABASE_URL: 'mysql://root:hunter2@db/shop',
    COMPTOIR_SECRET: 'hunter2',
  });
  expect(message).toContain(
    'DATABASE_URL must be a URL beginning with postgres:// or postgresql://',
  );
  expect(message).not.toContain('hunter2');
});

it.each(['1.5', '-1', 'NaN', '65536', ' '])('refuses %p as a port', (port) => {
  expect(refusal({ PORT: port })).toContain('PORT');
});

it('finds what is set once per context', () => {
  const settings = readSettings({ ORDERS_DATABASE_URL: 'postgresql://orders@db/orders' });
  expect(contextSetting(settings, 'orders', 'DATABASE_URL')).toBe('postgresql://orders@db/orders');
  expect(contextSetting(settings, 'ledger', 'DATABASE_URL')).toBeUndefined();
  expect(contextUrls(settings)['orders']).toBe(contextSetting(settings, 'orders', 'URL'));
});
