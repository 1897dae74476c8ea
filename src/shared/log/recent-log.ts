// The last lines of the log, in memory, for the console. Lines of level debug are not kept: they may name patients. Bounded by lines
// and by characters. Start at `RecentLog`.
import { logBefore, type Log, type LogFields, type LogLevel } from './log.ts';

export type KeptLevel = Exclude<LogLevel, 'debug'>;

export interface KeptLine {
  /** Lines are numbered from 1. */
  readonly number: number;
  readonly at: Date;
  readonly level: KeptLevel;
  readonly event: string;
  readonly fields: Readonly<Record<string, string | number | boolean>>;
}

export interface LineQuery {
  /** The lowest level. */
  readonly level: KeptLevel;
  /** Words that must all be in the line, without case. */
  readonly text?: string;
  readonly offset: number;
  readonly limit: number;
  /** Number of the newest line to use. */
  readonly upTo?: number;
}

export interface LinePage {
  /** Newest first. */
  readonly lines: readonly KeptLine[];
  /** Lines that match. */
  readonly total: number;
  readonly newest: number;
  readonly oldestAt: Date | undefined;
}

const maxLines = 4_000;
const maxCharacters = 1_000_000;
const maxFieldLength = 500;
const maxFields = 24;
const ranks: Readonly<Record<KeptLevel, number>> = { info: 0, warn: 1, error: 2 };

const lineText = ({ event, level, fields }: Omit<KeptLine, 'number' | 'at'>) =>
  [level, event, ...Object.entries(fields).map(([key, value]) => `${key}=${value}`)].join(' ');

export class RecentLog {
  readonly #limits: { readonly lines: number; readonly characters: number };
  /** Oldest first, with the number of their characters. */
  #kept: { readonly line: KeptLine; readonly length: number }[] = [];
  #characters = 0;
  #newest = 0;

  constructor(limits: { readonly lines?: number; readonly characters?: number } = {}) {
    this.#limits = { lines: limits.lines ?? maxLines, characters: limits.characters ?? maxCharacters };
  }

  /** The same log, whose lines are kept. */
  keeping(log: Log): Log {
    return this.#face(log, {});
  }

  page({ level, text = '', offset, limit, upTo = this.#newest }: LineQuery): LinePage {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const matching = this.#kept
      .filter(({ line }) => {
        if (line.number > upTo || ranks[line.level] < ranks[level]) return false;
        if (words.length === 0) return true;
        const written = lineText(line).toLowerCase();
        return words.every((word) => written.includes(word));
      })
      .map(({ line }) => line)
      .reverse();
    return {
      lines: matching.slice(offset, offset + limit),
      total: matching.length,
      newest: this.#newest,
      oldestAt: this.#kept[0]?.line.at,
    };
  }

  #face(log: Log, bound: LogFields): Log {
    return logBefore(
      log,
      (level, event, fields) => {
        this.#keep(level, event, { ...bound, ...fields });
        log[level](event, fields);
      },
      (fields) => this.#face(log.child(fields), { ...bound, ...fields }),
    );
  }

  #keep(level: KeptLevel, event: string, given: LogFields): void {
    this.#newest += 1;
    const fields = Object.fromEntries(
      Object.entries(given)
        .slice(0, maxFields)
        .flatMap(([key, value]) => (value === undefined ? [] : [[key, shortened(value)] as const])),
    );
    const line: KeptLine = { number: this.#newest, at: new Date(), level, event, fields };
    const { length } = lineText(line);
    this.#kept.push({ line, length });
    this.#characters += length;
    const { lines, characters } = this.#limits;
    while (this.#kept.length > lines || this.#characters > characters) {
      // A tenth at once: moving all of them for each line would cost more than the line.
      const removed = this.#kept.splice(0, Math.max(1, Math.floor(this.#kept.length / 10)));
      this.#characters -= removed.reduce((sum, one) => sum + one.length, 0);
    }
  }
}

const shortened = (value: string | number | boolean) =>
  typeof value === 'string' && value.length > maxFieldLength ? `${value.slice(0, maxFieldLength)}…` : value;
