import type { createDocument } from 'zod-openapi';

type Document = ReturnType<typeof createDocument>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

/** As much of JSON Schema as our documents use. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d1d1f;
background:#fff}code,pre{font:14px/1.5 ui-monospace,monospace}pre{background:#f4f4f6;padding:.75rem;border-radius:6px;
overflow:auto}table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.3rem .6rem
.3rem 0;border-bottom:1px solid #ddd}h2{margin-top:2.5rem}@media(prefers-color-scheme:dark){body{color:#eee;
background:#161618}pre{background:#242428}td,th{border-color:#444}a{color:#8ab4ff}}`;

/** The API described for people: one page that loads nothing else, made from the OpenAPI document. */
export function referencePage({ info, paths, components, servers }: Document): string {
  const prefix = servers?.[0]?.url ?? '';
  const operations = Object.entries(paths ?? {}).flatMap(([path, item]) =>
    item?.get ? [operation(prefix + path, item.get as Operation)] : [],
  );
  const schemas = Object.entries((components?.schemas ?? {}) as Record<string, Schema>).map(
    ([name, schema]) =>
      `<h3 id="${name}">${name}</h3><p>${prose(schema.description)}</p>${properties(schema)}`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escaped(info.title)}</title><style>${STYLE}</style>
<h1>${escaped(info.title)}</h1><p>${prose(info.description)}</p>
<p>For programs: <a href="${prefix}/openapi.json"><code>openapi.json</code></a>.</p>
${operations.join('\n')}<h2>What is answered</h2>${schemas.join('\n')}</html>`;
}

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly responses?: Readonly<
    Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>
  >;
}

function operation(path: string, { operationId, summary, description, ...rest }: Operation) {
  const parameters = (rest.parameters ?? []).map(
    ({ name, required, description: about, schema = {} }) =>
      row(`<code>${name}</code>`, kindOf(schema) + (required ? ', required' : ''), prose(about)),
  );
  const answers = Object.entries(rest.responses ?? {}).map(
    ([status, { description: when, content }]) => {
      const schema = Object.values(content ?? {})[0]?.schema;
      return row(status, schema ? kindOf(schema) : '', prose(when));
    },
  );
  const own = rest.responses?.['200']?.content?.['application/json']?.schema;
  return `<section id="${operationId}"><h2>${escaped(summary)}</h2><pre>GET ${escaped(path)}</pre>
<p>${prose(description)}</p>${table(parameters)}${own?.properties ? properties(own) : ''}${table(answers)}</section>`;
}

const properties = ({ properties: all = {} }: Schema): string =>
  table(
    Object.entries(all).map(([name, schema]) =>
      row(`<code>${name}</code>`, kindOf(schema), prose(schema.description)),
    ),
  );

function kindOf(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return `<a href="#${name}">${name}</a>`;
  }
  if (schema.anyOf) return schema.anyOf.map(kindOf).join(' or ');
  if (schema.items) return `list of ${kindOf(schema.items)}`;
  if (schema.enum) return schema.enum.map((value) => `<code>${escaped(value)}</code>`).join(', ');
  const kind = [schema.type ?? 'object'].flat().join(' or ');
  return schema.default === undefined ? kind : `${kind}, ${escaped(schema.default)}`;
}

const table = (rows: readonly string[]) =>
  rows.length > 0 ? `<table>${rows.join('')}</table>` : '';
const row = (...cells: readonly string[]) =>
  `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;

const escaped = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value ?? '')).replaceAll(
    /[&<>"]/g,
    (sign) => `&#${sign.charCodeAt(0)};`,
  );

const prose = (text: string | undefined): string =>
  escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
