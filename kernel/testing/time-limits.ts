import { addEventHandler } from 'jest-circus';

// The runner of our tests knows no time limits, so that one hanging test would hold up all of them. What a file declares
// is therefore wrapped as it is declared.

/** Against what never ends, not for speed: a whole shop may have to start on a machine that has much else to do. */
const LIMIT_MS = process.env['COMPTOIR_DEEP'] === '1' ? 1_800_000 : 300_000;

addEventHandler((event, { currentDescribeBlock: block }) => {
  const declared =
    event.name === 'add_test'
      ? block.children.at(-1)
      : event.name === 'add_hook'
        ? block.hooks.at(-1)
        : undefined;
  if (!declared || declared.type === 'describeBlock') return;
  declared.fn = within(declared.timeout ?? LIMIT_MS, declared.fn as () => unknown);
});

function within(limitMs: number, run: () => unknown): () => Promise<unknown> {
  return async () => {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Error(`It did not end within ${limitMs / 1000} s.`)),
      limitMs,
    );
    try {
      return await Promise.race([run(), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
}
