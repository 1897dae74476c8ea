// Tables for users: aligned columns without lines or colors, so that they look the same on a screen, in a file and in a mail.
// Scripts use --json.
import Table from 'cli-table3';
import { wrap } from './style.ts';
import { plain } from './terminal.ts';

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};
const style = { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true };

const trimLines = (text: string): string => text.replace(/[ \t]+$/gm, '');

/** Rows under a header line. */
export function listing(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({ chars: noLines, style, head: [...head] });
  for (const row of rows) table.push(row.map(plain));
  return trimLines(table.toString());
}

/** Minimum width of a column of text, characters. */
const narrowest = 24;

/**
 * Names and their values, one per line.
 * @param columns maximum width; longer values are wrapped; default: lines are not broken
 */
export function details(
  rows: readonly (readonly [name: string, value: string])[],
  columns = Infinity,
): string {
  const table = new Table({ chars: noLines, style });
  const room = Math.max(narrowest, columns - Math.max(...rows.map(([name]) => name.length)) - 2);
  for (const [name, value] of rows) {
    const text = plain(value);
    table.push([name, text.length > room ? wrap(text, room).join('\n') : text]);
  }
  return trimLines(table.toString());
}

/** `1 film`, `2 films` */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
