// The log as the rest of the program sees it: one line per event, an event name first, then its fields. No patient data at
// info or above. What writes the lines is winston-log.ts.

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A log whose lines all carry `fields` (association id, job id …). */
  child(fields: LogFields): Log;
}

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * A log in front of another one: `write` gets the lines from info up, which it may pass on; debug lines go through.
 * @param child makes the log for further fields
 */
export function logBefore(
  log: Log,
  write: (level: Exclude<LogLevel, 'debug'>, event: string, fields?: LogFields) => void,
  child: (fields: LogFields) => Log,
): Log {
  const at = (level: Exclude<LogLevel, 'debug'>) => (event: string, fields?: LogFields) => {
    write(level, event, fields);
  };
  return {
    debug: (event, fields) => {
      log.debug(event, fields);
    },
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child,
  };
}

/** A log that writes nothing: for tests and for commands that print their own output. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};
