import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentNode, type OperationDefinitionNode, parse } from 'graphql';
import { createLogger } from '#kernel/runtime/logger.ts';
import { Supergraph } from '../supergraph.ts';

const sdl = readFileSync(
  join(import.meta.dirname, '..', '..', '..', 'schema', 'supergraph.graphql'),
  'utf8',
);
let supergraph: Supergraph;
beforeAll(async () => {
  supergraph = await Supergraph.load(sdl, createLogger('silent'));
});

function maxAgeOf(query: string): number {
  const document: DocumentNode = parse(query);
  const [operation] = document.definitions as readonly OperationDefinitionNode[];
  return supergraph.cacheHints.maxAgeSeconds(document, operation!);
}

it.each([
  ['{ product(slug: "x") { name attributes { name value } category { name } } }', 60],
  ['{ product(slug: "x") { name variants { availability { quantity } } } }', 10],
  ['{ variant(id: "x") { price { decimal } product { name } } }', 10],
  ['{ categories { name children { name } } }', 60],
  ['{ searchProducts { totalCount facets { values { count } } edges { node { name } } } }', 10],
  ['{ product(slug: "x") { ...P } } fragment P on Product { variants { sku } }', 10],
])('an answer of the catalogue may be kept as long as its shortest part: %s', (query, seconds) => {
  expect(maxAgeOf(query)).toBe(seconds);
});

it.each([
  '{ me { id } }',
  '{ product(slug: "x") { name } me { id } }',
  '{ orders { edges { node { id } } } }',
  '{ cart(id: "x", secret: "y") { id lines { variant { sku } } } }',
  '{ __schema { queryType { name } } }',
  '{ __typename }',
  'mutation { logOut { __typename } }',
])('what is of somebody, of the schema or changes something may not be kept: %s', (query) => {
  expect(maxAgeOf(query)).toBe(0);
});

it('what anybody may keep has one owner, so that no other context adds to it what is somebody’s', () => {
  const hinted = [...sdl.matchAll(/^type (\w+)\n((?:  @[^\n]*\n)+)/gm)].filter(([, , directives]) =>
    directives?.includes('@cacheControl('),
  );
  expect(hinted.map(([, name]) => name)).toContain('Product');
  for (const [, name = '', directives = ''] of hinted) {
    const owners = [...directives.matchAll(/@join__type\(graph: (\w+)(?:, key: "[^"]*")?\)/g)];
    expect([name, ...new Set(owners.map(([, owner]) => owner))]).toEqual([name, 'CATALOGUE']);
  }
});
