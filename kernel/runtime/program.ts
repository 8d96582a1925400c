import { isatty } from 'node:tty';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { createLogger } from './logger.ts';
import { SettingsError } from './settings.ts';
import { MissingDatabaseRights } from '../persistence/bootstrap.ts';
import { hasNoConnectionLeft } from '../persistence/transient.ts';

/** A started program, until it is told to stop. */
export interface Program {
  stop(): Promise<void>;
  /** Reads its files again. */
  reload?(): Promise<void>;
}

/** What a program understands after its name: no arguments but those that are named here. */
export interface Usage extends Omit<ParseArgsConfig, 'args'> {
  /** For who gives it something else, such as `npm run import -- products.csv [--dry-run]`. */
  readonly usage: string;
}

/** What it was given. */
export type Given<U extends Usage> = ReturnType<typeof parseArgs<U>>;

const DRAIN_LIMIT_MS = 15_000;

/**
 * Runs a program until SIGTERM or SIGINT, which let it drain; a second one ends it at once. SIGHUP tells a service to read
 * its files again, and whoever has a terminal that this is closed. A mistake of the operator's is told in one line without
 * a stack.
 */
export async function runProgram<const U extends Usage>(
  usage: U,
  start: (given: Given<U>) => Promise<Program>,
): Promise<void> {
  let program: Program;
  try {
    program = await start(argumentsOf(usage));
  } catch (error) {
    complain(error);
    process.exit(1);
  }
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(130);
    stopping = true;
    setTimeout(() => process.exit(1), DRAIN_LIMIT_MS).unref();
    program.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        createLogger('error').fatal({ err: error }, 'comptoir did not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', () => (program.reload && !isatty(0) ? void program.reload() : stop()));
}

/** Runs a command that ends by itself. A mistake of the operator's is told in one line without a stack. */
export async function runToEnd<const U extends Usage>(
  usage: U,
  command: (given: Given<U>) => Promise<void>,
): Promise<void> {
  try {
    await command(argumentsOf(usage));
  } catch (error) {
    complain(error);
    process.exitCode = 1;
  }
}

/** @throws {SettingsError} saying how it is used, for what it does not know */
function argumentsOf<U extends Usage>({ usage, ...known }: U): Given<U> {
  try {
    return parseArgs(known) as Given<U>;
  } catch (error) {
    // Node goes on with advice that is longer than what is wrong.
    const [fault] = String((error as Error).message).split(/\.?\s*\n|\. /);
    throw new SettingsError(`${fault}. Usage: ${usage}`);
  }
}

/** The system's message names the file and says why. */
const isUnopened = (error: unknown): error is Error =>
  error instanceof Error && 'syscall' in error && error.syscall === 'open' && 'path' in error;

function complain(error: unknown): void {
  if (
    error instanceof SettingsError ||
    error instanceof MissingDatabaseRights ||
    isUnopened(error)
  ) {
    process.stderr.write(`comptoir: ${error.message}\n`);
  } else if (hasNoConnectionLeft(error)) {
    process.stderr.write(
      'comptoir: PostgreSQL has no connection left for all of this. See "Connections to PostgreSQL" in ' +
        'docs/operations.md, then raise its max_connections, or end what else is connected.\n',
    );
  } else {
    createLogger('info').fatal({ err: error }, 'comptoir could not do it');
  }
}
