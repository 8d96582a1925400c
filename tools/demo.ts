import { runToEnd } from '#kernel/runtime/program.ts';
import { readSettings } from '#kernel/runtime/settings.ts';
import { play } from '../examples/play.ts';

const dim = (text: string) => (process.stdout.isTTY ? `\u001B[2m${text}\u001B[0m` : text);
const indented = (text: string) => text.replaceAll(/^/gm, '   ');
const bold = (text: string) => (process.stdout.isTTY ? `\u001B[1m${text}\u001B[0m` : text);

const USAGE = {
  usage: 'npm run demo -- [--url http://127.0.0.1:4000]',
  options: { url: { type: 'string' } },
} as const;

/** Plays the examples against a running server and shows what happens. */
await runToEnd(USAGE, async ({ values }) => {
  const url = values.url ?? `http://127.0.0.1:${readSettings().PORT}`;
  await play({
    url,
    onExample: ({ name, as }) => process.stdout.write(`\n${bold(name)} ${dim(`(${as})`)}\n`),
    onAnswer: (data) => process.stdout.write(`${indented(summary(data))}\n`),
  });
  process.stdout.write(`\n${bold('That was everything.')} Now try it yourself: ${url}/explore\n`);
});

/** A status change reads as one line; anything else as JSON that is not too long, and without secrets. */
function summary(data: unknown): string {
  const change = (
    data as { paymentStatusChanged?: { status: string; reason: string | null; occurredAt: string } }
  ).paymentStatusChanged;
  if (change)
    return `${change.occurredAt.slice(11, 23)}  ${change.status}${change.reason ? ` (${change.reason})` : ''}`;
  const json = JSON.stringify(
    data,
    (key, value: unknown) => (/token|secret/i.test(key) ? '…' : value),
    2,
  );
  const lines = json.split('\n');
  return lines.length > 30
    ? [...lines.slice(0, 30), `… ${lines.length - 30} more lines`].join('\n')
    : json;
}
