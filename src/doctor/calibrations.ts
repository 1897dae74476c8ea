// The doctor's checks of measured calibrations: they must be readable and must not have expired.
import { isExpired } from '../calibration/calibrations.ts';
import { sharedCurve } from '../calibration/curve/shared-curve.ts';
import { calibrationFolder, calibrationPath, readCalibrationFile } from '../calibration/store.ts';
import type { Config } from '../config/config.ts';
import { messageOf } from '../shared/errors/errors.ts';
import type { Printer } from '../shared/film/printer.ts';
import { ok, warning, type Finding } from './finding.ts';

function checkPrinter(
  printer: Printer,
  { data, calibrationExpiresDays: days }: Config,
  now: Date,
): readonly Finding[] {
  const { aeTitle, mediumName } = printer;
  try {
    const { current } = readCalibrationFile(calibrationPath(calibrationFolder(data), printer));
    // A printer without a calibration is not a finding: the ideal device is assumed.
    if (!current) return [];
    const what = `${aeTitle} on ${mediumName}, of ${current.measuredAt.slice(0, 10)}`;
    const shared = sharedCurve(printer);
    const sharing = shared === undefined ? [] : [ok('calibration', `${aeTitle}: ${shared}`)];
    if (!isExpired(new Date(current.measuredAt), days, now)) return [ok('calibration', what), ...sharing];
    return [
      ...sharing,
      warning(
        'calibration',
        `${what}: expired, older than ${days} days`,
        `print a new target ("hardcopy calibrate ${aeTitle} target") and measure it`,
      ),
    ];
  } catch (error) {
    return [warning('calibration', messageOf(error), `measure ${aeTitle} again`)];
  }
}

export function checkCalibrations(config: Config, now: Date = new Date()): readonly Finding[] {
  return config.printers.flatMap((printer) => checkPrinter(printer, config, now));
}
