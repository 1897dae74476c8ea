// The screen of `hardcopy status`: printers with their devices, the queue, the last films, and what to do now. Pure: takes the
// server's answer and the look of the terminal, returns lines. Start at `statusScreen`.
import type { ApiJob } from '../../api/job.ts';
import type { ApiStatus, ApiTodo } from '../../api/server.ts';
import { clockTime, filmsText, localTime, shortState } from '../jobs/job-text.ts';
import { columns, paragraph, printerLines } from '../printers/printer-text.ts';
import { cut, paint, stateColor, type Look } from '../terminal/style.ts';
import { count } from '../terminal/tables.ts';
import { plain } from '../terminal/terminal.ts';
import { commandFor, forSameServer, type NamedServer } from '../server/same-server.ts';

function jobRow(look: Look, job: ApiJob, detail: string): string {
  const state = { text: shortState(job), color: stateColor(job.state) };
  return columns(look, 2, [12, 10, 9], [{ text: job.id }, { text: job.printer }, state, { text: detail }]);
}

/** What an unfinished job waits for or is doing; for a job that only waits for its turn, its films. */
function openRow(look: Look, job: ApiJob): string {
  const detail = job.reason === 'queued' ? filmsText(job) : job.detail;
  return jobRow(look, job, `${detail} (from ${job.callingAeTitle})`);
}

function endedRow(look: Look, job: ApiJob, at: string): string {
  const time = job.finishedAt ?? job.createdAt;
  const [day, clock] = localTime(time).split(' ');
  const when = day === localTime(at).split(' ')[0] ? clock : day;
  const detail = job.state === 'DONE' ? filmsText(job) : job.detail;
  return jobRow(look, job, `${when ?? ''}  ${detail} (from ${job.callingAeTitle})`);
}

function todoLines(look: Look, todo: ApiTodo, number: number, server: NamedServer): readonly string[] {
  const color = todo.severity === 'failure' ? 'red' : 'yellow';
  const [first = '', ...more] = paragraph(look, 5, forSameServer(todo.sentence, server));
  return [
    `  ${paint(look, color, `${number}.`)} ${first.slice(5)}`,
    ...more,
    ...(todo.command === null
      ? []
      : [`     ${paint(look, 'cyan', plain(commandFor(todo.command, server)))}`]),
  ];
}

function upTime(status: ApiStatus): string {
  const minutes = Math.floor((Date.parse(status.at) - Date.parse(status.startedAt)) / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/**
 * The whole screen, without a final line end.
 * @param server completes the commands that it suggests
 */
export function statusScreen(status: ApiStatus, look: Look, server: NamedServer = {}): string {
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
    ...status.printers.flatMap((printer) => printerLines(look, printer, 'cut')),
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
      ? [`  ${paint(look, 'green', 'Nothing.')}`]
      : status.todo.flatMap((todo, index) => todoLines(look, todo, index + 1, server))),
  ].join('\n');
}
