// The calibrations of a running server. A changed calibration file applies from the next film on, without a restart:
// the file is checked whenever a printer is looked up.
import { statSync } from 'node:fs';
import { messageOf, systemCodeOf } from '../shared/errors/errors.ts';
import type { Log } from '../shared/log/log.ts';
import type { Printer } from '../shared/film/printer.ts';
import {
  calibrationPath,
  otherCalibratedMedia,
  readCalibrationFile,
  type StoredCalibration,
} from './store.ts';

const dayMs = 86_400_000;

export interface CalibrationsOptions {
  /** See `calibrationFolder`. */
  readonly folder: string;
  /** Age in days after which a calibration is reported as expired; 0: never. It stays in use. */
  readonly expiresDays: number;
  readonly log: Log;
  readonly now?: () => Date;
}

/** Whether a calibration is older than allowed. */
export function isExpired(measuredAt: Date, expiresDays: number, now: Date): boolean {
  return expiresDays > 0 && now.getTime() - measuredAt.getTime() > expiresDays * dayMs;
}

interface Known {
  /** Whether the file differs from the one that was read. */
  readonly stamp: string;
  readonly calibration: StoredCalibration | undefined;
  /** The last result of `of`, for the printer it was called with. */
  answer?: { readonly of: Printer; readonly expired: boolean; readonly printer: Printer };
}

export class Calibrations {
  readonly #options: CalibrationsOptions;
  readonly #known = new Map<string, Known>();
  readonly #now: () => Date;

  constructor(options: CalibrationsOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
  }

  /** The printer with the calibration that was measured for it, or as it is configured. */
  of(printer: Printer): Printer {
    const known = this.#look(printer);
    const { calibration } = known;
    if (!calibration) return printer;
    const date = new Date(calibration.measuredAt);
    const expired = isExpired(date, this.#options.expiresDays, this.#now());
    if (known.answer?.of !== printer || known.answer.expired !== expired) {
      if (expired) this.#warn(printer, date);
      const calibrated = { ...printer, calibration: calibration.points, lastCalibration: { date, expired } };
      known.answer = { of: printer, expired, printer: calibrated };
    }
    return known.answer.printer;
  }

  #warn({ aeTitle, mediumName }: Printer, date: Date): void {
    const { expiresDays } = this.#options;
    const measuredAt = date.toISOString();
    this.#options.log.warn('calibration.expired', {
      printer: aeTitle,
      medium: mediumName,
      measuredAt,
      expiresDays,
    });
  }

  #look(printer: Printer): Known {
    const file = calibrationPath(this.#options.folder, printer);
    const stamp = stampOf(file);
    const before = this.#known.get(file);
    if (before?.stamp === stamp) return before;
    const known = { stamp, calibration: stamp === '' ? undefined : this.#read(file, before) };
    this.#known.set(file, known);
    this.#notify(printer, known.calibration, before);
    return known;
  }

  #read(file: string, before: Known | undefined): StoredCalibration | undefined {
    try {
      return readCalibrationFile(file).current ?? undefined;
    } catch (error) {
      // Printing continues with the last valid calibration, if there was one.
      this.#options.log.error('calibration.unreadable', { file, error: messageOf(error) });
      return before?.calibration;
    }
  }

  #notify(
    { aeTitle, mediumName, calibration }: Printer,
    found: StoredCalibration | undefined,
    before?: Known,
  ): void {
    const { log } = this.#options;
    const fields = { printer: aeTitle, medium: mediumName };
    if (found && found !== before?.calibration) {
      const { measuredAt, who } = found;
      const overrides = calibration ? 'the calibration of the configuration' : undefined;
      log.info('calibration.in-use', { ...fields, measuredAt, who, ...(overrides ? { overrides } : {}) });
    } else if (!found && before?.calibration) log.info('calibration.forgotten', fields);
    if (found || before || calibration) return;
    const measuredOn = otherCalibratedMedia(this.#options.folder, { aeTitle, mediumName });
    if (measuredOn.length > 0) {
      log.warn('calibration.other-medium', { ...fields, measuredOn: measuredOn.join(', ') });
    }
  }
}

/** Empty if there is no such file. */
function stampOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return '';
    throw error;
  }
}

/** Printers by AE title, each with its current calibration. */
export class CalibratedPrinters extends Map<string, Printer> {
  readonly #calibrations: Pick<Calibrations, 'of'>;

  constructor(printers: readonly Printer[], calibrations: Pick<Calibrations, 'of'>) {
    super();
    this.#calibrations = calibrations;
    this.use(printers);
  }

  /** These printers from now on. */
  use(printers: readonly Printer[]): void {
    this.clear();
    for (const printer of printers) this.set(printer.aeTitle, printer);
  }

  /** A printer, of this map or not, with its present calibration. */
  calibrated(printer: Printer): Printer {
    return this.#calibrations.of(printer);
  }

  override get(aeTitle: string): Printer | undefined {
    const printer = super.get(aeTitle);
    return printer && this.#calibrations.of(printer);
  }

  override *values(): MapIterator<Printer> {
    for (const aeTitle of this.keys()) {
      const printer = this.get(aeTitle);
      if (printer) yield printer;
    }
  }
}
