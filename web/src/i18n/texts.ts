// Texts of one language: messages in ICU syntax, dates and numbers of its locale. Values from outside (AE titles, names) are
// isolated, so that they do not reorder a text that runs from right to left.
import { IntlMessageFormat } from 'intl-messageformat';
import type { Catalog, TextKey } from './languages.ts';

export type TextValues = Readonly<Record<string, string | number>>;

export interface Texts {
  readonly locale: string;
  readonly t: (key: TextKey, values?: TextValues) => string;
  /** Clock time, with the day if it is another one than that of `now`. */
  readonly time: (at: string | Date, now: Date) => string;
  /** Date and time in full. */
  readonly moment: (at: string | Date) => string;
  readonly day: (at: string | Date) => string;
  readonly number: (value: number) => string;
  readonly percent: (value: number) => string;
  /** A duration such as 3 min. */
  readonly duration: (value: number, unit: 'second' | 'minute' | 'hour' | 'day') => string;
}

const isolated = (value: string | number) => (typeof value === 'string' ? `\u2068${value}\u2069` : value);

const sameDay = (a: Date, b: Date) =>
  a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() && a.getDate() === b.getDate();

export function textsOf(locale: string, catalog: Catalog): Texts {
  const formats = new Map<TextKey, IntlMessageFormat>();
  const formatOf = (key: TextKey) => {
    const known = formats.get(key);
    if (known !== undefined) return known;
    const made = new IntlMessageFormat(catalog[key], locale);
    formats.set(key, made);
    return made;
  };
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const dayAndClock = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const numbers = new Intl.NumberFormat(locale);
  const percents = new Intl.NumberFormat(locale, { style: 'percent' });
  const durations = new Map<string, Intl.NumberFormat>();
  const durationOf = (unit: string) => {
    const made =
      durations.get(unit) ?? new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' });
    durations.set(unit, made);
    return made;
  };
  return {
    locale,
    t: (key, values = {}) =>
      String(
        formatOf(key).format(
          Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isolated(value)])),
        ),
      ),
    time: (at, now) => {
      const date = new Date(at);
      return (sameDay(date, now) ? clock : dayAndClock).format(date);
    },
    moment: (at) => full.format(new Date(at)),
    day: (at) => days.format(new Date(at)),
    number: (value) => numbers.format(value),
    percent: (value) => percents.format(value / 100),
    duration: (value, unit) => durationOf(unit).format(value),
  };
}
