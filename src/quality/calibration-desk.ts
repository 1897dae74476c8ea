// The operations of API users on calibrations: measure a target, read the result, accept or discard it. The curves and the
// verdict are those of `hardcopy calibrate`. Start at `CalibrationDesk`.
import { measureOptions, type MeasureWishes } from './measure-wishes.ts';
import type { Calibration } from '../calibration/report/report.ts';
import {
  acceptMeasurement,
  addMeasurement,
  discardMeasurement,
  openMeasurements,
  readMeasurement,
  type IdentifiedCalibration,
} from '../calibration/measurements.ts';
import {
  calibrationPath,
  idOf,
  readCalibrationFile,
  type CalibratedPrinter,
  type CalibrationFile,
} from '../calibration/store.ts';
import { SetupFailure } from '../shared/errors/errors.ts';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import type { Log } from '../shared/log/log.ts';
import { renderPrinterOf } from '../render/medium.ts';
import type { Printer } from '../shared/film/printer.ts';
import type { QualityWork } from './quality-threads.ts';
import type { UploadedScans } from './uploaded-scans.ts';

export interface CalibrationDeskOptions {
  /** See `calibrationFolder`. */
  readonly folder: string;
  readonly scans: Pick<UploadedScans, 'named' | 'remove'>;
  readonly work: Pick<QualityWork, 'calibrate' | 'report'>;
  readonly log: Log;
}

/** A measurement with notes for the person who measured. */
export interface NewMeasurement extends IdentifiedCalibration {
  readonly notes: readonly string[];
}

export class CalibrationDesk {
  readonly #options: CalibrationDeskOptions;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: CalibrationDeskOptions) {
    this.#options = options;
  }

  /** The calibration in use and the history; a damaged file counts as none, as for printing. */
  file(printer: CalibratedPrinter): CalibrationFile {
    try {
      return readCalibrationFile(calibrationPath(this.#options.folder, printer));
    } catch (error) {
      if (error instanceof SetupFailure) return { current: null, history: [] };
      throw error;
    }
  }

  /** Id of the calibration in use; null: none. */
  inUse(printer: CalibratedPrinter): string | null {
    const { current } = this.file(printer);
    return current === null ? null : idOf(current);
  }

  open(printer: CalibratedPrinter): readonly IdentifiedCalibration[] {
    return openMeasurements(this.#options.folder, printer);
  }

  find(printer: CalibratedPrinter, id: string): Calibration | undefined {
    return readMeasurement(this.#options.folder, printer, id);
  }

  /**
   * Measures a target of a printer on its medium. Nothing else changes.
   * @param printer with its calibration in use
   * @throws SetupFailure `measurement-unusable`; RequestRefusal `no-such-measurement`, `bad-request`, `too-busy`
   */
  async measure(printer: Printer, wishes: MeasureWishes, who: string): Promise<NewMeasurement> {
    const { scans, work, folder } = this.#options;
    const request = measureOptions(printer, wishes, 'device', scans);
    const { aeTitle, mediumName } = printer;
    const judged = { ...renderPrinterOf(printer), aeTitle, mediumName };
    const { calibration, notes } = await work.calibrate({ printer: judged, who, ...request });
    const id = await this.#inTurn(() => addMeasurement(folder, calibration));
    return { id, calibration, notes };
  }

  /**
   * Takes a measurement, or a calibration of the history, into use.
   * @param expected id of the calibration that the user saw in use; null: none
   * @throws RequestRefusal `no-such-measurement`, `changed-meanwhile`
   */
  accept(printer: CalibratedPrinter, id: string, expected: string | null, who: string): Promise<void> {
    return this.#inTurn(async () => {
      const { folder, log } = this.#options;
      const { current } = this.file(printer);
      const now = current === null ? null : idOf(current);
      if (now === id) return;
      if (now !== expected) throw changed(current);
      const calibration = this.find(printer, id);
      if (calibration === undefined) throw unknownMeasurement(id);
      await acceptMeasurement(folder, { id, calibration }, who);
      const { aeTitle, mediumName } = printer;
      log.info('calibration.accepted', { printer: aeTitle, medium: mediumName, measurement: id, who });
    });
  }

  /** @throws RequestRefusal `no-such-measurement`, `not-possible` for one that was accepted */
  discard(printer: CalibratedPrinter, id: string, who: string): Promise<void> {
    return this.#inTurn(async () => {
      const { folder, log } = this.#options;
      if (await discardMeasurement(folder, printer, id)) {
        const { aeTitle, mediumName } = printer;
        log.info('calibration.discarded', { printer: aeTitle, medium: mediumName, measurement: id, who });
        return;
      }
      if (this.find(printer, id) === undefined) throw unknownMeasurement(id);
      throw new RequestRefusal(
        'not-possible',
        'this calibration was accepted; it stays in the history, and another one can be accepted instead',
      );
    });
  }

  /** The report as a PDF. @throws RequestRefusal `no-such-measurement`, `too-busy` */
  report(printer: CalibratedPrinter, id: string): Promise<Uint8Array> {
    const calibration = this.find(printer, id);
    if (calibration === undefined) throw unknownMeasurement(id);
    return this.#options.work.report(calibration);
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(change, change);
    this.#turn = next.catch(() => undefined);
    return next;
  }
}

function unknownMeasurement(id: string): RequestRefusal {
  return new RequestRefusal(
    'no-such-measurement',
    `there is no measurement ${id}; it may have been discarded, or replaced by newer ones`,
  );
}

function changed(current: CalibrationFile['current']): RequestRefusal {
  if (current === null)
    return new RequestRefusal(
      'changed-meanwhile',
      'the calibration is no longer in use; look at the present state, then accept again',
    );
  const by = current.acceptedBy ?? current.who;
  const at = (current.acceptedAt ?? current.measuredAt).slice(0, 16).replace('T', ' ');
  return new RequestRefusal(
    'changed-meanwhile',
    `${by === '' ? 'another user' : by} accepted another calibration at ${at} UTC; look at it, then accept again`,
  );
}
