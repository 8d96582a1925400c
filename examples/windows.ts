import { type Player, examples } from './index.ts';

export const DEMO_PASSWORD = 'comptoir-demo';

/** The mutation by which a player gets a token. */
export const LOG_IN = /* GraphQL */ `
  mutation LogInAsPlayer($input: LogInInput!) {
    logIn(input: $input) {
      ... on Session {
        accessToken
        expiresAt
      }
      ... on Problem {
        message
      }
    }
  }
`;

/**
 * The examples as windows of the explorer. `{{name}}` is a variable there too: what an example keeps of its answer is
 * kept for the windows after it, and who plays it is logged in beforehand.
 */
export const windows = examples.map(({ name, query, variables, as, keep = {} }) => ({
  name,
  query,
  variables,
  keeps: keep,
  ...(as !== 'nobody' && { authorization: `{{${as}}}`, before: logIn(as) }),
}));

/** Runs in the explorer before each request of the window; a token that is still good is kept. */
function logIn(as: Exclude<Player, 'nobody'>): string {
  const variables = { input: { email: `${as}@example.com`, password: DEMO_PASSWORD } };
  return `// Logs ${as}@example.com in, unless the token in the environment is still good.
const expiresAt = Date.parse(altair.helpers.getEnvironment('${as}ExpiresAt'));
if (!(expiresAt > Date.now() + 60_000)) {
  const { data } = await altair.helpers.request('POST', '/graphql', {
    body: ${JSON.stringify({ query: LOG_IN.replaceAll(/\s+/g, ' '), variables })},
  });
  altair.helpers.setEnvironment('${as}', 'Bearer ' + data.logIn.accessToken, true);
  altair.helpers.setEnvironment('${as}ExpiresAt', data.logIn.expiresAt, true);
}`;
}
