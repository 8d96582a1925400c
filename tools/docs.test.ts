import { buildSchema, parse, validate } from 'graphql';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readSettings } from '#kernel/runtime/settings.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The rows of a Markdown table that begin with `code`, cell by cell. */
const rowsOf = (markdown: string): string[][] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const codesIn = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');

describe('the README', () => {
  const settings = rowsOf(read('README.md').split('## Settings')[1] ?? '');

  it('has every setting there is', () => {
    const known = [...read('kernel/runtime/settings.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(
      ([, name]) => name ?? '',
    );
    expect(settings.flatMap(([names = '']) => codesIn(names)).toSorted()).toEqual(known.toSorted());
  });

  it('says what a setting is when nobody sets it', () => {
    const defaults = readSettings({});
    for (const [names = '', said = ''] of settings) {
      const [name = ''] = codesIn(names);
      const value = defaults[name as keyof typeof defaults];
      if (value !== undefined) expect([name, codesIn(said)[0]]).toEqual([name, String(value)]);
      else expect([name, said.startsWith('`')]).toEqual([name, false]);
    }
  });

  it('shows operations that clients can send', () => {
    const api = buildSchema(read('schema/api.graphql'));
    const operations = [...read('README.md').matchAll(/```graphql\n(.*?)```/gs)].map(
      ([, operation]) => operation ?? '',
    );
    expect(operations).not.toEqual([]);
    expect(operations.flatMap((operation) => validate(api, parse(operation)))).toEqual([]);
  });

  it('names commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const verbs = rowsOf(read('README.md').split('## Verbs')[1]?.split('## ')[0] ?? '');
    const named = verbs.flatMap(([cell = '', meaning = '']) => [
      ...codesIn(cell),
      ...codesIn(meaning),
    ]);
    const commands = named
      .map((code) => code.replace(/^run /, ''))
      .filter((code) => /^[a-z]+(:[a-z]+)?$/.test(code));
    expect(commands.filter((command) => !(command in scripts))).toEqual([]);
  });
});

describe('the documents', () => {
  it('point only to what is there', () => {
    const broken = globSync(['*.md', '{docs,gateway,kernel,sandbox,subgraphs}/**/*.md'], {
      cwd: ROOT,
    }).flatMap((path) => {
      const text = read(path);
      const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) =>
        join(dirname(path), link ?? ''),
      );
      const paths = [
        ...text.matchAll(
          /`((?:docs|gateway|kernel|sandbox|schema|subgraphs|test|tools)\/[\w./-]+)`/g,
        ),
      ].map(([, named]) => named ?? '');
      // A context's README speaks of its own rooms.
      const exists = (target: string) =>
        existsSync(join(ROOT, target)) || existsSync(join(ROOT, dirname(path), target));
      return [...links, ...paths]
        .filter((target) => !exists(target))
        .map((target) => `${path}: ${target}`);
    });
    expect(broken).toEqual([]);
  });
});
