// Requested Image Size (2020,0030), PS3.3 C.13.5: the printed width of an image in mm. Of an image box; in a film box it
// applies to all images that have none of their own.
import type { Substitution } from '../../shared/film/film.ts';
import type { AttributeRule } from './attribute-rules.ts';
import { decimal } from './value-rules.ts';

/** Less than a millimetre would not be visible: the unit was most likely metres. */
const sizeInMm = decimal({
  usage: 'U/U',
  visible: 'always',
  min: 1,
  max: () => 1000,
  unit: 'mm',
  fallback: () => undefined,
});

/** 0 asks for no size: it is recorded, and no film differs from what was asked. */
export const requestedImageSize: AttributeRule<number | undefined> = {
  ...sizeInMm,
  read: (dataSet, keyword, printer) =>
    dataSet.number(keyword) === 0
      ? { kind: 'noted', value: undefined, reason: 'zero means not specified', warned: true }
      : sizeInMm.read(dataSet, keyword, printer),
};

/** Whether a size was asked for that could not be used, whatever was printed instead: the film then says so. */
export function sizeUnused(substitutions: readonly Substitution[]): boolean {
  return substitutions.some(({ attribute, used }) => attribute === 'RequestedImageSize' && used === '');
}
