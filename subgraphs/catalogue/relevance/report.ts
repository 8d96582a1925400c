import type { Verdict } from './evaluate.ts';
import { KINDS } from './judgements.ts';

export interface EngineVerdicts {
  readonly engine: string;
  readonly verdicts: readonly Verdict[];
}

const NAME_WIDTH = 28;

/** What is said of each engine. Held-out queries appear in one sum only, so that nobody tunes by them. */
export function figuresOf({ engine, verdicts }: EngineVerdicts) {
  const tuned = verdicts.filter(({ judgement }) => !judgement.heldOut);
  const heldOut = verdicts.filter(({ judgement }) => judgement.heldOut);
  return {
    engine,
    tuned: { queries: tuned.length, ndcg: mean(tuned) },
    heldOut: { queries: heldOut.length, ndcg: mean(heldOut) },
    tunedByKind: Object.fromEntries(
      KINDS.map((kind) => [kind, mean(tuned.filter(({ judgement }) => judgement.kind === kind))]),
    ),
  };
}

export function tables(engines: readonly EngineVerdicts[]): string {
  const figures = engines.map(figuresOf);
  return [
    row('nDCG@10', ['tuned', 'held out']),
    ...figures.map(({ engine, tuned, heldOut }) => row(engine, [tuned.ndcg, heldOut.ndcg])),
    '',
    row(
      'Tuned queries by kind',
      figures.map(({ engine }) => engine),
    ),
    ...KINDS.map((kind) =>
      row(
        kind,
        figures.map(({ tunedByKind }) => tunedByKind[kind] ?? 0),
      ),
    ),
  ].join('\n');
}

/** The tuned queries, those first in which most is to be gained. */
export const worstFirst = ({ engine, verdicts }: EngineVerdicts): string =>
  [
    engine,
    ...verdicts
      .filter(({ judgement }) => !judgement.heldOut)
      .toSorted((a, b) => a.ndcg - b.ndcg)
      .map(
        ({ judgement, ndcg }) => `${ndcg.toFixed(3)}  ${judgement.query}  (${judgement.intent})`,
      ),
  ].join('\n');

const mean = (verdicts: readonly Verdict[]): number =>
  verdicts.reduce((sum, { ndcg }) => sum + ndcg, 0) / verdicts.length;

const row = (name: string, cells: readonly (string | number)[]): string =>
  [
    name.padEnd(NAME_WIDTH),
    ...cells.map((cell) =>
      (typeof cell === 'number' ? cell.toFixed(3) : cell).padStart(NAME_WIDTH),
    ),
  ].join('');
