import { type Logger, pino, stdSerializers } from 'pino';
import { withoutRowValues } from '../persistence/without-row-values.ts';

/** Never in a log line, whatever an object carries them. */
const SECRET_KEYS = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'cartSecret',
  'authorization',
  'cookie',
  'email',
  'name',
  'birthDate',
  'card',
  'number',
  'cvc',
];

const paths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** Structured logs, one JSON object per line on standard error; standard output belongs to the program's user. */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      redact: { paths, censor: '[redacted]' },
      serializers: { err: serialized },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ dest: 2, sync: false }),
  );
}

/** An error as pino writes it, with those that caused it, but without the rows that the database quotes. */
const serialized = (error: unknown): unknown =>
  error instanceof Error ? withoutRows({ ...stdSerializers.err(error) }) : error;

function withoutRows(part: unknown): unknown {
  if (typeof part === 'string') return withoutRowValues(part);
  if (Array.isArray(part))
    return part.map((inner: unknown) => (isError(inner) ? withoutRows(inner) : inner));
  if (!isError(part)) return part;
  const said = Object.entries(part).filter(([key]) => !QUOTES_ROWS.has(key));
  return Object.fromEntries(said.map(([key, inner]) => [key, withoutRows(inner)]));
}

/** Fields of PostgreSQL's errors. */
const QUOTES_ROWS = new Set(['detail', 'where']);

/** Only errors are looked into: whatever else they carry may be endless. */
const isError = (part: unknown): part is object =>
  typeof part === 'object' && part !== null && 'stack' in part;
