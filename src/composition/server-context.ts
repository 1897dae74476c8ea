// What every part of a server gets before any part has started.
import type { CalibratedPrinters } from '../calibration/calibrations.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../shared/log/log.ts';

export interface ServerGiven {
  readonly config: Config;
  readonly log: Log;
  readonly startedAt: Date;
  /** By AE title, with their present calibration. */
  readonly printers: CalibratedPrinters;
}
