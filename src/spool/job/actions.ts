// The actions of users on jobs and printers, and the record of each. Every action is idempotent: an action that changes nothing
// reports that. Start at `JobAction`; spool.ts performs the actions.
import { unreachable } from '../../shared/errors/errors.ts';
import type { MagnificationType, PrintPriority } from '../../shared/film/film.ts';
import type { FilmSize } from '../../shared/film/film-sizes.ts';
import type { Job, JobDestination, JobEvent } from './job-types.ts';

/**
 * Holds or releases a job in the queue, cancels it (on the device too), retries it at once, or prints it on another printer.
 * For an UNKNOWN job, `printed` confirms that it came out, and `retry` sends it again.
 */
export type JobAction =
  | { readonly kind: 'hold' }
  | { readonly kind: 'release' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'printed' }
  | { readonly kind: 'move'; readonly printer: string }
  | { readonly kind: 'priority'; readonly priority: PrintPriority };

/** The result of an action: the job as it is now, and whether the action changed it. */
export interface ActionResult {
  readonly job: Job;
  readonly changed: boolean;
}

/** How a job is printed again; omitted properties are those of the original job. */
export interface ReprintOptions {
  /** AE title. */
  readonly printer?: string | undefined;
  readonly copies?: number | undefined;
  /** Films of the job to print, from 1, ascending; at least one. */
  readonly pages?: readonly number[] | undefined;
  readonly filmSize?: FilmSize | undefined;
  readonly magnification?: MagnificationType | undefined;
  /** Medium Type (2000,0030). */
  readonly mediumType?: string | undefined;
  /** One more line of text along the top of each film. */
  readonly header?: string | undefined;
  /** The caller's own name for this request: requested twice, it is printed once. At most 64 characters count. */
  readonly requestId?: string | undefined;
}

/** One entry in the history of a job or a printer. */
export interface ActionEntry {
  readonly at: Date;
  /** The requester: a name shown to users, such as `console` or `cli:anna`. */
  readonly who: string;
  /** hold, release, cancel, retry, printed, move, priority, reprint, device-cancel, test-page, pause, resume, move-queue. */
  readonly action: string;
  /** A sentence. */
  readonly detail: string;
  /** The same for other languages; undefined for sentences without one. */
  readonly note?: ActionNote | undefined;
}

/**
 * The sentence of an entry for other languages: a code of `history.` in src/api/messages/job-messages.ts, and the values of its
 * sentence.
 */
export interface ActionNote {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** An entry as the store keeps it. */
export interface ActionRecord extends ActionEntry {
  /** Sorts by time. */
  readonly id: string;
  readonly jobId: string | null;
  readonly printer: string | null;
  readonly requestId: string | null;
}

/** A printer that starts no jobs. */
export interface PausedPrinter {
  /** AE title. */
  readonly printer: string;
  readonly at: Date;
  readonly who: string;
}

/** A job that a device may hold and that is no longer wanted. */
export interface DeviceCancellation {
  readonly jobId: string;
  /** AE title. */
  readonly printer: string;
  readonly destination: string;
  readonly receipt: string;
}

/** Number of entries kept per job, and per printer: the newest. */
export const maxHistoryLength = 200;
const maxNameLength = 64;

/** A name as the record keeps it: limited in length, one line. */
export function nameOf(who: string): string {
  return (
    who
      .replace(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, maxNameLength) || 'unknown'
  );
}

/** The event for `transition` that performs the action; `destinations` are those of the printer it moves to. */
export function eventOf(action: JobAction, destinations: readonly JobDestination[]): JobEvent {
  switch (action.kind) {
    case 'hold':
      return { kind: 'held' };
    case 'release':
      return { kind: 'released' };
    case 'cancel':
      return { kind: 'cancelled' };
    case 'retry':
      return { kind: 'retried' };
    case 'printed':
      return { kind: 'printed' };
    case 'move':
      return { kind: 'moved', printer: action.printer, destinations };
    case 'priority':
      return { kind: 'prioritized', priority: action.priority };
    default:
      throw unreachable(action);
  }
}

/** The entry for an action that changed a job. */
export function actionDetail(action: JobAction, before: Job): string {
  switch (action.kind) {
    case 'hold':
      return 'Held until it is released.';
    case 'release':
      return 'Released.';
    case 'cancel':
      return 'Cancelled.';
    case 'retry':
      return before.state === 'UNKNOWN' ? 'It was not printed: to be sent again.' : 'To be retried at once.';
    case 'printed':
      return 'It was printed.';
    case 'move':
      return `Moved from ${before.printer} to ${action.printer}.${cameOutText(before)}`;
    case 'priority':
      return `Priority ${action.priority} instead of ${before.priority}.`;
    default:
      throw unreachable(action);
  }
}

/** The same entry as code and values. */
export function actionNote(action: JobAction, before: Job): ActionNote {
  switch (action.kind) {
    case 'hold':
    case 'release':
    case 'cancel':
    case 'printed':
      return { code: action.kind, params: {} };
    case 'retry':
      return { code: before.state === 'UNKNOWN' ? 'send-again' : 'retry', params: {} };
    case 'move': {
      const params = { from: before.printer, to: action.printer };
      const printed = doneDestinations(before);
      return printed.length === 0
        ? { code: 'move', params }
        : { code: 'move-printed', params: { ...params, printed: printed.join(', ') } };
    }
    case 'priority':
      return { code: 'priority', params: { from: before.priority, to: action.priority } };
    default:
      throw unreachable(action);
  }
}

const doneDestinations = ({ deliveries }: Job): readonly string[] =>
  deliveries.filter(({ state }) => state === 'DONE').map(({ destination }) => destination);

/** Notes which part of the job was printed before it moved: the new printer prints it completely. */
function cameOutText(job: Job): string {
  const done = doneDestinations(job);
  return done.length === 0 ? '' : ` It was already printed on ${done.join(', ')}.`;
}

/** Device cancellations that a change of a job requires: for the receipts of unfinished deliveries that it gave up. */
export function deviceCancellationsOf(before: Job, after: Job): readonly DeviceCancellation[] {
  const left = after.printer === before.printer ? after.deliveries : [];
  const kept = new Set(left.flatMap(({ destination, receipt }) => (receipt === null ? [] : destination)));
  return before.deliveries.flatMap(({ destination, receipt, state }) =>
    receipt === null || state === 'DONE' || kept.has(destination)
      ? []
      : { jobId: before.id, printer: before.printer, destination, receipt },
  );
}
