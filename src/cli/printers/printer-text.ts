// Text of a printer and its devices for the status screen and `hardcopy printers`: states, supplies in percent, loaded media.
// Start at `printerLines`.
import type { ApiDevice, ApiPrinter } from '../../api/printer.ts';
import { mediaNameText } from '../../destinations/ipp/media/media-name.ts';
import { cut, paint, wrap, type Color, type Look } from '../terminal/style.ts';
import { plain } from '../terminal/terminal.ts';

/** What happens to a sentence that does not fit on its line. */
export type Long = 'cut' | 'wrap';

/** Column of a device's own message. */
const detailColumn = 38;

/** Percentages up to which a supply is shown as low, and as nearly empty. */
const low = 20;
const nearlyUsedUp = 5;

/** Text padded to a column; the color does not count for its width. */
interface Cell {
  readonly text: string;
  readonly color?: Color | undefined;
}

/** Cells padded to widths; the last one takes the rest of the line. */
export function columns(
  look: Look,
  indent: number,
  widths: readonly number[],
  cells: readonly Cell[],
): string {
  let left = look.columns - indent;
  const parts = cells.map(({ text, color }, index) => {
    const width = Math.min(widths[index] ?? left, left);
    const shown = cut(plain(text), width);
    left -= width + 2;
    const padded = index === cells.length - 1 ? shown : shown.padEnd(width);
    return paint(look, color, padded);
  });
  return (' '.repeat(indent) + parts.join('  ')).trimEnd();
}

/** A long text, wrapped. */
export function paragraph(look: Look, indent: number, text: string, color?: Color): readonly string[] {
  return wrap(plain(text), look.columns - indent).map(
    (line) => ' '.repeat(indent) + paint(look, color, cut(line, look.columns - indent)),
  );
}

function deviceState({ status, statusInfo, ready }: ApiDevice): Cell {
  if (status === 'NORMAL') return { text: 'ready', color: 'green' };
  if (status === 'UNKNOWN') return { text: 'not queried yet', color: 'dim' };
  return { text: statusInfo, color: ready ? 'yellow' : 'red' };
}

/** `Black Toner: 71 %   Tray 1: ?`, as many on a line as fit. */
function supplyLines(look: Look, indent: number, supplies: ApiDevice['supplies']): readonly string[] {
  const lines: { width: number; text: string }[] = [];
  for (const { name, percent } of supplies) {
    const label = `${plain(name)}: `;
    const level = percent === null ? '?' : `${percent} %`;
    const color = percent === null || percent > low ? undefined : percent > nearlyUsedUp ? 'yellow' : 'red';
    const width = label.length + level.length;
    const text = label + paint(look, color, level);
    const last = lines.at(-1);
    if (last && last.width + 3 + width <= look.columns - indent) {
      last.width += 3 + width;
      last.text += `   ${text}`;
    } else lines.push({ width, text });
  }
  return lines.map(({ text }) => ' '.repeat(indent) + text);
}

function deviceLines(look: Look, device: ApiDevice, long: Long): readonly string[] {
  const loaded =
    device.mediaReady.length === 0
      ? []
      : [`loaded: ${[...new Set(device.mediaReady.map(mediaNameText))].join(', ')}`];
  const detail = [device.required ? '' : 'best effort', device.model ?? '', device.detail]
    .filter((text) => text !== '')
    .join(': ');
  const start = [{ text: device.destination }, deviceState(device)];
  const [first = '', ...more] = long === 'cut' ? [detail] : wrap(plain(detail), look.columns - detailColumn);
  return [
    columns(look, 4, [14, 16], [...start, { text: first }]),
    ...more.map((text) => ' '.repeat(detailColumn) + text),
    ...supplyLines(look, 20, device.supplies),
    ...loaded.flatMap((text) => paragraph(look, 20, text, 'dim')),
  ];
}

/** A printer and its devices. */
export function printerLines(look: Look, printer: ApiPrinter, long: Long): readonly string[] {
  const { aeTitle, name, paused, pausedBy, status, statusInfo, jobsWaiting, calibration, removal } = printer;
  const state: Cell = paused
    ? { text: 'PAUSED', color: 'yellow' }
    : removal
      ? { text: 'DRAINING', color: 'yellow' }
      : status === 'NORMAL'
        ? { text: 'READY', color: 'green' }
        : { text: statusInfo, color: 'yellow' };
  const about = [
    removal ? 'being removed' : '',
    calibration?.expired === true ? 'calibration expired' : '',
    jobsWaiting === 0 ? '' : `${jobsWaiting} waiting`,
    paused ? `paused by ${pausedBy ?? 'unknown'}` : '',
    name,
  ];
  const text = about.filter((part) => part !== '').join(', ');
  return [
    columns(look, 2, [16, 16], [{ text: aeTitle, color: 'bold' }, state, { text }]),
    ...printer.devices.flatMap((device) => deviceLines(look, device, long)),
  ];
}
