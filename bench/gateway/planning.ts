import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type DocumentNode, Kind, parse, print } from 'graphql';
import { createLogger } from '#kernel/runtime/logger.ts';
import { Supergraph } from '../../gateway/execution/supergraph.ts';
import { percentile } from '../load.ts';

export interface PlanningMeasurement {
  readonly operation: string;
  readonly characters: number;
  /** By a supergraph that has planned nothing yet, in a program that has planned what the gateway foresees. */
  readonly firstMs: number;
  /** Of an operation that it has not planned before, when it has planned others. */
  readonly p50Ms: number;
}

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDERS = ['examples', 'bench/operations'];
const LARGEST = 5;
const TIMES = 15;

/** How long planning takes for our largest operations, over our own supergraph. Nothing of a plan is remembered. */
export async function measurePlanning(): Promise<PlanningMeasurement[]> {
  const operations = (await everyOperation()).toSorted((a, b) => b.characters - a.characters);
  const measurements: PlanningMeasurement[] = [];
  const foreseen = await load();
  for (const { name, document } of operations) {
    if (!name.startsWith('Bench')) foreseen.plan(document, name);
  }
  for (const { name, document, characters } of operations.slice(0, LARGEST)) {
    const supergraph = await load();
    const plan = () => {
      const startedAt = performance.now();
      supergraph.plan(document, name);
      return performance.now() - startedAt;
    };
    const firstMs = plan();
    const times = Array.from({ length: TIMES }, plan);
    measurements.push({ operation: name, characters, firstMs, p50Ms: percentile(times, 50) });
  }
  return measurements;
}

async function load(): Promise<Supergraph> {
  const sdl = await readFile(join(ROOT, 'schema', 'supergraph.graphql'), 'utf8');
  return Supergraph.load(sdl, createLogger('silent'));
}

interface Operation {
  readonly name: string;
  readonly document: DocumentNode;
  readonly characters: number;
}

async function everyOperation(): Promise<Operation[]> {
  const files = await Promise.all(
    FOLDERS.map(async (folder) =>
      (await readdir(join(ROOT, folder)))
        .filter((file) => file.endsWith('.graphql'))
        .map((file) => readFile(join(ROOT, folder, file), 'utf8')),
    ),
  );
  const texts = await Promise.all(files.flat());
  return texts.flatMap((text) =>
    parse(text, { noLocation: true }).definitions.flatMap((definition): Operation[] => {
      if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
      const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition] };
      const { length: characters } = print(document);
      return [{ name: definition.name?.value ?? '', document, characters }];
    }),
  );
}
