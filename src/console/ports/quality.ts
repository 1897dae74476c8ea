// Ports of calibrations and constancy controls. console/ports.ts has all ports.
import type {
  ApiCalibrationDetail,
  ApiCalibrationState,
  ApiMeasurement,
  ApiTarget,
  ApiUploadedScan,
  MeasureWish,
} from '../../api/quality/calibrations.ts';
import type {
  ApiControlDetail,
  ApiControlRecord,
  ApiControlState,
  ControlWish,
  NoteWish,
  ReferenceWish,
} from '../../api/quality/controls.ts';
import type { Readable } from 'node:stream';

/** A printer on a medium. */
export interface PrinterMedium {
  readonly aeTitle: string;
  readonly medium: string;
}

/** A report on calibrations or controls, as a file. */
export interface QualityDocument {
  readonly bytes: Uint8Array | string;
  /** File name for browsers. */
  readonly name: string;
}

/**
 * Calibrations. All throw UnknownPrinterRefusal for a printer, or a medium, that is neither configured nor has calibrations, and
 * RequestRefusal.
 */
export interface CalibrationPorts {
  readonly list: () => readonly ApiCalibrationState[];
  readonly target: (levels: number) => ApiTarget;
  readonly detail: (of: PrinterMedium) => ApiCalibrationDetail;
  readonly upload: (of: PrinterMedium, name: string, content: Readable) => Promise<ApiUploadedScan>;
  readonly measure: (of: PrinterMedium, wish: MeasureWish, who: string) => Promise<ApiMeasurement>;
  /** @param inUse id of the calibration that the user saw in use; null: none */
  readonly accept: (
    of: PrinterMedium,
    id: string,
    inUse: string | null,
    who: string,
  ) => Promise<ApiCalibrationDetail>;
  readonly discard: (of: PrinterMedium, id: string, who: string) => Promise<ApiCalibrationDetail>;
  readonly report: (of: PrinterMedium, id: string) => Promise<QualityDocument>;
}

/** Constancy controls. All throw UnknownPrinterRefusal as above, and RequestRefusal. `days`: how far back. */
export interface ControlPorts {
  readonly list: () => readonly ApiControlState[];
  readonly detail: (of: PrinterMedium, days: number) => ApiControlDetail;
  readonly record: (of: PrinterMedium, wish: ControlWish, who: string) => Promise<ApiControlRecord>;
  readonly note: (of: PrinterMedium, id: string, wish: NoteWish, who: string) => Promise<ApiControlRecord>;
  readonly setReference: (of: PrinterMedium, wish: ReferenceWish, who: string) => Promise<ApiControlDetail>;
  readonly pdf: (of: PrinterMedium, days: number) => Promise<QualityDocument>;
  readonly csv: (of: PrinterMedium, days: number) => QualityDocument;
}
