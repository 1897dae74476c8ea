// Reads a password: twice from a terminal without showing it, or the first line of standard input. Start at `readPassword`.
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { SetupFailure } from '../../shared/errors/errors.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Characters of input that are read at most, so that a pipe without end cannot fill memory. */
const maxInputLength = 4096;

/**
 * @param input the process's standard input; tests pass another one
 * @throws SetupFailure `usage` when the two passwords differ, and when there is none
 */
export async function readPassword(
  { note }: Pick<Terminal, 'note'>,
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean } = process.stdin,
): Promise<string> {
  if (input.isTTY !== true) return firstLine(input);
  note('Password (at least 12 characters, not shown):');
  const first = await hiddenLine(input);
  note('Once more:');
  if ((await hiddenLine(input)) !== first)
    throw new SetupFailure('usage', 'the two passwords differ; nothing was changed');
  return first;
}

async function firstLine(input: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of input) {
    text += String(chunk);
    if (text.includes('\n') || text.length > maxInputLength) break;
  }
  const [line = ''] = text.split(/\r?\n/, 1);
  if (line === '') throw new SetupFailure('usage', 'standard input has no password in its first line');
  return line;
}

/** The line editor writes what is typed to its output, which drops it. */
async function hiddenLine(input: NodeJS.ReadableStream): Promise<string> {
  const output = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input, output, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
  }
}
