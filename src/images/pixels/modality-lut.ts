// Modality LUT (PS3.3 C.11.1): stored value → the modality's own unit (for example Hounsfield units), by rescale or
// by a table.
import type { FileAttributes } from '../file/file-attributes.ts';
import { readLut } from './lut.ts';

/** Reports a note to the user who prints. */
export type Note = (text: string) => void;

export type ValueFunction = (value: number) => number;

export interface ModalityLut {
  readonly apply: ValueFunction;
  /** Whether results may be below 0; if so, the first value of a VOI LUT is signed. */
  readonly signedOutput: boolean;
}

/**
 * @param macro where the attributes stand: the image, or a Pixel Value Transformation item of an enhanced image
 * @param signed whether stored values, and therefore the first value of the table, are signed
 */
export function readModalityLut(
  image: FileAttributes,
  macro: FileAttributes,
  signed: boolean,
  note: Note,
): ModalityLut {
  const item = image.item('ModalityLUTSequence');
  const lut = item && readLut(item, signed);
  if (item && !lut) note('its Modality LUT holds no usable table; the values are used as they are stored');
  if (lut) return { apply: lut.lookup, signedOutput: false };
  // PS3.3 C.11.1.1.2: output = slope × stored + intercept. A slope of 0 would make the image one gray: it is an error
  // in the file, so no rescale is applied.
  // A dose grid has a scaling factor instead (C.8.8.3).
  const slope = macro.number('RescaleSlope') ?? image.number('DoseGridScaling') ?? 1;
  const intercept = macro.number('RescaleIntercept') ?? 0;
  if (slope === 0)
    note('its Rescale Slope is 0, which would make it one gray; it is printed without rescale');
  if (slope === 0) return { apply: (value) => value, signedOutput: signed };
  return { apply: (value) => value * slope + intercept, signedOutput: signed || intercept < 0 || slope < 0 };
}
