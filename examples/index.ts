import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Who plays an example: nobody, or one of the demo logins. */
export type Player = 'nobody' | 'ada' | 'operator';

const FOLDER = import.meta.dirname;

/** What an example's .json file says. `{{name}}` stands for what an earlier example kept under that name. */
const script = z.strictObject({
  title: z.string(),
  as: z.enum(['nobody', 'ada', 'operator']),
  /** The .graphql file, when it is not the one of the same name. */
  operation: z.string().optional(),
  variables: z.record(z.string(), z.unknown()),
  /** What the answer must contain; of a subscription, its last event. */
  expected: z.record(z.string(), z.unknown()),
  /** A query is asked again until its answer contains this. */
  until: z.record(z.string(), z.unknown()).optional(),
  /** What to keep of the answer, by name: a path into it. */
  keep: z.record(z.string(), z.string()).optional(),
  /** What the customer does at the provider while the payment is watched. */
  customer: z
    .strictObject({ atStatus: z.string(), challenge: z.enum(['passed', 'failed']) })
    .optional(),
});

export type Example = z.infer<typeof script> & { readonly name: string; readonly query: string };

/** All examples, in the order in which they tell the story. */
export const examples: readonly Example[] = readdirSync(FOLDER)
  .filter((file) => /^\d+-.*\.json$/.test(file))
  .toSorted()
  .map((file) => {
    const example = script.parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));
    const operation = example.operation ?? file.replace(/\.json$/, '');
    const query = readFileSync(join(FOLDER, `${operation}.graphql`), 'utf8');
    return { ...example, name: `${file.slice(0, 2)} ${example.title}`, query };
  });
