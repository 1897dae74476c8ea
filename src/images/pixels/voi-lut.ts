// VOI LUT (PS3.3 C.11.2): maps modality values to fractions from 0, black, to 1, white.
import { unreachable } from '../../shared/errors/errors.ts';
import type { FileAttributes } from '../file/file-attributes.ts';
import { readLut } from './lut.ts';
import type { Note, ValueFunction } from './modality-lut.ts';

export type VoiFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';

const clamp = (fraction: number): number => Math.min(Math.max(fraction, 0), 1);

/**
 * A window as a function from modality values to 0…1 (PS3.3 C.11.2.1.2, C.11.2.1.3).
 * @throws RangeError when the function does not allow the width.
 */
export function windowFunction(center: number, width: number, kind: VoiFunction): ValueFunction {
  const minWidth = kind === 'LINEAR' ? 1 : 0;
  if (!Number.isFinite(center) || !(kind === 'LINEAR' ? width >= minWidth : width > minWidth)) {
    throw new RangeError(
      `window ${center},${width} is not possible: the width must be ${kind === 'LINEAR' ? 'at least 1' : 'above 0'}`,
    );
  }
  switch (kind) {
    case 'LINEAR': {
      if (width === 1) return (value) => (value <= center - 0.5 ? 0 : 1);
      return (value) => clamp((value - (center - 0.5)) / (width - 1) + 0.5);
    }
    case 'LINEAR_EXACT':
      return (value) => clamp((value - center) / width + 0.5);
    case 'SIGMOID':
      return (value) => 1 / (1 + Math.exp((-4 * (value - center)) / width));
    default:
      throw unreachable(kind);
  }
}

/** From the lowest to the highest given value. */
export function rangeFunction(low: number, high: number): ValueFunction {
  if (high <= low) return () => 0;
  return (value) => clamp((value - low) / (high - low));
}

/**
 * The file's own VOI: its first window, else its VOI LUT; undefined when it has neither.
 * @param macro where Window Center stands: the image, or a Frame VOI LUT item of an enhanced image
 */
export function fileVoiFunction(
  image: FileAttributes,
  macro: FileAttributes,
  signed: boolean,
  note: Note,
): ValueFunction | undefined {
  const center = macro.number('WindowCenter');
  const width = macro.number('WindowWidth');
  if (center !== undefined && width !== undefined && width > 0) {
    const named = macro.term('VOILUTFunction');
    if (named !== undefined && !['LINEAR', 'LINEAR_EXACT', 'SIGMOID'].includes(named)) {
      note(`its VOI LUT Function ${named} is not known; its window is used as LINEAR`);
    }
    // LINEAR requires a width of at least 1; smaller widths of rescaled units are interpreted as LINEAR_EXACT.
    const kind =
      named === 'SIGMOID' || named === 'LINEAR_EXACT' ? named : width < 1 ? 'LINEAR_EXACT' : 'LINEAR';
    return windowFunction(center, width, kind);
  }
  const item = macro.item('VOILUTSequence') ?? image.item('VOILUTSequence');
  const lut = item && readLut(item, signed);
  if (item && !lut) note('its VOI LUT holds no usable table; the range of its values is used');
  return lut && ((value) => clamp(lut.lookup(value) / lut.maxOutput));
}
