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

const gap = 2;
/** Minimum width of a wrapped column, characters. */
const narrowestColumn = 12;

/** Widths of the columns, so that a row fits into `columns`. The first is never changed: it names the row. */
function columnWidths(cells: readonly (readonly string[])[], columns: number): readonly number[] {
  const widths = (cells[0] ?? []).map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  let excess = widths.reduce((sum, width) => sum + width + gap, -gap) - columns;
  while (excess > 0) {
    const widest = Math.max(...widths.slice(1));
    if (widest <= narrowestColumn) break;
    widths[widths.lastIndexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return widths;
}

/**
 * Rows under a header line. The first column is never broken.
 * @param columns maximum width: long texts are wrapped within their column; default: lines are not broken
 */
export function listing(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columns = Infinity,
): string {
  const table = new Table({ chars: noLines, style, head: [...head] });
  const cells = rows.map((row) => row.map(plain));
  const widths = columnWidths([head, ...cells], columns);
  for (const row of cells)
    table.push(
      row.map((text, index) =>
        text.length > (widths[index] ?? Infinity) ? wrap(text, widths[index] ?? Infinity).join('\n') : text,
      ),
    );
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
