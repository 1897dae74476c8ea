// The one screen of `hardcopy status`: printers with what stands behind them, the queue, the last films, and what to do
// now. Pure: the server's answer and the look of the terminal in, lines out. Begin at `statusScreen`.
import type { ApiDevice, ApiJob, ApiPrinter, ApiStatus, ApiTodo } from './api-client.ts';
import { clockTime, filmsText, localTime, shortState } from './job-text.ts';
import { cut, paint, stateColour, wrap, type Colour, type Look } from './style.ts';
import { count } from './tables.ts';
import { plain } from './terminal.ts';

/** Percent at and below which a supply is shown as low, and as nearly used up. */
const low = 20;
const nearlyUsedUp = 5;

/** Text in a column, with a colour that does not count for its width. */
interface Cell {
  readonly text: string;
  readonly colour?: Colour | undefined;
}

/** Cells padded to widths; the last takes what is left of the line. */
function columns(look: Look, indent: number, widths: readonly number[], cells: readonly Cell[]): string {
  let left = look.columns - indent;
  const parts = cells.map(({ text, colour }, index) => {
    const width = Math.min(widths[index] ?? left, left);
    const shown = cut(plain(text), width);
    left -= width + 2;
    const padded = index === cells.length - 1 ? shown : shown.padEnd(width);
    return paint(look, colour, padded);
  });
  return (' '.repeat(indent) + parts.join('  ')).trimEnd();
}

/** Lines of a text that may be long, below one another. */
function paragraph(look: Look, indent: number, text: string, colour?: Colour): readonly string[] {
  return wrap(plain(text), look.columns - indent).map(
    (line) => ' '.repeat(indent) + paint(look, colour, cut(line, look.columns - indent)),
  );
}

function deviceState({ status, statusInfo, ready }: ApiDevice): Cell {
  if (status === 'NORMAL') return { text: 'ready', colour: 'green' };
  if (status === 'UNKNOWN') return { text: 'not asked yet', colour: 'dim' };
  return { text: statusInfo, colour: ready ? 'yellow' : 'red' };
}

/** `Black Toner: 71 %   Tray 1: ?`, as many on a line as fit. */
function supplyLines(look: Look, indent: number, supplies: ApiDevice['supplies']): readonly string[] {
  const lines: { width: number; text: string }[] = [];
  for (const { name, percent } of supplies) {
    const label = `${plain(name)}: `;
    const level = percent === null ? '?' : `${percent} %`;
    const colour = percent === null || percent > low ? undefined : percent > nearlyUsedUp ? 'yellow' : 'red';
    const width = label.length + level.length;
    const text = label + paint(look, colour, level);
    const last = lines.at(-1);
    if (last && last.width + 3 + width <= look.columns - indent) {
      last.width += 3 + width;
      last.text += `   ${text}`;
    } else lines.push({ width, text });
  }
  return lines.map(({ text }) => ' '.repeat(indent) + text);
}

function deviceLines(look: Look, device: ApiDevice): readonly string[] {
  const loaded = device.mediaReady.length === 0 ? [] : [`loaded: ${device.mediaReady.join(', ')}`];
  const told = [device.required ? '' : 'best effort', device.model ?? '', device.detail]
    .filter((text) => text !== '')
    .join(': ');
  return [
    columns(look, 4, [14, 16], [{ text: device.destination }, deviceState(device), { text: told }]),
    ...supplyLines(look, 20, device.supplies),
    ...loaded.flatMap((text) => paragraph(look, 20, text, 'dim')),
  ];
}

function printerLines(look: Look, printer: ApiPrinter): readonly string[] {
  const { aeTitle, name, paused, pausedBy, status, statusInfo, jobsWaiting } = printer;
  const state: Cell = paused
    ? { text: 'PAUSED', colour: 'yellow' }
    : status === 'NORMAL'
      ? { text: 'READY', colour: 'green' }
      : { text: statusInfo, colour: 'yellow' };
  const about = [
    jobsWaiting === 0 ? '' : `${jobsWaiting} waiting`,
    paused ? `paused by ${pausedBy ?? 'unknown'}` : '',
    name,
  ];
  const text = about.filter((part) => part !== '').join(', ');
  return [
    columns(look, 2, [16, 16], [{ text: aeTitle, colour: 'bold' }, state, { text }]),
    ...printer.devices.flatMap((device) => deviceLines(look, device)),
  ];
}

function jobRow(look: Look, job: ApiJob, told: string): string {
  const state = { text: shortState(job), colour: stateColour(job.state) };
  return columns(look, 2, [12, 10, 9], [{ text: job.id }, { text: job.printer }, state, { text: told }]);
}

/** What a job that has not ended waits for, or is doing; of one that only waits for its turn, what it is. */
function openRow(look: Look, job: ApiJob): string {
  const told = job.reason === 'queued' ? filmsText(job) : job.detail;
  return jobRow(look, job, `${told} (from ${job.callingAeTitle})`);
}

function endedRow(look: Look, job: ApiJob, at: string): string {
  const time = job.finishedAt ?? job.createdAt;
  const [day, clock] = localTime(time).split(' ');
  const when = day === localTime(at).split(' ')[0] ? clock : day;
  const told = job.state === 'DONE' ? filmsText(job) : job.detail;
  return jobRow(look, job, `${when ?? ''}  ${told} (from ${job.callingAeTitle})`);
}

function todoLines(look: Look, todo: ApiTodo, number: number): readonly string[] {
  const colour = todo.severity === 'failure' ? 'red' : 'yellow';
  const [first = '', ...more] = paragraph(look, 5, todo.sentence);
  return [
    `  ${paint(look, colour, `${number}.`)} ${first.slice(5)}`,
    ...more,
    ...(todo.command === null ? [] : [`     ${paint(look, 'cyan', plain(todo.command))}`]),
  ];
}

function upTime(status: ApiStatus): string {
  const minutes = Math.floor((Date.parse(status.at) - Date.parse(status.startedAt)) / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/** All of it, without a line end at the end. */
export function statusScreen(status: ApiStatus, look: Look): string {
  const heading = (text: string, more = '') =>
    `${paint(look, 'bold', text)}${more === '' ? '' : `  ${more}`}`;
  const title = `Hardcopy ${status.version}, DICOM port ${status.dicomPort}, up ${upTime(status)}, ${count(status.associations, 'association')}`;
  const clock = clockTime(new Date(status.at));
  const unshown = status.waiting - status.next.length;
  const queue = [...status.printing, ...status.next];
  return [
    `${cut(plain(title), look.columns - clock.length - 2).padEnd(look.columns - clock.length)}${clock}`,
    '',
    heading('PRINTERS'),
    ...status.printers.flatMap((printer) => printerLines(look, printer)),
    '',
    heading('QUEUE', `${status.printing.length} printing, ${status.waiting} waiting`),
    ...queue.map((job) => openRow(look, job)),
    ...(unshown > 0 ? [`  … and ${unshown} more`] : []),
    '',
    heading('LAST FILMS', status.last.length === 0 ? 'none yet' : ''),
    ...status.last.map((job) => endedRow(look, job, status.at)),
    '',
    heading('WHAT TO DO NOW'),
    ...(status.todo.length === 0
      ? [`  ${paint(look, 'green', 'Nothing: all is well.')}`]
      : status.todo.flatMap((todo, index) => todoLines(look, todo, index + 1))),
  ].join('\n');
}
