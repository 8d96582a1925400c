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
  if (issue.code === 'invalid_type' && sent[name] === undefined)
    return [{ name, message: 'This must be said.' }];
  const isOfList = issue.path.length > 1 || ('origin' in issue && issue.origin === 'array');
  const isRepeated = Array.isArray(sent[name]) && !isOfList;
  return [{ name, message: isRepeated ? 'Say this only once.' : inWords(issue) }];
}

/** More are no help. */
const MOST_NAMED = 10;

/** For people. What must look like something says itself what that is. */
function inWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'This is a whole number.';
    case 'too_small':
      return `This is at least ${issue.minimum}${unitOf(issue.origin)}.`;
    case 'too_big':
      return `This is at most ${issue.maximum}${unitOf(issue.origin)}.`;
    case 'invalid_value':
      return issue.values.length > MOST_NAMED
        ? issue.message
        : `This is one of ${issue.values.map(String).join(', ')}.`;
    default:
      return issue.message;
  }
}

const unitOf = (origin: string): string =>
  origin === 'string' ? ' characters' : origin === 'array' ? ' of them' : '';
