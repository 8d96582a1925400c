import { Field, ObjectType } from 'type-graphql';
import type { Fault } from '../domain/faults.ts';

@ObjectType('Fault', { description: 'Something that is wrong in what you said.' })
class FaultType implements Fault {
  @Field(() => String, {
    description: 'Where: "name", "variants.0.prices.EUR", "rule.filter.category".',
  })
  path!: string;

  @Field(() => String, { description: 'What is wrong, for people.' })
  message!: string;
}

/** What a problem tells of everything that is wrong, all at once. */
export const FAULTS = {
  facts: { faults: { type: () => [FaultType], description: 'Everything that is wrong.' } },
} as const;
