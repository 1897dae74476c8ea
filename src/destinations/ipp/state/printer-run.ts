// Whether a printer is still in the run in which it took a job, or was started again since: job ids may count from 1 then,
// and what it held may be lost. Pure. Start at `runSince`. printer-up-time is RFC 8011 5.4.29.

/** What is kept of the moment at which a job was handed over. */
export interface Moment {
  /** printer-up-time, seconds since it was started; default: it does not say. */
  readonly upTime?: number | undefined;
  /** By our clock, ms. */
  readonly at: number;
}

export interface LaterMoment extends Moment {
  /** printer-state-change-time, in the seconds of printer-up-time. */
  readonly stateChange?: number | undefined;
}

/** `unsure`: it may have been started again. */
export const runs = ['same', 'other', 'unsure'] as const;
export type Run = (typeof runs)[number];

/** CUPS gives the time of day instead, seconds since 1970; no printer has been on for 30 years. */
const isTimeOfDay = (upTime: number) => upTime > 1_000_000_000;
/** Seconds are whole, and clocks drift. A printer takes longer than that to start. */
const toleranceSeconds = (elapsed: number) => 1.5 + elapsed * 0.01;

/**
 * @param unbroken - whether it has answered every question since; else it may have been off in between
 */
export function runSince(before: Moment | undefined, now: LaterMoment, unbroken: boolean): Run {
  const otherwise = unbroken ? 'same' : 'unsure';
  if (before?.upTime === undefined || now.upTime === undefined) return otherwise;
  if (now.upTime < before.upTime) return 'other';
  if (isTimeOfDay(before.upTime)) {
    // One that took a job has changed its state since; one that was started again and lost the job has not.
    const changed = now.stateChange === undefined || now.stateChange >= before.upTime - 1;
    return changed ? otherwise : 'unsure';
  }
  const elapsed = Math.max(0, now.at - before.at) / 1000;
  const advance = now.upTime - before.upTime;
  const tolerance = toleranceSeconds(elapsed);
  // It stands still, or counts in other units, or our clock was set back.
  if ((advance === 0 && elapsed > 2) || advance > elapsed + tolerance) return otherwise;
  return advance < elapsed - tolerance ? 'other' : 'same';
}
