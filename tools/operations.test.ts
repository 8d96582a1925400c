import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '..');
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const namesIn = (text: string, name: RegExp) =>
  new Set([...text.matchAll(name)].map(([, found]) => found));

const measured = namesIn(
  globSync(
    [
      'gateway/metrics.ts',
      'kernel/telemetry/*.ts',
      'kernel/cache/cache.ts',
      'subgraphs/*/*/metrics.ts',
    ],
    {
      cwd: ROOT,
    },
  )
    .map(textOf)
    .join('\n'),
  /'(comptoir_[a-z_]+)'/g,
);

it('docs/operations.md explains every metric that there is, and no other', () => {
  expect(namesIn(textOf('docs/operations.md'), /`(comptoir_[a-z_]+)`/g)).toEqual(measured);
});

it.each(['docs/alerts.yml', 'docs/dashboard.json'])(
  '%s asks for metrics that there are',
  (path) => {
    const asked = [...namesIn(textOf(path), /\b(comptoir_[a-z_]+?)(?:_bucket)?\b/g)];
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((name) => !measured.has(name))).toEqual([]);
  },
);

it('every alert says what to do', () => {
  const { groups } = parse(textOf('docs/alerts.yml')) as {
    groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
  };
  for (const { alert, expr, annotations } of groups.flatMap(({ rules }) => rules)) {
    expect([alert, typeof expr, annotations.summary.length > 40]).toEqual([alert, 'string', true]);
  }
});
