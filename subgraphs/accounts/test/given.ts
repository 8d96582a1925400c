import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { type StartedContext, startContext } from '#kernel/testing/start-context.ts';
import { accounts } from '../index.ts';
import type { AccountsRuntime } from '../runtime.ts';
import { seedDemo } from '../usecases/seed-demo.ts';

const PROBLEM = '... on Problem { code message }';
const SESSION = `... on Session {
  accessToken refreshToken expiresAt viewer { id email roles permissions merchant { name } }
}`;
const LIMIT = '... on TooManyAttempts { retryAfterSeconds }';
const REGISTER = `mutation Register($input: RegisterInput!) {
  result: register(input: $input) { __typename ${SESSION} ${PROBLEM} ${LIMIT} } }`;
const LOG_IN = `mutation LogIn($input: LogInInput!) {
  result: logIn(input: $input) { __typename ${SESSION} ${PROBLEM} ${LIMIT} } }`;
const REFRESH = `mutation Refresh($input: RefreshSessionInput!) {
  result: refreshSession(input: $input) { __typename ${SESSION} ${PROBLEM} } }`;

export interface Result {
  readonly __typename: string;
  readonly code?: string;
  readonly retryAfterSeconds?: number;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly viewer: {
    readonly id: `usr_${string}`;
    readonly roles: string[];
    readonly permissions: string[];
    readonly merchant: { readonly name: string } | null;
  };
}

export interface StartedAccounts extends StartedContext<AccountsRuntime> {
  register(
    facts?: Partial<Record<'email' | 'password' | 'name' | 'birthDate' | 'country', string>>,
  ): Promise<Result>;
  logIn(email: string, password: string): Promise<Result>;
  refresh(refreshToken: string): Promise<Result>;
  /** What the context takes for the present time. */
  now(): Date;
  /** Lets time pass. */
  wait(time: {
    readonly seconds?: number;
    readonly minutes?: number;
    readonly days?: number;
  }): void;
}

/** Accounts with the demo's people and merchants, whose clock the test moves. */
export async function startAccounts({ background = false } = {}): Promise<StartedAccounts> {
  let waitedMs = 0;
  let visitors = 0;
  const now = () => new Date(Date.now() + waitedMs);
  const started = await startContext<AccountsRuntime>(accounts, { clock: now, background });
  await seedDemo(started.runtime);

  async function mutate(query: string, input: object): Promise<Result> {
    const answer = await started.as(ANONYMOUS).execute<{ result: Result }>(query, { input });
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data.result;
  }
  const visitor = () => ({
    email: `visitor-${(visitors += 1)}@example.com`,
    password: 'a long password',
    name: 'Visitor',
    birthDate: '1990-01-01',
    country: 'DE',
  });
  return {
    ...started,
    register: (facts = {}) => mutate(REGISTER, { ...visitor(), ...facts }),
    logIn: (email, password) => mutate(LOG_IN, { email, password }),
    refresh: (refreshToken) => mutate(REFRESH, { refreshToken }),
    now,
    wait({ seconds = 0, minutes = 0, days = 0 }) {
      waitedMs += ((days * 24 * 60 + minutes) * 60 + seconds) * 1000;
    },
  };
}
