// Texts of one language: messages in ICU syntax, dates and numbers of its locale. Values from outside (AE titles, names) are
// isolated, so that they do not reorder a text that runs from right to left.
import { IntlMessageFormat } from 'intl-messageformat';
import type { Catalog, TextKey } from './languages.ts';
import { messageParts, plainMessage, type MessageCatalog, type MessagePart, type Said } from './messages.ts';

export type TextValues = Readonly<Record<string, string | number>>;

export interface Texts {
  readonly locale: string;
  readonly t: (key: TextKey, values?: TextValues) => string;
  /** Clock time, with the day unless it is that of `now`. */
  readonly time: (at: string | Date, now: Date) => string;
  /** Clock time. */
  readonly clock: (at: Date) => string;
  /** Date and time in full. */
  readonly moment: (at: string | Date) => string;
  readonly day: (at: string | Date) => string;
  readonly number: (value: number) => string;
  readonly percent: (value: number) => string;
  /** A message of the server; `english` is used if the catalog lacks it. */
  readonly said: (message: Said, english: string, now: Date) => readonly MessagePart[];
  /** The same in one line, for messages and names. */
  readonly saidText: (message: Said, english: string, now: Date) => string;
  /** False: the texts of further pages are still being loaded. */
  readonly isComplete: boolean;
  /** Whether the catalogs have this key. */
  readonly has: (key: string) => key is TextKey;
  /** A duration such as 3 min. */
  readonly duration: (value: number, unit: 'second' | 'minute' | 'hour' | 'day') => string;
}

const isolated = (value: string | number) => (typeof value === 'string' ? `\u2068${value}\u2069` : value);

export interface TextOptions {
  /** The server's messages; undefined until loaded. */
  readonly messages?: MessageCatalog | undefined;
  /** IANA time zone of the server; default: that of the browser. */
  readonly timeZone?: string | undefined;
}

export function textsOf(
  locale: string,
  catalog: Partial<Catalog>,
  { messages, timeZone }: TextOptions = {},
): Texts {
  const zone = timeZone === undefined ? {} : { timeZone };
  const formats = new Map<TextKey, IntlMessageFormat>();
  const formatOf = (key: TextKey) => {
    const known = formats.get(key);
    if (known !== undefined) return known;
    const made = new IntlMessageFormat(catalog[key] ?? '', locale);
    formats.set(key, made);
    return made;
  };
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', ...zone });
  const dayAndClock = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...zone,
  });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long', ...zone });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...zone });
  // Calendar days of the server.
  const dates = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    ...zone,
  });
  const numbers = new Intl.NumberFormat(locale);
  const percents = new Intl.NumberFormat(locale, { style: 'percent' });
  const durations = new Map<string, Intl.NumberFormat>();
  const durationOf = (unit: string) => {
    const made =
      durations.get(unit) ?? new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' });
    durations.set(unit, made);
    return made;
  };
  const t: Texts['t'] = (key, values = {}) =>
    String(
      formatOf(key).format(
        Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isolated(value)])),
      ),
    );
  const has = (key: string): key is TextKey => Object.hasOwn(catalog, key);
  const word = (key: string) => (has(key) ? t(key) : key);
  const time: Texts['time'] = (at, now) => {
    const date = new Date(at);
    return (dates.format(date) === dates.format(now) ? clock : dayAndClock).format(date);
  };
  const said: Texts['said'] = (message, english, now) =>
    messageParts(
      {
        locale,
        catalog: messages,
        time: (at) => time(at, now),
        state: (name) => word(`state.${name}`),
        priority: (name) => word(`priority.${name}`),
      },
      message,
      english,
    );
  return {
    locale,
    t,
    isComplete: messages !== undefined,
    time,
    clock: (at) => clock.format(at),
    said,
    saidText: (message, english, now) => plainMessage(said(message, english, now)),
    has,
    moment: (at) => full.format(new Date(at)),
    day: (at) => days.format(new Date(at)),
    number: (value) => numbers.format(value),
    percent: (value) => percents.format(value / 100),
    duration: (value, unit) => durationOf(unit).format(value),
  };
}
