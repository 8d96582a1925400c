import { z } from 'zod';

/** Public and worth nothing: they let the sandbox start without any setting. */
export const SANDBOX_KEYS = {
  secretKey: 'sk_sandbox_worth_nothing',
  publishableKey: 'pk_sandbox_worth_nothing',
  webhookSecret: 'whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC13b3J0aC1ub3RoaW5n',
};

const signingSecret = z
  .string()
  .regex(
    /^whsec_[A-Za-z0-9+/]{24,}={0,2}$/,
    'must be "whsec_" and a base64 secret of at least 18 bytes',
  );

const environment = z.object({
  PSP_PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  PSP_HOST: z.string().min(1).default('127.0.0.1'),
  PSP_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  PSP_DATA: z.string().min(1).default('.data/psp'),
  PSP_SECRET_KEY: z.string().startsWith('sk_').default(SANDBOX_KEYS.secretKey),
  PSP_PUBLISHABLE_KEY: z.string().startsWith('pk_').default(SANDBOX_KEYS.publishableKey),
  PSP_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  PSP_WEBHOOK_SECRET: z
    .string()
    .default(SANDBOX_KEYS.webhookSecret)
    .transform((list) => list.split(/[\s,]+/))
    .pipe(z.array(signingSecret).min(1)),
  PSP_ACTION_MINUTES: z.coerce.number().positive().default(60),
  PSP_AUTHORIZATION_DAYS: z.coerce.number().positive().default(7),
  PSP_SLOW_MS: z.coerce.number().int().nonnegative().default(3_000),
});

export interface PspOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Where customers reach the hosted pages; by default the address listened on. */
  readonly publicUrl?: string | undefined;
  readonly dataFolder: string;
  readonly secretKey: string;
  readonly publishableKey: string;
  /** Without it, webhooks stay in the outbox. */
  readonly webhookUrl?: string | undefined;
  /** Every webhook is signed with each of them, so that a merchant can rotate its secret. */
  readonly webhookSecrets: readonly string[];
  /** First pause before a webhook is sent again; it doubles up to a minute. */
  readonly webhookPauseMs: number;
  /** How long a customer may take on the hosted page. */
  readonly actionLifetimeMs: number;
  /** How long an authorization holds the customer's money without a capture. */
  readonly authorizationLifetimeMs: number;
  readonly expirySweepMs: number;
  /** How long `tok_slow` takes to answer. */
  readonly slowMs: number;
}

export const DEFAULTS: PspOptions = {
  host: '127.0.0.1',
  port: 0,
  dataFolder: '.data/psp',
  secretKey: SANDBOX_KEYS.secretKey,
  publishableKey: SANDBOX_KEYS.publishableKey,
  webhookSecrets: [SANDBOX_KEYS.webhookSecret],
  webhookPauseMs: 500,
  actionLifetimeMs: 60 * 60_000,
  authorizationLifetimeMs: 7 * 24 * 60 * 60_000,
  expirySweepMs: 1_000,
  slowMs: 3_000,
};

/** Reads the table in README.md. The message of the error names every variable that is wrong, without its value. */
export function readSettings(env: NodeJS.ProcessEnv): PspOptions {
  const filled = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { success, data, error } = environment.safeParse(filled);
  if (!success) {
    throw new Error(
      error.issues.map((issue) => `${issue.path[0]?.toString()}: ${issue.message}`).join('; '),
    );
  }
  return {
    ...DEFAULTS,
    host: data.PSP_HOST,
    port: data.PSP_PORT,
    publicUrl: data.PSP_PUBLIC_URL,
    dataFolder: data.PSP_DATA,
    secretKey: data.PSP_SECRET_KEY,
    publishableKey: data.PSP_PUBLISHABLE_KEY,
    webhookUrl: data.PSP_WEBHOOK_URL,
    webhookSecrets: data.PSP_WEBHOOK_SECRET,
    actionLifetimeMs: data.PSP_ACTION_MINUTES * 60_000,
    authorizationLifetimeMs: data.PSP_AUTHORIZATION_DAYS * 24 * 60 * 60_000,
    slowMs: data.PSP_SLOW_MS,
  };
}
