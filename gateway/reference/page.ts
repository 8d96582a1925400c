import {
  type GraphQLArgument,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  astFromValue,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  print,
} from 'graphql';

/** A heading of the page and what stands under it. */
interface Chapter {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** A root field or a type: what the search finds. */
interface Entry {
  readonly anchor: string;
  readonly name: string;
  readonly html: string;
}

/** Every root field and type that clients see, with what their descriptions say. */
export function referencePage(schema: GraphQLSchema): string {
  const chapters = [...operations(schema), ...types(schema)].filter(
    ({ entries }) => entries.length > 0,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Schema reference</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<nav aria-label="Contents">
<p><a href="/explore">Explorer</a> <a href="/graphql">Sandbox</a></p>
<input type="search" placeholder="Search the schema" aria-label="Search the schema" autofocus>
${chapters.map(contents).join('\n')}
</nav>
<main>
<h1>Schema reference</h1>
<p>Everything that a client can ask, at <code>/graphql</code>.</p>
${chapters.map(chapter).join('\n')}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

const contents = ({ title, entries }: Chapter) =>
  `<h2>${title}</h2><ul>${entries
    .map(({ anchor, name }) => `<li><a href="#${anchor}">${name}</a></li>`)
    .join('')}</ul>`;

const chapter = ({ title, entries }: Chapter) =>
  `<h2>${title}</h2>\n${entries
    .map(({ anchor, html }) => `<section id="${anchor}">\n${html}</section>`)
    .join('\n')}`;

function operations(schema: GraphQLSchema): Chapter[] {
  const roots = [
    ['Queries', schema.getQueryType()],
    ['Mutations', schema.getMutationType()],
    ['Subscriptions', schema.getSubscriptionType()],
  ] as const;
  return roots.map(([title, root]) => ({
    title,
    entries: byName(Object.values(root?.getFields() ?? {})).map((field) => ({
      anchor: `${root?.name}.${field.name}`,
      name: field.name,
      html: `<h3>${field.name}</h3>${signature(field)}${about(field)}${argumentsOf(field)}`,
    })),
  }));
}

function types(schema: GraphQLSchema): Chapter[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const shown = byName(Object.values(schema.getTypeMap())).filter(
    (type) =>
      !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !roots.includes(type as never),
  );
  const kinds = [
    ['Objects', isObjectType],
    ['Interfaces', isInterfaceType],
    ['Unions', isUnionType],
    ['Enums', isEnumType],
    ['Inputs', isInputObjectType],
    ['Scalars', isScalarType],
  ] as const;
  return kinds.map(([title, isOfKind]) => ({
    title,
    entries: shown
      .filter((type) => isOfKind(type))
      .map((type) => ({
        anchor: type.name,
        name: type.name,
        html: `<h3>${type.name}</h3>${about(type)}${membersOf(type, schema)}`,
      })),
  }));
}

function membersOf(type: GraphQLNamedType, schema: GraphQLSchema): string {
  if (isUnionType(type)) return `<p>One of ${type.getTypes().map(link).join(', ')}.</p>`;
  if (isEnumType(type)) return table(type.getValues().map(valueRow));
  if (isInputObjectType(type)) return table(Object.values(type.getFields()).map(inputRow));
  if (isScalarType(type)) return '';
  const relatives = isObjectType(type)
    ? sentence('Implements', type.getInterfaces())
    : sentence('Implemented by', schema.getImplementations(type).objects);
  const fields = Object.values(type.getFields()).map(
    (field) => `<dt>${signature(field)}</dt><dd>${about(field)}${argumentsOf(field)}</dd>`,
  );
  return relatives + table(fields);
}

const sentence = (words: string, related: readonly GraphQLNamedType[]) =>
  related.length > 0 ? `<p>${words} ${byName(related).map(link).join(', ')}.</p>` : '';

const table = (rows: readonly string[]) => (rows.length > 0 ? `<dl>${rows.join('\n')}</dl>` : '');

const valueRow = (value: ReturnType<GraphQLEnumType['getValues']>[number]) =>
  `<dt><code>${value.name}</code></dt><dd>${about(value)}</dd>`;

const inputRow = (input: GraphQLArgument | GraphQLInputField) =>
  `<dt><code>${input.name}: ${typeIn(input.type)}${defaultOf(input)}</code></dt><dd>${about(input)}</dd>`;

function defaultOf({ defaultValue, type }: GraphQLArgument | GraphQLInputField): string {
  const value = defaultValue === undefined ? null : astFromValue(defaultValue, type);
  return value ? ` = ${escaped(print(value))}` : '';
}

const signature = ({ name, args, type }: GraphQLField<unknown, unknown>) => {
  const given = args.map((argument) => `${argument.name}: ${typeIn(argument.type)}`).join(', ');
  return `<code>${name}${given && `(${given})`}: ${typeIn(type)}</code>`;
};

const argumentsOf = ({ args }: GraphQLField<unknown, unknown>) => table(args.map(inputRow));

/** The type as SDL writes it, its name a link. */
const typeIn = (type: GraphQLType) => {
  const named = getNamedType(type);
  return escaped(String(type)).replace(named.name, link(named));
};

const link = (type: GraphQLNamedType) =>
  isSpecifiedScalarType(type) ? type.name : `<a href="#${type.name}">${type.name}</a>`;

function about(described: {
  readonly description?: string | null | undefined;
  readonly deprecationReason?: string | null | undefined;
}): string {
  const { description, deprecationReason } = described;
  const text = description ? `<p>${prose(description)}</p>` : '';
  return deprecationReason
    ? `<p class="deprecated">Deprecated: ${prose(deprecationReason)}</p>${text}`
    : text;
}

/** Descriptions are Markdown, of which they use code and paragraphs. */
const prose = (markdown: string) =>
  escaped(markdown)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\n\s*\n/g, '</p><p>');

const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const byName = <T extends { readonly name: string }>(things: readonly T[]): T[] =>
  things.toSorted((a, b) => a.name.localeCompare(b.name));

/** Shows what contains every word that is searched for; the address keeps the search. */
export const SCRIPT = `
const search = document.querySelector('input');
const sections = [...document.querySelectorAll('section')];
const texts = sections.map((section) => section.textContent.toLowerCase());
const links = new Map([...document.querySelectorAll('nav li a')].map((a) => [a.hash.slice(1), a.parentNode]));
function show() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  sections.forEach((section, index) => {
    const hidden = !words.every((word) => texts[index].includes(word));
    section.hidden = hidden;
    links.get(section.id).hidden = hidden;
  });
}
search.addEventListener('input', show);
addEventListener('hashchange', () => {
  const target = document.getElementById(location.hash.slice(1));
  if (!target?.hidden) return;
  search.value = '';
  show();
  target.scrollIntoView();
});
`;

export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2733; --soft: #5b6b7b; --line: #d9e0e7; --paper: #fff; --side: #f5f7f9; --accent: #0b63ce; }
@media (prefers-color-scheme: dark) { :root { --ink: #dde5ed; --soft: #93a1af; --line: #2c3742; --paper: #12181f; --side: #171f27; --accent: #6db1ff; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr); font: 15px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1rem; background: var(--side); border-right: 1px solid var(--line); }
nav h2 { font-size: .75rem; text-transform: uppercase; letter-spacing: .06em; color: var(--soft); margin: 1.2rem 0 .3rem; }
nav ul { list-style: none; margin: 0; padding: 0; overflow-wrap: anywhere; }
nav p { display: flex; gap: 1rem; margin: 0 0 .8rem; }
input { width: 100%; padding: .5rem .7rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; }
main { padding: 1rem 2.5rem 40vh; max-width: 60rem; }
section { padding: .8rem 0; border-top: 1px solid var(--line); }
section:target h3 { color: var(--accent); }
h3 { margin: 0 0 .3rem; font-size: 1.1rem; }
p { margin: .3rem 0; }
code { font: .88em/1.5 ui-monospace, monospace; }
dl { margin: .6rem 0; }
dt { margin-top: .6rem; }
dd { margin: 0 0 0 1.2rem; color: var(--soft); }
dd dl { border-left: 2px solid var(--line); padding-left: .8rem; }
.deprecated { color: #b45309; }
@media (max-width: 45rem) { body { display: block; } nav { position: static; height: auto; max-height: 40vh; } main { padding: 1rem; } }
`;
