// What people may do to a job and to a printer, and the record that is kept of it. Every action may be repeated: what is
// so already changes nothing, and says so. Start at `JobAction`; spool.ts performs them.
import { unreachable } from '../../shared/errors/errors.ts';
import type { PrintPriority } from '../../shared/film/film.ts';
import type { Job, JobDestination, JobEvent } from './job-types.ts';

/**
 * Hold and release a job in the queue, cancel it (also in the device), try it again at once, print it elsewhere. Of one
 * that is UNKNOWN: `printed` says that it came out, `retry` sends it again.
 */
export type JobAction =
  | { readonly kind: 'hold' }
  | { readonly kind: 'release' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'printed' }
  | { readonly kind: 'move'; readonly printer: string }
  | { readonly kind: 'priority'; readonly priority: PrintPriority };

/** What became of an action: the job as it is now, and whether the action changed it. */
export interface ActionResult {
  readonly job: Job;
  readonly changed: boolean;
}

/** How a job is printed again; what is absent is as it was. */
export interface ReprintOptions {
  /** AE title. */
  readonly printer?: string | undefined;
  readonly copies?: number | undefined;
  /** The caller's own name for this request: asked twice, it is printed once. At most 64 characters count. */
  readonly requestId?: string | undefined;
}

/** One line of the history of a job or a printer. */
export interface ActionEntry {
  readonly at: Date;
  /** Who asked: a name for people, such as `console` or `cli:anna`. */
  readonly who: string;
  /** hold, release, cancel, retry, printed, move, priority, reprint, device-cancel, test-page, pause, resume, move-queue. */
  readonly action: string;
  /** A sentence. */
  readonly detail: string;
}

/** As the store keeps it. */
export interface ActionRecord extends ActionEntry {
  /** Sorts by time. */
  readonly id: string;
  readonly jobId: string | null;
  readonly printer: string | null;
  readonly requestId: string | null;
}

/** A printer of which nothing is started. */
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

/** Entries kept for one job, and for one printer: the newest. */
export const maxHistoryLength = 200;
const maxNameLength = 64;

/** A name as the record keeps it: bounded, one line. */
export function nameOf(who: string): string {
  return (
    who
      .replace(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, maxNameLength) || 'unknown'
  );
}

/** What the action asks of `transition`; `destinations` are those of the printer it moves to. */
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

/** What the record says of an action that changed a job. */
export function actionDetail(action: JobAction, before: Job): string {
  switch (action.kind) {
    case 'hold':
      return 'Held until it is released.';
    case 'release':
      return 'Released.';
    case 'cancel':
      return 'Cancelled.';
    case 'retry':
      return before.state === 'UNKNOWN'
        ? 'It did not come out: to be sent again.'
        : 'To be tried again at once.';
    case 'printed':
      return 'It came out.';
    case 'move':
      return `Moved from ${before.printer} to ${action.printer}.${cameOutText(before)}`;
    case 'priority':
      return `Priority ${action.priority} instead of ${before.priority}.`;
    default:
      throw unreachable(action);
  }
}

/** What of a job had come out before: of the next printer it comes out whole. */
function cameOutText({ deliveries }: Job): string {
  const done = deliveries.filter(({ state }) => state === 'DONE').map(({ destination }) => destination);
  return done.length === 0 ? '' : ` It had come out of ${done.join(', ')}.`;
}

/** What the change of a job leaves in devices: receipts of deliveries that are not done and that it gave up. */
export function deviceCancellationsOf(before: Job, after: Job): readonly DeviceCancellation[] {
  const left = after.printer === before.printer ? after.deliveries : [];
  const kept = new Set(left.flatMap(({ destination, receipt }) => (receipt === null ? [] : destination)));
  return before.deliveries.flatMap(({ destination, receipt, state }) =>
    receipt === null || state === 'DONE' || kept.has(destination)
      ? []
      : { jobId: before.id, printer: before.printer, destination, receipt },
  );
}
