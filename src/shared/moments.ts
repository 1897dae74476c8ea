// Points in time as users write them, in an option or an API request: a day, a time, `yesterday`, `2h` ago. Days are those
// of this machine's time zone. Start at `momentOf`.

/** What `momentOf` understands, for a sentence. */
export const momentForms =
  'a date (2026-11-30), a date and time (2026-11-30T08:00), today, yesterday, or how long ago (30m, 2h, 3d, 2w)';

const minuteMs = 60_000;
const unitMs = { m: minuteMs, h: 60 * minuteMs, d: 24 * 60 * minuteMs, w: 7 * 24 * 60 * minuteMs } as const;
type Unit = keyof typeof unitMs;
const isUnit = (letter: string): letter is Unit => Object.hasOwn(unitMs, letter);

/**
 * The point in time that a text means; undefined for any other text.
 * @param end for a day, return its end instead of its beginning: `until yesterday` includes all of yesterday
 */
export function momentOf(
  text: string,
  { now, end }: { readonly now: Date; readonly end: boolean },
): Date | undefined {
  const plain = text.trim().toLowerCase();
  const days = { today: 0, yesterday: -1 }[plain];
  if (days !== undefined) return dayOf(now.getFullYear(), now.getMonth(), now.getDate() + days, end);
  const [, number = '', unit = ''] = /^(\d{1,5})([a-z])$/.exec(plain) ?? [];
  if (isUnit(unit)) return new Date(now.getTime() - Number(number) * unitMs[unit]);
  const day = /^(\d{4})(-?)(\d{2})\2(\d{2})$/.exec(plain);
  if (day) return realDay(Number(day[1]), Number(day[3]), Number(day[4]), end);
  return timeOf(plain);
}

function dayOf(year: number, month: number, date: number, end: boolean): Date {
  return new Date(year, month, date + (end ? 1 : 0));
}

/** Undefined for a day that does not exist in the calendar. */
function realDay(year: number, month: number, date: number, end: boolean): Date | undefined {
  const day = new Date(year, month - 1, date);
  const isReal = year >= 1900 && day.getMonth() === month - 1 && day.getDate() === date;
  return isReal ? dayOf(year, month - 1, date, end) : undefined;
}

/** A date and a time; in this machine's time zone unless the text has a zone. */
function timeOf(text: string): Date | undefined {
  const found =
    /^(\d{4})-(\d{2})-(\d{2})[t ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(z|[+-]\d{2}:\d{2})?$/.exec(text);
  if (!found) return undefined;
  const [, year, month, date, time = '', zone = ''] = found;
  if (!realDay(Number(year), Number(month), Number(date), false)) return undefined;
  const at = new Date(`${year}-${month}-${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
