// What every part of a server gets before any part has started.
import type { CalibratedPrinters } from '../calibration/calibrations.ts';
import type { Config } from '../config/config.ts';
import type { LiveConfig } from '../config/live/live-config.ts';
import type { RecentLog } from '../shared/log/recent-log.ts';
import type { Log } from '../shared/log/log.ts';

export interface ServerGiven {
  /** What the server was started with: for what cannot change while it runs. */
  readonly config: Config;
  /** What is in use: for everything else, read at each use. */
  readonly live: LiveConfig;
  readonly log: Log;
  /** The last lines of the log. */
  readonly recentLog: RecentLog;
  readonly startedAt: Date;
  /** By AE title, with their present calibration. */
  readonly printers: CalibratedPrinters;
}
