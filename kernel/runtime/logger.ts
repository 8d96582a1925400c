import { type Logger, pino } from 'pino';

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
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ dest: 2, sync: false }),
  );
}
