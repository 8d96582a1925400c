import { decodeJwt } from 'jose';
import { ANONYMOUS, type Principal } from '#kernel/graphql/principal.ts';
import { customer, operator, service } from '#kernel/testing/principals.ts';
import { type Result, type StartedAccounts, startAccounts } from './given.ts';

let accounts: StartedAccounts;
beforeAll(async () => {
  accounts = await startAccounts({ background: true });
});
afterAll(() => accounts.stop());

const ENDED = `subscription ($after: String) { sessionEnded(after: $after) { cursor sessionId } }`;
const gateway = service('gateway', 'accounts.watch-sessions');

interface Ended {
  readonly cursor: string;
  readonly sessionId: string;
}

async function follow(who: Principal = gateway, after?: string) {
  const source = await accounts.as(who).subscribe(ENDED, { after });
  return {
    async next(): Promise<Ended> {
      const { value, done } = await source.next();
      if (done) throw new Error('It has ended.');
      const error = value.errors?.[0];
      if (error) throw Object.assign(new Error(error.message), error.extensions);
      return (value.data as { sessionEnded: Ended }).sessionEnded;
    },
    leave: () => source.return?.(),
  };
}

const sessionOf = ({ accessToken }: Result) => String(decodeJwt(accessToken)['sid']);

async function logOut(session: Result): Promise<string> {
  const sessionId = sessionOf(session);
  const principal = { ...customer(session.viewer.id), sessionId };
  await accounts.as(principal).execute('mutation { logOut { __typename } }');
  return sessionId;
}

it('tells of each session that its owner ends, once and in order', async () => {
  const first = await logOut(await accounts.register());
  const ends = await follow();
  const before = await ends.next();
  expect(before.sessionId).toBe(first);
  const [one, other] = [await accounts.register(), await accounts.register()];
  const ended = [await logOut(one), await logOut(other)];
  await logOut(one);
  const last = await logOut(await accounts.register());
  expect(
    [await ends.next(), await ends.next(), await ends.next()].map(({ sessionId }) => sessionId),
  ).toEqual([...ended, last]);
  const resumed = await follow(gateway, before.cursor);
  expect((await resumed.next()).sessionId).toBe(ended[0]);
  await ends.leave();
  await resumed.leave();
});

it('tells of a session whose refresh token was stolen', async () => {
  const session = await accounts.register();
  const ends = await follow(gateway, (await endOfAnother()).cursor);
  await accounts.refresh(session.refreshToken);
  accounts.wait({ seconds: 11 });
  await accounts.refresh(session.refreshToken);
  expect((await ends.next()).sessionId).toBe(sessionOf(session));
  await ends.leave();
});

async function endOfAnother(): Promise<Ended> {
  const ends = await follow();
  const sessionId = await logOut(await accounts.register());
  for (;;) {
    const ended = await ends.next();
    if (ended.sessionId === sessionId) return ended;
  }
}

it.each<[string, Principal]>([
  ['UNAUTHENTICATED', ANONYMOUS],
  ['FORBIDDEN', customer()],
  ['FORBIDDEN', operator('accounts.watch-sessions')],
  ['FORBIDDEN', service('orders', 'accounts.read')],
])('is refused with %s to everybody but the gateway', async (code, who) => {
  await expect((await follow(who)).next()).rejects.toMatchObject({ code });
});
