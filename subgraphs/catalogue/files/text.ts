import { UnreadableFile } from './source.ts';

const NOT_UTF_8 =
  'This is not UTF-8. Save the file as UTF-8, or as UTF-16 that begins with a byte order mark.';

export const breaksIn = (text: string): number => text.match(/\r\n?|\n/g)?.length ?? 0;

/**
 * The text of a file, in which no CR LF is cut in two, in constant memory.
 * @throws {UnreadableFile} unless it is UTF-8, or UTF-16 that begins with a byte order mark
 */
export async function* textOf(
  file: AsyncIterable<Buffer>,
  decoderFor = strictDecoder,
): AsyncGenerator<string> {
  let decode: Decode | null = null;
  let line = 1;
  let held = '';
  for await (const chunk of file) {
    decode ??= decoderFor(chunk);
    const text = held + decode(chunk, (before) => line + breaksIn(held + before));
    held = text.endsWith('\r') ? '\r' : '';
    const whole = text.slice(0, text.length - held.length);
    line += breaksIn(whole);
    yield whole;
  }
  if (decode) yield held + decode(undefined, () => line + breaksIn(held));
}

/** How many lines a file has, even one that cannot be read. */
export async function countLines(file: AsyncIterable<Buffer>): Promise<number> {
  let lines = 0;
  let last = '\n';
  for await (const text of textOf(file, lenientDecoder)) {
    lines += breaksIn(text);
    last = text.at(-1) ?? last;
  }
  return breaksIn(last) > 0 ? lines : lines + 1;
}

/** Without a chunk, what is left. */
type Decode = (chunk: Buffer | undefined, lineBehind: (before: string) => number) => string;

function strictDecoder(beginning: Buffer): Decode {
  const encoding = encodingOf(beginning);
  const strict = new TextDecoder(encoding, { fatal: true });
  // The strict one does not tell where it fails.
  const lenient = new TextDecoder(encoding);
  return (chunk, lineBehind) => {
    const options = { stream: chunk !== undefined };
    const text = lenient.decode(chunk, options);
    try {
      return strict.decode(chunk, options);
    } catch {
      const line = lineBehind(text.slice(0, text.indexOf('\uFFFD')));
      throw new UnreadableFile([{ line, column: null, message: NOT_UTF_8 }]);
    }
  };
}

function lenientDecoder(beginning: Buffer): Decode {
  const decoder = new TextDecoder(encodingOf(beginning));
  return (chunk) => decoder.decode(chunk, { stream: chunk !== undefined });
}

function encodingOf(beginning: Buffer): string {
  if (beginning[0] === 0xff && beginning[1] === 0xfe) return 'utf-16le';
  return beginning[0] === 0xfe && beginning[1] === 0xff ? 'utf-16be' : 'utf-8';
}
