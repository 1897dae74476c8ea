// One-line texts of jobs: in lists, on the status screen and in `jobs --follow`.
import type { ApiJob } from '../../api/job.ts';
import type { ApiJobSummary } from '../../api/job-summary.ts';
import { cut, paint, stateColor, type Look } from '../terminal/style.ts';
import { plain } from '../terminal/terminal.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** 2026-03-01 10:00:05, in local time. */
export function localTime(iso: string): string {
  const time = new Date(iso);
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${clockTime(time)}`;
}

/** 10:00:05, in local time. */
export function clockTime(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
}

/** `2 × 14INX17IN STANDARD\\2,3` */
export function filmsText(job: Pick<ApiJob, 'films'> | Pick<ApiJobSummary, 'filmSizes'>): string {
  const films = 'films' in job ? job.films.map((film) => ({ ...film, films: 1 })) : job.filmSizes;
  const kinds = new Map<string, number>();
  for (const { filmSizeId, imageDisplayFormat, films: number } of films) {
    const kind = `${filmSizeId} ${imageDisplayFormat}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + number);
  }
  return [...kinds].map(([kind, number]) => (number === 1 ? kind : `${number} × ${kind}`)).join(', ');
}

/** The state for users, with the device's problem if that delays the job or ended it. */
export function stateText(job: Pick<ApiJob, 'state' | 'reason' | 'statusInfo'>): string {
  const state = shortState(job);
  // These DICOM terms add nothing to the state.
  const isPlain =
    ['NORMAL', 'QUEUED', 'UNKNOWN', 'JOB CANCELED'].includes(job.statusInfo) || state === 'HELD';
  return isPlain ? state : `${state} (${job.statusInfo})`;
}

/** The state for users, at most 9 characters: held and waiting jobs are PENDING only in DICOM. */
export function shortState({ state, reason }: Pick<ApiJob, 'state' | 'reason'>): string {
  if (reason === 'job-cancelled') return 'CANCELLED';
  if (state !== 'PENDING') return state;
  if (reason === 'held') return 'HELD';
  if (reason === 'waiting') return 'WAITING';
  return reason === 'retry' ? 'RETRY' : 'QUEUED';
}

/** Time, job, printer, state and details; cut to the width of the screen. */
export function jobLine(
  job: Pick<ApiJob, 'id' | 'printer' | 'state' | 'reason' | 'detail'>,
  time: Date,
  look: Look,
  whole: boolean,
): string {
  const start = `${clockTime(time)}  ${plain(job.id)}  ${plain(job.printer).padEnd(10)}  `;
  const state = shortState(job).padEnd(9);
  const room = look.columns - start.length - state.length - 2;
  const detail = plain(job.detail);
  const rest = whole ? detail : cut(detail, Math.max(10, room));
  return `${start}${paint(look, stateColor(job.state), state)}  ${rest}`.trimEnd();
}
