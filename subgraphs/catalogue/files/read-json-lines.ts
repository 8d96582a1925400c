import { LONGEST_ROW, type SourceItem } from './source.ts';

/** What each line of a file says of a product. */
export async function* readJsonLines(text: AsyncIterable<string>): AsyncGenerator<SourceItem> {
  let line = 0;
  for await (const said of linesOf(text)) {
    line += 1;
    if (said === null || said.trim() !== '') yield itemOf(line, said);
  }
}

function itemOf(line: number, text: string | null): SourceItem {
  const place = (path: string) => ({ line, column: path === '' ? null : path });
  if (text === null) {
    const message = `A line has at most ${LONGEST_ROW} characters.`;
    return { line, value: null, faults: [{ line, column: null, message }], place };
  }
  try {
    return { line, value: JSON.parse(text), faults: [], place };
  } catch (error) {
    const at = /at position (\d+)/.exec((error as Error).message)?.[1];
    const column = at === undefined ? null : `character ${Number(at) + 1}`;
    return { line, value: null, faults: [{ line, column, message: 'This is not JSON.' }], place };
  }
}

/** Lines in constant memory: null stands for one that is too long. */
async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string | null> {
  let rest = '';
  let isTooLong = false;
  for await (const chunk of text) {
    const lines = (rest + chunk).split(/\r\n|\r|\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      yield isTooLong || line.length > LONGEST_ROW ? null : line;
      isTooLong = false;
    }
    if (rest.length > LONGEST_ROW) {
      isTooLong = true;
      rest = '';
    }
  }
  if (isTooLong) yield null;
  else if (rest !== '') yield rest;
}
