import fc from 'fast-check';
import type { UnreadableFile } from './source.ts';
import { countLines, textOf } from './text.ts';

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, size = bytes.length): Promise<string[]> {
  const chunks = [];
  for await (const chunk of textOf(inChunks(bytes, size))) chunks.push(chunk);
  return chunks;
}

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

const ENCODINGS: readonly (readonly [string, (text: string) => Buffer])[] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-8 with a byte order mark', (text) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16, little end first', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16, big end first', (text) => swapped(Buffer.from(`\uFEFF${text}`, 'utf16le'))],
];

it.each(ENCODINGS)('is read from %s, however it is cut into chunks', (_name, encoded) =>
  fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom('a', 'ü', '€', '😀', '\r', '\n', '\uFFFD') }),
      fc.integer({ min: 2, max: 9 }),
      async (text, size) => {
        const chunks = await read(encoded(text), size);
        expect(chunks.join('')).toBe(text);
        expect(chunks.join('|')).not.toContain('\r|\n');
      },
    ),
  ),
);

it.each([
  ['Latin-1', Buffer.from('name\r\nTeapot\rÜ\nKüche', 'latin1'), 3],
  ['a character that is cut short', Buffer.from('name\nKü').subarray(0, -1), 2],
  ['half a pair in UTF-16', Buffer.from('\uFEFFname\n\uD83D\n', 'utf16le'), 2],
])('tells the line of what is neither: %s', async (_what, bytes, line) => {
  for (const size of [2, 3, 5, bytes.length]) {
    const faults = await read(bytes, size).catch((error: UnreadableFile) => error.faults);
    expect(faults).toMatchObject([{ line, column: null }]);
  }
});

it.each([
  ['', 0],
  ['a', 1],
  ['a\n', 1],
  ['a\r\nb\r\n', 2],
  ['a\rb\rc', 3],
  ['a\n\r\rb\r\n\n', 5],
])('counts lines, whatever ends them: %j has %i', async (text, lines) => {
  for (const [, encoded] of ENCODINGS) {
    expect(await countLines(inChunks(encoded(text), 2))).toBe(lines);
  }
});
