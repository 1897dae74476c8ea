// Whether a printer is still in the run in which it got a job, or has been restarted since: job ids may count from 1 again,
// and its jobs may be lost. Pure. Start at `runSince`. printer-up-time is RFC 8011 5.4.29.

/** Recorded when a job is sent. */
export interface Moment {
  /** printer-up-time, seconds since it was started; default: not reported. */
  readonly upTime?: number | undefined;
  /** By our clock, ms. */
  readonly at: number;
}

export interface LaterMoment extends Moment {
  /** printer-state-change-time, in the seconds of printer-up-time. */
  readonly stateChange?: number | undefined;
}

/** `unsure`: it may have been restarted. */
export const runs = ['same', 'other', 'unsure'] as const;
export type Run = (typeof runs)[number];

/** CUPS reports the time of day instead, in seconds since 1970; no printer has been on for 30 years. */
const isTimeOfDay = (upTime: number) => upTime > 1_000_000_000;
/** Seconds are rounded, and clocks drift. A restart takes longer than this. */
const toleranceSeconds = (elapsed: number) => 1.5 + elapsed * 0.01;

/** @param unbroken - whether the printer has answered every query since; otherwise it may have been off in between */
export function runSince(before: Moment | undefined, now: LaterMoment, unbroken: boolean): Run {
  const otherwise = unbroken ? 'same' : 'unsure';
  if (before?.upTime === undefined || now.upTime === undefined) return otherwise;
  if (now.upTime < before.upTime) return 'other';
  if (isTimeOfDay(before.upTime)) {
    // A printer that got a job has changed its state since; one that was restarted and lost the job has not.
    const changed = now.stateChange === undefined || now.stateChange >= before.upTime - 1;
    return changed ? otherwise : 'unsure';
  }
  const elapsed = Math.max(0, now.at - before.at) / 1000;
  const advance = now.upTime - before.upTime;
  const tolerance = toleranceSeconds(elapsed);
  // The value does not advance, or uses other units, or our clock was set back.
  if ((advance === 0 && elapsed > 2) || advance > elapsed + tolerance) return otherwise;
  return advance < elapsed - tolerance ? 'other' : 'same';
}
