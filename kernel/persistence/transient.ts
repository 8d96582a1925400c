import { isOutdated } from './preparing-client.ts';

/**
 * Connection loss, shutdown, deadlock, serialization failure, exhausted server, our own time limits: not the fault of
 * what was asked, so asking again may help. Source: PostgreSQL 18, appendix A, error codes.
 */
const TRANSIENT_STATE = /^(40001|40P01|08\w{3}|57P0[123]|53\w{3}|25P0[34])$/;
const TRANSIENT_MESSAGE =
  /Connection terminated|not queryable|Connection ended|connection is closed/i;

const NO_WAY_TO_IT = new Set(['connect', 'getaddrinfo']);

interface Failure {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly syscall?: unknown;
  readonly cause?: unknown;
  readonly previous?: unknown;
}

export function isTransient(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 5) return false;
  if (isOutdated(error)) return true;
  const { code, message, syscall, cause, previous } = error as Failure;
  // However a server is not there: a socket's file is missing, its name has no address, its network no route.
  if (typeof syscall === 'string' && NO_WAY_TO_IT.has(syscall)) return true;
  if (typeof code === 'string') {
    if (TRANSIENT_STATE.test(code) || code.startsWith('ECONN') || code === 'EPIPE') return true;
    if (/^[0-9A-Z]{5}$/.test(code)) return false;
  }
  // A connection that ended inside a transaction reports no code at all.
  if (typeof message === 'string' && TRANSIENT_MESSAGE.test(message)) return true;
  return isTransient(cause ?? previous, depth + 1);
}

/** Whether the database says that it has undone the whole transaction: serialization failure or deadlock. */
export const wasRolledBack = (error: unknown): boolean => says(error, ['40001', '40P01']);

/** Whether the server, the database or the role has as many connections as it may. */
export const hasNoConnectionLeft = (error: unknown): boolean => says(error, ['53300']);

function says(error: unknown, states: readonly unknown[], depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 5) return false;
  const { code, cause, previous } = error as Failure;
  return states.includes(code) || says(cause ?? previous, states, depth + 1);
}
