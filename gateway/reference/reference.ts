import { createHash } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import type { GraphQLSchema } from 'graphql';
import { SCRIPT, STYLE, referencePage } from './page.ts';

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page holds all it needs, and may fetch nothing. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `script-src ${sha256(SCRIPT)}`,
  `style-src ${sha256(STYLE)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What clients can ask, as a page, written from the descriptions of the schema that is served now. At `/reference`. */
export function reference(current: () => GraphQLSchema): Router {
  let written: { schema: GraphQLSchema; page: string; tag: string } | undefined;
  const write = (schema: GraphQLSchema) => {
    const page = referencePage(schema);
    return { schema, page, tag: `"${createHash('sha256').update(page).digest('base64url')}"` };
  };
  const router = Router();
  router.get('/', (request: Request, response: Response) => {
    const schema = current();
    if (written?.schema !== schema) written = write(schema);
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    response.setHeader('cache-control', 'no-cache');
    response.setHeader('etag', written.tag);
    if (request.headers['if-none-match'] === written.tag) response.status(304).end();
    else response.type('html').send(written.page);
  });
  return router;
}
