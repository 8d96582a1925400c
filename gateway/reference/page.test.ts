import { buildSchema } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { referencePage } from './page.ts';

const page = referencePage(
  buildSchema(`
    "Not shown." type Query { "Finds \`one\` <b>order</b>." order("Its id." id: ID!, currency: String = "EUR"): Found }
    union Found = Order | Problem
    "A purchase." type Order implements Node { id: ID! old: Int @deprecated(reason: "Ask \`id\`.") lines: [Line!]! }
    type Line { quantity: Int }
    type Problem { code: String }
    interface Node { id: ID! }
    enum Status { "It waits." PENDING }
    input Filter { "Which ones." status: Status = PENDING }
  `),
);

describe('the schema reference', () => {
  it.each([
    [
      'a root field with its arguments',
      '<code>order(id: ID!, currency: String): <a href="#Found">Found</a></code>',
    ],
    ['an argument with its default', '<code>currency: String = &quot;EUR&quot;</code>'],
    ['descriptions as text', 'Finds <code>one</code> &lt;b&gt;order&lt;/b&gt;.'],
    ['lists with their type as a link', '<code>lines: [<a href="#Line">Line</a>!]!</code>'],
    ['what is deprecated, and what to do', 'Deprecated: Ask <code>id</code>.'],
    ['members of a union', 'One of <a href="#Order">Order</a>, <a href="#Problem">Problem</a>.'],
    ['who implements an interface', 'Implemented by <a href="#Order">Order</a>.'],
    ['values of an enum', '<code>PENDING</code></dt><dd><p>It waits.</p>'],
    ['fields of an input', '<code>status: <a href="#Status">Status</a> = PENDING</code>'],
  ])('shows %s', (_what, html) => {
    expect(page).toContain(html);
  });

  it('leads to every type that it names', () => {
    const api = readFileSync(
      join(import.meta.dirname, '..', '..', 'schema', 'api.graphql'),
      'utf8',
    );
    const whole = referencePage(buildSchema(api));
    const anchors = new Set([...whole.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...whole.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(500);
    expect(links.filter((id) => !anchors.has(id))).toEqual([]);
  });
});
