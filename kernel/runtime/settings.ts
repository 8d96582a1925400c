import { isIP } from 'node:net';
import { z } from 'zod';

const whole = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d+$/, error)
    .transform(Number)
    .pipe(z.number().min(least, error).max(most, error));
};
const port = whole(0, 65_535);
const url = (...protocols: string[]) =>
  z.string().refine((value) => protocols.includes(URL.parse(value)?.protocol ?? ''), {
    error: `must be a URL beginning with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });
const postgresUrl = url('postgres:', 'postgresql:');
const httpUrl = url('http:', 'https:');
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

/** As a browser names itself. A star would stand for everybody, and be told that it may send what it knows of the user. */
const origins = list.refine(
  (all) => all.every((one) => /^[a-z][\w+.-]*:\/\/[^/?#*\s]+$/.test(one)),
  {
    error: 'must be origins such as https://shop.example, without a path',
  },
);

/** How many proxies stand in a row, or the addresses and subnets at which they stand. */
const proxies = list.transform((parts, context) => {
  if (parts.length === 1 && /^[1-9]$/.test(parts[0] ?? '')) return Number(parts[0]);
  if (parts.length > 0 && parts.every(isNetwork)) return parts;
  const message =
    'must be a number of proxies from 1 to 9, or addresses and subnets such as 10.0.0.0/8';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

function isNetwork(part: string): boolean {
  const [, address = '', bits] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(part) ?? [];
  const version = isIP(address);
  const size = Number(bits ?? 1);
  return version !== 0 && size >= 1 && size <= (version === 4 ? 32 : 128);
}

/**
 * Every setting there is. A variable's name is its key; README.md has the same table in words.
 */
const schema = z.object({
  /** Where the gateway listens. 0 takes any free port. */
  PORT: port.default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  /** How clients reach the gateway; used in links that leave the system. Default: the address it listens on. */
  PUBLIC_URL: httpUrl.optional(),
  /** Everything that the embedded default keeps on disk. */
  DATA_DIR: z.string().min(1).default('.data'),
  /** A PostgreSQL login that may create roles and schemas. Default: an embedded PostgreSQL in DATA_DIR. */
  DATABASE_URL: postgresUrl.optional(),
  /** What the database roles' names begin with; change it when two installations share one server. */
  DATABASE_ROLE_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,20}$/, 'must be lower case letters, digits and _')
    .default('comptoir'),
  /** An Elasticsearch that answers searches. Default: PostgreSQL does. */
  ELASTICSEARCH_URL: httpUrl.optional(),
  /** A Redis in which gateways count together what clients spend, and processes keep values together. Default: each for itself. */
  REDIS_URL: url('redis:', 'rediss:').optional(),
  /** From which every other secret is derived. Default: generated into DATA_DIR at the first start. */
  COMPTOIR_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  /** `demo` loads the demo catalogue and logins, `none` loads nothing. */
  SEED: z.enum(['demo', 'none']).default('demo'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('warn'),
  /** The file with the supergraph that the gateway serves; watched. Default: the committed one. */
  SUPERGRAPH: z.string().min(1).optional(),
  /** Origins that browsers may call from, separated by commas. Default: localhost and Apollo Sandbox. */
  CORS_ORIGINS: origins.optional(),
  /** Reverse proxies that are believed when they say who the client is. Default: none. */
  TRUST_PROXY: proxies.optional(),
  /** Clients that may be connected for live updates. Default: as many as the heap of `npm start` holds, each with a subscription of its own. */
  MAX_CONNECTIONS: whole(1, 1_000_000).default(12_000),
  /** Of these, from one address: a household, an office, or a proxy that TRUST_PROXY does not name. */
  MAX_CONNECTIONS_PER_ADDRESS: whole(1, 1_000_000).default(1000),
  /** Of these, in one person's name. */
  MAX_CONNECTIONS_PER_PRINCIPAL: whole(1, 1_000_000).default(100),
  /** Whether clients may read the schema who have not logged in. Default in production: not. */
  INTROSPECTION: z.enum(['on', 'off']).default('on'),
  /** What one operation may cost, in points. */
  MAX_COST: whole(1, 1_000_000_000).default(10_000),
  /** What may be asked for in one person's name within a minute, in points. */
  MAX_COST_PER_PRINCIPAL: whole(1, 1_000_000_000).default(200_000),
  /** What may be asked for from one address within a minute, in points. */
  MAX_COST_PER_ADDRESS: whole(1, 1_000_000_000).default(1_000_000),
  /** A file with the operations that are answered: Apollo's manifest of persisted queries; watched. Default: all are. */
  SAFELIST: z.string().min(1).optional(),
  /** What becomes of an operation that is not in it: it is answered and logged, or refused. */
  SAFELIST_MODE: z.enum(['off', 'log', 'enforce']).default('enforce'),
  /** Who sends it as bearer may read `/metrics`. Default: only this machine may. */
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  /** A collector of OpenTelemetry traces, by OTLP over HTTP. Default: nothing is recorded. */
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  /** How long an access token is good for. */
  ACCESS_TOKEN_MINUTES: whole(1, 24 * 60).default(15),
  /** The payment provider's API. Default: the sandbox provider, started beside the program. */
  PSP_URL: httpUrl.optional(),
  /** Where the sandbox provider listens when this program starts it. */
  PSP_PORT: port.default(4010),
  PSP_SECRET_KEY: z.string().min(1).default('sk_sandbox_worth_nothing'),
  PSP_PUBLISHABLE_KEY: z.string().min(1).default('pk_sandbox_worth_nothing'),
  /** Verifies the provider's webhooks; two, separated by a comma, while one replaces the other. */
  PSP_WEBHOOK_SECRET: list.default(['whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC13b3J0aC1ub3RoaW5n']),
  /** How long whoever watches a payment waits for it to be opened. */
  PAYMENT_WAIT_SECONDS: whole(1, 600).default(60),
  /** Sends the messages. Without it they are kept, and read by query. */
  SMTP_URL: url('smtp:', 'smtps:').optional(),
  MAIL_FROM: z.string().min(3).default('Comptoir <shop@comptoir.example>'),
  /** Where each subgraph is reached when it runs as a process of its own. */
  ACCOUNTS_URL: httpUrl.default('http://127.0.0.1:4001'),
  CATALOGUE_URL: httpUrl.default('http://127.0.0.1:4002'),
  ORDERS_URL: httpUrl.default('http://127.0.0.1:4003'),
  PAYMENTS_URL: httpUrl.default('http://127.0.0.1:4004'),
  LEDGER_URL: httpUrl.default('http://127.0.0.1:4005'),
  PROVISIONING_URL: httpUrl.default('http://127.0.0.1:4006'),
  NOTIFICATIONS_URL: httpUrl.default('http://127.0.0.1:4007'),
  /** A context's own database login, when it runs as a process of its own. Default: derived from DATABASE_URL. */
  ACCOUNTS_DATABASE_URL: postgresUrl.optional(),
  CATALOGUE_DATABASE_URL: postgresUrl.optional(),
  ORDERS_DATABASE_URL: postgresUrl.optional(),
  PAYMENTS_DATABASE_URL: postgresUrl.optional(),
  LEDGER_DATABASE_URL: postgresUrl.optional(),
  PROVISIONING_DATABASE_URL: postgresUrl.optional(),
  NOTIFICATIONS_DATABASE_URL: postgresUrl.optional(),
  WORKFLOW_DATABASE_URL: postgresUrl.optional(),
});

export type Settings = Readonly<z.infer<typeof schema>>;

/** A mistake in what an operator set. Its message says what is wrong and how to mend it, in one line. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** What is otherwise where customers are served, unless it is set. */
const PRODUCTION = { INTROSPECTION: 'off' };

const isProduction = ({ NODE_ENV }: NodeJS.ProcessEnv): boolean => NODE_ENV === 'production';

/**
 * Reads the settings from the environment. An empty variable counts as not set.
 * @throws {SettingsError} naming every variable that is wrong
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse({ ...(isProduction(environment) && PRODUCTION), ...given });
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new SettingsError(`Mend the environment and start again: ${problems.join('; ')}.`);
}

/** A setting that exists once per context, such as `ORDERS_URL`. */
export function contextSetting(
  settings: Settings,
  context: string,
  suffix: 'URL' | 'DATABASE_URL',
): string | undefined {
  return settings[`${context.toUpperCase()}_${suffix}` as 'ORDERS_URL' | 'ORDERS_DATABASE_URL'];
}

/** How many clients may be connected for live updates. */
export const connectionLimits = (settings: Settings) => ({
  total: settings.MAX_CONNECTIONS,
  perAddress: settings.MAX_CONNECTIONS_PER_ADDRESS,
  perPrincipal: settings.MAX_CONNECTIONS_PER_PRINCIPAL,
});

/** What clients may spend in a minute. */
export const budgetLimits = (settings: Settings) => ({
  perPrincipal: settings.MAX_COST_PER_PRINCIPAL,
  perAddress: settings.MAX_COST_PER_ADDRESS,
});

/** Where each context is reached when it runs as a process of its own. */
export const contextUrls = (settings: Settings): Record<string, string> => ({
  accounts: settings.ACCOUNTS_URL,
  catalogue: settings.CATALOGUE_URL,
  orders: settings.ORDERS_URL,
  payments: settings.PAYMENTS_URL,
  ledger: settings.LEDGER_URL,
  provisioning: settings.PROVISIONING_URL,
  notifications: settings.NOTIFICATIONS_URL,
});
