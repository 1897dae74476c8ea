// Requested Image Size (2020,0030), PS3.3 C.13.5: the printed width of an image in mm. In a film box it applies to all images
// without a size of their own.
import type { Substitution } from '../../shared/film/film.ts';
import type { AttributeRule } from './attribute-rules.ts';
import { decimal } from './value-rules.ts';

/** At least 1 mm: a smaller image would not be visible, and the client most likely sent meters. */
const sizeInMm = decimal({
  usage: 'U/U',
  visible: 'always',
  min: 1,
  max: () => 1000,
  unit: 'mm',
  fallback: () => undefined,
});

/** 0 means not specified: it is recorded, and the film does not differ from the request. */
export const requestedImageSize: AttributeRule<number | undefined> = {
  ...sizeInMm,
  read: (dataSet, keyword, printer) =>
    dataSet.number(keyword) === 0
      ? { kind: 'noted', value: undefined, reason: 'zero means not specified', warned: true }
      : sizeInMm.read(dataSet, keyword, printer),
};

/** Whether a requested size could not be used; the film then states that it is not to scale. */
export function sizeUnused(substitutions: readonly Substitution[]): boolean {
  return substitutions.some(({ attribute, used }) => attribute === 'RequestedImageSize' && used === '');
}
