// The state of a job as users see it: one of ten, from the DICOM state and the reason.
import type { ApiDelivery, ApiJob } from '../types.ts';

export const shownStates = [
  'queued',
  'held',
  'waiting',
  'retry',
  'printing',
  'printed',
  'partly',
  'unknown',
  'failed',
  'cancelled',
] as const;
export type ShownJobState = (typeof shownStates)[number];

/** Summaries have no deliveries; a DONE job then counts as printed. */
export type StateFacts = Pick<ApiJob, 'state' | 'reason'> & {
  readonly deliveries?: readonly Pick<ApiDelivery, 'state'>[];
};

export function shownState({ state, reason, deliveries = [] }: StateFacts): ShownJobState {
  switch (state) {
    case 'PENDING':
      return reason === 'held' || reason === 'waiting' || reason === 'retry' ? reason : 'queued';
    case 'PRINTING':
      return 'printing';
    case 'DONE':
      // DONE with a failed delivery: that of a best-effort destination.
      return deliveries.some((delivery) => delivery.state === 'FAILURE') ? 'partly' : 'printed';
    case 'FAILURE':
      return reason === 'job-cancelled' ? 'cancelled' : 'failed';
    case 'UNKNOWN':
      return 'unknown';
    default:
      return state satisfies never;
  }
}

export const jobActions = [
  'hold',
  'release',
  'retry',
  'printed',
  'move',
  'cancel',
  'reprint',
  'priority',
] as const;
export type JobActionName = (typeof jobActions)[number];

/** The actions to offer in a state, the most useful first. Whether an action is possible is decided by the server. */
export function possibleActions(state: ShownJobState, hasPixels: boolean): readonly JobActionName[] {
  const again: readonly JobActionName[] = hasPixels ? ['reprint'] : [];
  switch (state) {
    case 'queued':
      return ['hold', 'move', 'priority', 'cancel', ...again];
    case 'held':
      return ['release', 'move', 'priority', 'cancel', ...again];
    case 'waiting':
    case 'retry':
      return ['retry', 'move', 'hold', 'priority', 'cancel', ...again];
    case 'printing':
      return ['cancel', ...again];
    case 'printed':
    case 'partly':
      return again;
    case 'unknown':
      return hasPixels ? ['printed', 'retry', 'reprint'] : ['printed'];
    case 'failed':
    case 'cancelled':
      return hasPixels ? ['retry', 'move', 'reprint'] : [];
    default:
      return state satisfies never;
  }
}
