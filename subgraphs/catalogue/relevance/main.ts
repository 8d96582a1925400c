import { runToEnd } from '#kernel/runtime/program.ts';
import { generateCatalogue } from '../seed/index.ts';
import { type SearchEngine, evaluate } from './evaluate.ts';
import { openPlainEngine } from './plain-engine.ts';
import { openElasticsearchEngine, openPostgresEngine } from './postgres-engine.ts';
import { type EngineVerdicts, figuresOf, tables, worstFirst } from './report.ts';
import { judgedProducts } from './rules.ts';

const USAGE = {
  usage: 'npm run relevance -- [--queries] [--json]',
  options: {
    queries: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
} as const;

/** See README.md. */
await runToEnd(USAGE, async ({ values }) => {
  const products = judgedProducts(generateCatalogue());
  const elasticsearch = process.env['ELASTICSEARCH_URL'];
  const ways: (() => Promise<SearchEngine>)[] = [openPostgresEngine];
  if (elasticsearch) {
    ways.push(() => openElasticsearchEngine(elasticsearch));
    ways.push(() => openPlainEngine(elasticsearch, products));
  }

  const judged: EngineVerdicts[] = [];
  for (const open of ways) {
    const engine = await open();
    try {
      judged.push({ engine: engine.name, verdicts: await evaluate(engine, products) });
    } finally {
      await engine.close();
    }
  }
  if (values.json) say(JSON.stringify(judged.map(figuresOf), undefined, 2));
  else say([tables(judged), ...(values.queries ? judged.map(worstFirst) : [])].join('\n\n'));
});

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
