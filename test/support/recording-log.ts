// A log that a test can read.
import type { Log, LogFields, LogLevel } from '../../src/shared/log/log.ts';

export interface LogLine {
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: LogFields;
}

/** A log and the lines written to it and its children. */
export function recordingLog(): { readonly log: Log; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const face = (bound: LogFields): Log => {
    const at =
      (level: LogLevel) =>
      (event: string, fields: LogFields = {}) => {
        lines.push({ level, event, fields: { ...bound, ...fields } });
      };
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: (fields) => face({ ...bound, ...fields }),
    };
  };
  return { log: face({}), lines };
}
