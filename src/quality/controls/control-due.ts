// When the next control of a printer is due: some days after the last one, by the calendar of the server. Pure.
import type { ControlKind } from './control.ts';

/** Days from one control to the next; 0: never due. */
export interface ControlPeriods {
  readonly dailyDays: number;
  readonly weeklyDays: number;
}

/** `never`: not required, or there is no reference yet. */
export type DueState = 'never' | 'current' | 'due' | 'overdue';

export interface Due {
  readonly state: DueState;
  /** The day on which the next control is due: 2026-12-01; null: never. */
  readonly on: string | null;
}

const dayOf = (at: Date): string =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-');

/**
 * @param since of the last control of this kind, else of the reference; undefined: there is no reference
 * @param days from one to the next
 */
export function dueOf(since: Date | undefined, days: number, now: Date): Due {
  if (since === undefined || days === 0) return { state: 'never', on: null };
  const next = new Date(since);
  next.setDate(next.getDate() + days);
  const [on, today] = [dayOf(next), dayOf(now)];
  if (on === today) return { state: 'due', on };
  return { state: on < today ? 'overdue' : 'current', on };
}

interface Recorded {
  readonly kind: ControlKind;
  readonly at: string;
}

/** Due dates of both kinds. A weekly control has all steps of a daily one, so it counts as one. */
export function dueDates(
  reference: { readonly at: string } | undefined,
  records: readonly Recorded[],
  { dailyDays, weeklyDays }: ControlPeriods,
  now: Date,
): Readonly<Record<ControlKind, Due>> {
  const latest = (counts: (kind: ControlKind) => boolean) => {
    if (reference === undefined) return undefined;
    const times = records.filter(({ kind }) => counts(kind)).map(({ at }) => at);
    return new Date([reference.at, ...times].toSorted().at(-1) ?? reference.at);
  };
  return {
    daily: dueOf(
      latest(() => true),
      dailyDays,
      now,
    ),
    weekly: dueOf(
      latest((kind) => kind === 'weekly'),
      weeklyDays,
      now,
    ),
  };
}
