import type { Request } from 'express';
import { z } from 'zod';
import type { Problem } from './resources.ts';

/** A parameter that may be repeated is a list even when it is sent once; one that may not, and is, stays wrong. */
export function asSent({ shape }: z.ZodObject, { originalUrl }: Request): Record<string, unknown> {
  const sent = new URL(originalUrl, 'http://localhost').searchParams;
  return Object.fromEntries(
    [...new Set(sent.keys())].map((key) => {
      const values = sent.getAll(key);
      return [key, isList(shape[key]) || values.length > 1 ? values : values[0]];
    }),
  );
}

function isList(schema: unknown): boolean {
  if (schema instanceof z.ZodDefault) return isList(schema.def.innerType);
  return schema instanceof z.ZodArray;
}

/** Which parameters an issue is about, and what is wrong with them. */
export function asParameters(
  issue: z.core.$ZodIssue,
  sent: Readonly<Record<string, unknown>>,
): NonNullable<Problem['parameters']> {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((name) => ({ name, message: 'There is no such parameter.' }));
  const name = String(issue.path[0] ?? '');
  // Names in the path are never left out.
  const isMissing = issue.code === 'invalid_type' && sent[name] === undefined;
  return [{ name, message: isMissing ? 'This must be said.' : issue.message }];
}
