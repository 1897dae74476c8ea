// Measurements: densities by device value. A refused measurement is reported in one sentence that says what was found
// and what to do.
import { messageOf, SetupFailure, systemCodeOf } from '../../shared/errors/errors.ts';

/** One measured patch of a printed target. */
export interface MeasuredPatch {
  /** 0 (darkest) to 255, the value sent to the device. */
  readonly deviceValue: number;
  /** Optical density. */
  readonly density: number;
  /** Number of the patch on the target, from 1; undefined if the measurement does not refer to a target. */
  readonly patch?: number;
}

export function unusable(sentence: string, cause?: unknown): SetupFailure {
  return new SetupFailure('measurement-unusable', sentence, cause === undefined ? undefined : { cause });
}

/** A file that the operating system cannot read. */
export function unreadable(file: string, error: unknown): SetupFailure {
  if (systemCodeOf(error) === 'ENOENT') return unusable(`There is no file ${file}.`, error);
  if (systemCodeOf(error) === 'EISDIR') return unusable(`${file} is a folder; name the file in it.`, error);
  return unusable(`${file} cannot be read: ${messageOf(error)}`, error);
}

/** `1.23`: a density with the digits that densitometers show. */
export const opticalDensityText = (density: number): string => density.toFixed(2);

/** `patch 12 (device value 64)` */
export function patchText({ patch, deviceValue }: MeasuredPatch): string {
  const value = `device value ${Number(deviceValue.toFixed(1))}`;
  return patch === undefined ? `the patch of ${value}` : `patch ${patch} (${value})`;
}
