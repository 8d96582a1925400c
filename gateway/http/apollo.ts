import { type ApolloServer, HeaderMap } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';
import type { Caller } from '../caller.ts';
import type { Refusals } from '../refusals.ts';
import type { Answer, Exchange } from './exchange.ts';

/** Apollo's landing page declares in its head where its scripts come from; this is what a head cannot say. */
const LANDING_PAGE_POLICY = "frame-ancestors 'none'; object-src 'none'";

/** What Apollo Server answers: the landing page, and what is no operation. */
export async function byApollo(
  apollo: ApolloServer<Caller>,
  refusals: Refusals,
  { request, caller }: Exchange,
  body: unknown,
): Promise<Answer> {
  const { method = '', url = '', headers } = request;
  const answered = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method,
      search: /\?.*/.exec(url)?.[0] ?? '',
      headers: told(headers),
      body,
    },
    context: () => Promise.resolve(caller),
  });
  if (answered.body.kind !== 'complete') throw new Error('Incremental delivery is not used.');
  const isPage = answered.headers.get('content-type')?.startsWith('text/html');
  return {
    status: answered.status ?? 200,
    headers: {
      ...Object.fromEntries(answered.headers),
      ...(isPage && { 'content-security-policy': LANDING_PAGE_POLICY }),
    },
    body: isPage ? answered.body.string : refused(answered.body.string, refusals, caller),
  };
}

/** It executes nothing, so that all its answers are refusals. */
function refused(json: string, refusals: Refusals, { tally }: Caller): string {
  const { errors } = JSON.parse(json) as FormattedExecutionResult;
  tally.answered(errors);
  return JSON.stringify({ errors, extensions: { cost: refusals.costOf(tally) } });
}

function told(headers: NodeJS.Dict<string | string[]>): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) if (value) map.set(name, String(value));
  return map;
}
