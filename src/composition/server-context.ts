// What every part of a server is given, before any has started.
import type { CalibratedPrinters } from '../calibration/calibrations.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../shared/log/log.ts';

export interface ServerGiven {
  readonly config: Config;
  readonly log: Log;
  readonly startedAt: Date;
  /** By AE title, as they are calibrated now. */
  readonly printers: CalibratedPrinters;
}
