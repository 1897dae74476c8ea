// Modality LUT (PS3.3 C.11.1): stored value → the modality's own unit (Hounsfield …), by rescale or by a table.
import type { FileAttributes } from './file-attributes.ts';
import { readLut } from './lut.ts';

export type ValueFunction = (value: number) => number;

export interface ModalityLut {
  readonly apply: ValueFunction;
  /** Whether its results may be below 0: then a VOI LUT's first value is signed. */
  readonly signedOutput: boolean;
}

/**
 * @param macro where the attributes stand: the image, or a Pixel Value Transformation item of an enhanced image
 * @param signed whether stored values are signed: then so is the table's first value
 */
export function readModalityLut(
  image: FileAttributes,
  macro: FileAttributes,
  signed: boolean,
  littleEndian: boolean,
): ModalityLut {
  const item = image.item('ModalityLUTSequence');
  const lut = item && readLut(item, signed, littleEndian);
  if (lut) return { apply: lut.lookup, signedOutput: false };
  // PS3.3 C.11.1.1.2: output = slope × stored + intercept. A slope of 0 would make the image one grey: it is a defect
  // of the file, and no rescale is what its author meant.
  const slope = macro.number('RescaleSlope') ?? 1;
  const intercept = macro.number('RescaleIntercept') ?? 0;
  if (slope === 0) return { apply: (value) => value, signedOutput: signed };
  return { apply: (value) => value * slope + intercept, signedOutput: signed || intercept < 0 || slope < 0 };
}
