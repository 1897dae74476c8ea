// A log that winston writes. Apart from log.ts, because winston takes long to load and most commands write no log.
import winston from 'winston';
import type { Log, LogFields, LogLevel } from './log.ts';
import { LogOutput } from './log-output.ts';
import { visible } from './visible-text.ts';

export interface LogOptions {
  readonly level: LogLevel;
  /** `text` for users, `json` for collectors. */
  readonly format: 'text' | 'json';
  /** Where lines go; default: standard error, so that standard output has only the command's output. */
  readonly stream?: NodeJS.WritableStream;
}

/** One field as text: quoted when it holds spaces, quotes or control characters, so that a line stays a line. */
function fieldText(value: unknown): string {
  const text = String(value);
  return visible(text === '' || /[\s"=\u0000-\u001f\u007f]/.test(text) ? JSON.stringify(text) : text);
}

const textLine = winston.format.printf(({ level, message, timestamp, ...fields }) => {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${fieldText(value)}`);
  return [String(timestamp), level.padEnd(5), String(message), ...pairs].join(' ');
});

/** JSON escapes C0 by itself, but not the others. */
const jsonLine = winston.format.printf((line) => visible(JSON.stringify(line)));

/** A log whose level can change. */
export interface OpenLog extends Log {
  /** From the next line on, of child logs too. */
  setLevel(level: LogLevel): void;
}

/** Opens a log. Times are UTC, ISO 8601. */
export function createLog(options: LogOptions): OpenLog {
  const line = options.format === 'json' ? jsonLine : textLine;
  const format = winston.format.combine(winston.format.timestamp(), line);
  const output = new LogOutput(options.stream ?? process.stderr, (lines, reason) => {
    const lost = { level: 'warn', message: 'log.lines-lost', lines, reason };
    const written = format.transform({ ...lost, [Symbol.for('level')]: 'warn' }, {});
    return typeof written === 'object' ? `${String(written[Symbol.for('message')])}\n` : '';
  });
  const logger = winston.createLogger({
    level: options.level,
    levels: { error: 0, warn: 1, info: 2, debug: 3 },
    format,
    // winston types its transports as streams of its own copy of the stream classes.
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
    transports: [new winston.transports.Stream({ stream: output.asStream() })],
  });
  const face = (bound: LogFields): Log => {
    const at =
      (level: LogLevel) =>
      (event: string, fields: LogFields = {}) => {
        logger.log(level, event, { ...bound, ...fields });
      };
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: (fields) => face({ ...bound, ...fields }),
    };
  };
  return {
    ...face({}),
    setLevel: (level) => {
      logger.level = level;
    },
  };
}
