// Shared by the steps of `hardcopy calibrate`: options, the printer, the input files.
import { Calibrations } from '../../calibration/calibrations.ts';
import { calibrationFolder } from '../../calibration/store.ts';
import type { ReadFilmSize } from '../../shared/film/film-size-text.ts';
import type { Config } from '../../config/config.ts';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { silentLog } from '../../shared/log/log.ts';
import type { Printer } from '../../shared/film/printer.ts';
import type { CliContext } from '../context.ts';

export interface CalibrateOptions {
  readonly config?: string;
  readonly data?: string;
  readonly url?: URL;
  readonly json?: true;
  readonly to?: string;
  readonly test?: true;
  readonly levels?: number;
  readonly filmSize?: ReadFilmSize;
  readonly scannerCurve?: string;
  readonly whiteDensity?: number;
  readonly blackDensity?: number;
  readonly who?: string;
  readonly report?: string;
  readonly dryRun?: true;
}

export interface Work {
  readonly context: CliContext;
  readonly config: Config;
  readonly printer: Printer;
  readonly options: CalibrateOptions;
  readonly files: readonly string[];
}

export const usage = (message: string) => new SetupFailure('usage', message);

export function needFiles(files: readonly string[], count: number, what: string): void {
  if (files.length !== count) throw usage(`${what}; see "hardcopy calibrate --help"`);
}

/** The printer with its current calibration. */
export function calibrated({ config, printer }: Work): Printer {
  const folder = calibrationFolder(config.data);
  return new Calibrations({ folder, expiresDays: config.calibrationExpiresDays, log: silentLog }).of(printer);
}
