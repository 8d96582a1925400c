import { ImportTakenOver } from './errors.ts';
import { ProductImport } from './product-import.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const NOTHING = { created: 0, updated: 0, unchanged: 0, rejected: 0 };

const begun = () =>
  ProductImport.begin({ digest: 'd', lines: 90 }, { dryRun: false, by: 'terminal', at: NOW });

describe('an import', () => {
  it('adds up what became of products, and tells it after each part', () => {
    const loading = begun();
    loading.advance({ items: 2, line: 40 }, { ...NOTHING, created: 1, rejected: 1 });
    loading.advance({ items: 3, line: 80 }, { ...NOTHING, created: 2, unchanged: 1 });
    loading.end('COMPLETED', NOW);
    const told = { created: 3, updated: 0, unchanged: 1, rejected: 1, lines: 90 };
    expect(loading).toMatchObject({ ...told, position: 5, line: 90, finishedAt: NOW });
    const events = loading.takeRaised().map(({ event }) => event.data);
    expect(events.map(({ status, line }) => [status, line])).toEqual([
      ['RUNNING', 0],
      ['RUNNING', 40],
      ['RUNNING', 80],
      ['COMPLETED', 90],
    ]);
    expect(events.at(-1)).toMatchObject(told);
  });

  it('loads each part once, whoever tries', () => {
    const loading = begun();
    loading.requireAt(0);
    loading.advance({ items: 2, line: 40 }, NOTHING);
    loading.requireAt(2);
    expect(() => loading.requireAt(0)).toThrow(ImportTakenOver);
  });

  it('ends once', () => {
    const loading = begun();
    loading.end('FAILED', NOW);
    expect(() => loading.end('COMPLETED', NOW)).toThrow(ImportTakenOver);
    expect(() => loading.requireAt(0)).toThrow(ImportTakenOver);
  });
});
