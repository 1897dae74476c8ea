// Opens calibrations and constancy controls for the console: uploaded scans, the thread that measures, and the two services,
// for calibrations and for controls.
import path from 'node:path';
import { calibrationFolder } from '../../calibration/store.ts';
import { maxScanBytes } from '../../api/quality/calibrations.ts';
import { CalibrationDesk } from '../../quality/calibration-desk.ts';
import { ControlDesk } from '../../quality/control-desk.ts';
import { controlFolder, ControlStore } from '../../quality/controls/control-store.ts';
import { createQualityWork } from '../../quality/quality-threads.ts';
import { UploadedScans } from '../../quality/uploaded-scans.ts';
import type { CalibratedPrinters } from '../../calibration/calibrations.ts';
import type { Config } from '../../config/config.ts';
import type { LiveConfig } from '../../config/live/live-config.ts';
import type { Log } from '../../shared/log/log.ts';
import { qualityPorts, type QualityPorts } from './quality-ports.ts';

export interface OpenQuality {
  readonly ports: QualityPorts;
  /** Ends the thread and removes the scans. */
  readonly close: () => Promise<void>;
}

export interface OpenQualityOptions {
  readonly config: Pick<Config, 'data'>;
  readonly live: LiveConfig;
  readonly log: Log;
  readonly printers: CalibratedPrinters;
}

export async function openQuality({ config, live, log, printers }: OpenQualityOptions): Promise<OpenQuality> {
  const { data } = config;
  const scans = new UploadedScans(path.join(data, 'cache', 'scans'), maxScanBytes);
  await scans.open();
  const work = createQualityWork(log);
  const folder = calibrationFolder(data);
  const calibrations = new CalibrationDesk({ folder, scans, work, log });
  const store = new ControlStore(controlFolder(data));
  const settings = () => live.now.controls;
  const controls = new ControlDesk({ store, scans, work, settings, log });
  const expiresDays = () => live.now.calibrationExpiresDays;
  return {
    ports: qualityPorts({ printers, calibrations, controls, scans, folder, expiresDays }),
    close: async () => {
      await work.close();
      await scans.close();
    },
  };
}
