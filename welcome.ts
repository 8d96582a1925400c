/** The only start that takes longer than somebody expects who waits for it. */
export const FIRST_START = `
  The first start makes a database and fills a shop; later ones take seconds.
`;

export interface WelcomeOptions {
  readonly url: string;
  readonly provider: string;
  readonly seconds: number;
}

/** What somebody who has just started Comptoir needs to see, and nothing more. */
export const welcome = ({ url, provider, seconds }: WelcomeOptions): string => `
  Comptoir is ready (${seconds.toFixed(1)} s)

  GraphQL endpoint   ${url}/graphql   HTTP and WebSocket; a browser gets Apollo Sandbox
  Explorer           ${url}/explore   works without internet, examples preloaded
  Schema reference   ${url}/reference   every query, mutation, subscription and type, searchable
  Payment provider   ${provider}   the sandbox: cards and tokens that behave as you choose

  Log in as          ada@example.com         a customer who may buy wine
                     kim@example.com         a customer who is too young for it
                     operator@example.com    refunds, orders, the books
                     seller@example.com      a merchant's messages and wallet
  Password           comptoir-demo

  Try this: buy something and watch the payment, in another terminal

      npm run demo${url === 'http://127.0.0.1:4000' ? '' : ` -- --url ${url}`}

  Ctrl-C stops; the data stays. npm run reset starts over.

`;
