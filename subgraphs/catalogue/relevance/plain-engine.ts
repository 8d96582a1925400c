import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { SearchEngine } from './evaluate.ts';
import { DEPTH } from './ndcg.ts';
import type { JudgedProduct } from './rules.ts';

const FIELDS = ['name', 'brand', 'description'] as const;

const foundSchema = z.object({
  hits: z.object({ hits: z.array(z.object({ _id: z.string() })) }),
});
const bulkSchema = z.object({ errors: z.boolean() });

/** Elasticsearch as whoever knows nothing of it would use it: what every tuned search must beat. */
export async function openPlainEngine(
  url: string,
  products: readonly JudgedProduct[],
): Promise<SearchEngine> {
  const index = `${url}/comptoir-relevance-${randomBytes(6).toString('hex')}`;
  await send('PUT', index, {
    settings: { number_of_shards: 1, number_of_replicas: 0 },
    mappings: {
      properties: Object.fromEntries(
        FIELDS.map((field) => [field, { type: 'text', analyzer: 'standard' }]),
      ),
    },
  });
  const lines = products.flatMap(({ slug, name, brand, description }) => [
    { index: { _id: slug } },
    { name, brand, description },
  ]);
  const { errors } = bulkSchema.parse(
    await send('POST', `${index}/_bulk?refresh=true`, lines.map(asLine).join('')),
  );
  if (errors) throw new Error('Elasticsearch did not take all products.');
  return {
    name: 'Elasticsearch, plain BM25',
    async search(query) {
      const answer = await send('POST', `${index}/_search`, {
        query: { multi_match: { query, fields: FIELDS } },
        size: DEPTH,
        _source: false,
      });
      return foundSchema.parse(answer).hits.hits.map(({ _id }) => _id);
    },
    async close() {
      await send('DELETE', index);
    },
  };
}

const asLine = (line: object) => `${JSON.stringify(line)}\n`;

async function send(method: string, url: string, body?: object | string): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/x-ndjson' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : asLine(body) }),
  });
  if (!response.ok)
    throw new Error(`Elasticsearch answered ${response.status}: ${await response.text()}`);
  return response.json();
}
