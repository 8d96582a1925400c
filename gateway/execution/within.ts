import { Script, createContext } from 'node:vm';

export class TookTooLong extends Error {
  /** @param isBusy whether the machine left it less than a third of a core, so that it may be no fault of its own */
  constructor(
    ms: number,
    readonly isBusy: boolean,
  ) {
    super(`It took more than ${ms} ms.`);
  }
}

const world = createContext({ compute: undefined });
const computing = new Script('compute()');

/**
 * What `compute` answers, if it takes no longer than `ms`. It does nothing but compute, so nobody else would get a turn
 * to stop it. V8 stops it wherever it is, and no `finally` of it runs: it must leave nothing half done behind.
 * @throws {TookTooLong}
 */
export function within<T>(ms: number, compute: () => T): T {
  world['compute'] = compute;
  const before = process.threadCpuUsage();
  try {
    return computing.runInContext(world, { timeout: ms }) as T;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    const { user, system } = process.threadCpuUsage(before);
    throw new TookTooLong(ms, user + system < (ms * 1000) / 3);
  } finally {
    world['compute'] = undefined;
  }
}
