import { globSync, readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));
const deep = process.env.COMPTOIR_DEEP === '1';

const DOMAINS = '{kernel,subgraphs/*}/domain';
const COVERED = { statements: 95, branches: 95, functions: 95, lines: 95 };

/** Nothing in them runs, so no test can cover it. */
const filesOfTypes = () =>
  globSync(`${DOMAINS}/**/*.ts`)
    .filter((path) => !/^export (?!type|interface)/m.test(readFileSync(path, 'utf8')))
    .map((path) => `!${path}`);

const everywhere = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/'],
};

/** For tests that need PostgreSQL: one cluster for all of them. */
const onPostgres = {
  ...everywhere,
  globalSetup: '<rootDir>/kernel/testing/global-setup.mjs',
  globalTeardown: '<rootDir>/kernel/testing/global-teardown.mjs',
};

/** Only where a Redis is named. */
const redis = {
  ...onPostgres,
  displayName: 'redis',
  testMatch: ['<rootDir>/**/*.redis.test.ts'],
};

/** Only where a Chromium is named. */
const browser = {
  ...onPostgres,
  displayName: 'browser',
  testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
};

/** Only where another Federation 2 router is installed. */
const router = {
  ...onPostgres,
  displayName: 'router',
  testMatch: ['<rootDir>/test/routers/**/*.test.ts'],
};

export default {
  projects: [
    {
      ...everywhere,
      displayName: 'unit',
      // All that no other project claims, so that no test can be forgotten.
      testMatch: ['<rootDir>/**/*.test.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        '<rootDir>/test/',
        '<rootDir>/subgraphs/[^/]+/test/',
        '\\.db\\.test\\.ts$',
        '\\.es\\.test\\.ts$',
        '\\.redis\\.test\\.ts$',
      ],
    },
    {
      ...onPostgres,
      displayName: 'context',
      testMatch: ['<rootDir>/subgraphs/*/test/**/*.test.ts', '<rootDir>/**/*.db.test.ts'],
    },
    // A server that a fresh machine lacks: npm run elasticsearch starts one.
    ...(process.env.ELASTICSEARCH_URL
      ? [
          {
            ...onPostgres,
            displayName: 'elasticsearch',
            testMatch: ['<rootDir>/**/*.es.test.ts'],
          },
        ]
      : []),
    {
      ...onPostgres,
      displayName: 'journey',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(browser|routers)/'],
    },
    ...(process.env.REDIS_URL ? [redis] : []),
    ...(process.env.CHROMIUM ? [browser] : []),
    ...(process.env.HIVE_GATEWAY ? [router] : []),
  ],
  maxWorkers: 2,
  testTimeout: deep ? 1_800_000 : 60_000,
  coverageProvider: 'v8',
  collectCoverageFrom: [`${DOMAINS}/**/*.ts`, '!**/*.test.ts', ...filesOfTypes()],
  // Of each domain, so that none hides behind the others.
  coverageThreshold: Object.fromEntries(globSync(DOMAINS).map((path) => [`./${path}/`, COVERED])),
};
