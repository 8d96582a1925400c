import { globSync, readFileSync } from 'node:fs';

const DOMAINS = '{kernel,subgraphs/*}/domain';
const COVERED = { statements: 95, branches: 95, functions: 95, lines: 95 };

/** Nothing in them runs, so no test can cover it. */
const filesOfTypes = () =>
  globSync(`${DOMAINS}/**/*.ts`)
    .filter((path) => !/^export (?!type|interface)/m.test(readFileSync(path, 'utf8')))
    .map((path) => `!${path}`);

/**
 * Node itself loads the tests, by the loader of the program, and a process keeps what it has loaded for its next file:
 * it takes half the time of jest's own runner, which loads everything anew for each file.
 */
const quickly = {
  runner: '<rootDir>/tools/test-runner.mjs',
  setupFiles: ['<rootDir>/tools/typescript.mjs'],
  setupFilesAfterEnv: ['<rootDir>/kernel/testing/time-limits.ts'],
  transform: {},
};

/** Only jest's own runner can tell what was covered. */
const measured = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { ...JSON.parse(readFileSync('.swcrc', 'utf8')), swcrc: false }],
  },
};

const everywhere = {
  ...(process.argv.includes('--coverage') ? measured : quickly),
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

/** Only with those other Federation 2 routers that are named. */
const ROUTERS = [
  ...(process.env.HIVE_GATEWAY ? ['hive-gateway'] : []),
  ...(process.env.HIVE_ROUTER ? ['hive-router'] : []),
];
const routers = {
  ...onPostgres,
  displayName: 'router',
  testMatch: ROUTERS.map((name) => `<rootDir>/test/routers/${name}.test.ts`),
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
    ...(ROUTERS.length > 0 ? [routers] : []),
  ],
  // Journeys and databases wait for programs of their own: it takes three to keep two cores busy.
  maxWorkers: 3,
  coverageProvider: 'v8',
  collectCoverageFrom: [`${DOMAINS}/**/*.ts`, '!**/*.test.ts', ...filesOfTypes()],
  // Of each domain, so that none hides behind the others.
  coverageThreshold: Object.fromEntries(globSync(DOMAINS).map((path) => [`./${path}/`, COVERED])),
};
