import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until `probe` answers something, for what becomes true without being waited for. Fails after `withinMs`. */
export async function eventually<T>(
  probe: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  { withinMs = 60_000, what = 'what was expected' }: { withinMs?: number; what?: string } = {},
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not come about within ${withinMs} ms`);
    await sleep(25);
  }
}
