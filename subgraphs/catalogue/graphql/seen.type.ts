import { Field, InputType, Int } from 'type-graphql';
import { problem } from '#kernel/graphql/problems.ts';
import { ChangedMeanwhile } from '../domain/errors.ts';
import type { SeenVersion } from '../domain/versions.ts';

export const VERSION = {
  description: 'Counts its changes. Whoever changes it says which one was seen.',
};

export const SEEN_VERSION = {
  description: 'The version that you have seen. Nothing happens if there is a newer one.',
};

/** Something that is changed by whoever has seen it. */
@InputType()
export abstract class SeenInput implements SeenVersion {
  @Field(() => Int, SEEN_VERSION)
  expectedVersion!: number;
}

export const ChangedMeanwhileProblem = problem(
  ChangedMeanwhile,
  'Somebody else has changed it meanwhile.',
  { facts: { currentVersion: { type: () => Int, description: 'The version it has now.' } } },
);
