// What every part of a server gets before any part has started.
import type { LogAlerts } from './audit/log-alerts.ts';
import type { CalibratedPrinters } from '../calibration/calibrations.ts';
import type { Config } from '../config/config.ts';
import type { LiveConfig } from '../config/live/live-config.ts';
import type { RecentLog } from '../shared/log/recent-log.ts';
import type { Log } from '../shared/log/log.ts';

export interface ServerGiven {
  /** The configuration at the start: for keys that cannot change while the server runs. */
  readonly config: Config;
  /** The configuration in use: for all other keys, read at each use. */
  readonly live: LiveConfig;
  readonly log: Log;
  /** The last lines of the log. */
  readonly recentLog: RecentLog;
  /** Lines of `log` that are security alerts. */
  readonly alerts: LogAlerts;
  readonly startedAt: Date;
  /** By AE title, with their present calibration. */
  readonly printers: CalibratedPrinters;
}
