// ICC Profile (0028,2000) of a film box, an image box or a color image (PS3.3 C.11.15): decides which profile an image has, and
// records profiles that are not used. The bytes are in a blob (profile-receiver.ts); render/ applies them.
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import { tagOf } from '../../dicom/data-set/dictionary.ts';
import type { BlobRef, Substitution } from '../../shared/film/film.ts';
import { unused } from '../rules/value-rules.ts';
import type { ReceivedProfile } from './profile-receiver.ts';

/** The row for this attribute in every table that has it. */
export const iccProfile = unused(
  'U/U',
  'an RGB profile is applied to color images; any other is ignored and recorded',
);

export interface ReadProfile {
  /** Whether the request had a profile, which replaces an earlier one. */
  readonly sent: boolean;
  /** The profile of the images; undefined: that of the film box, or sRGB. */
  readonly blob: BlobRef | undefined;
  readonly substitutions: readonly Substitution[];
}

/**
 * The profile of a request.
 * @param dataSets - the data set of the request, and that of its image; the last one with a profile counts
 * @param color - whether the profile is for color images
 */
export function readProfile(
  dataSets: readonly (DataSet | undefined)[],
  received: ReceivedProfile | undefined,
  color: boolean,
): ReadProfile {
  const tag = tagOf('ICCProfile');
  const holders = dataSets.filter((dataSet) => dataSet?.has('ICCProfile') === true);
  const element = holders.at(-1)?.get(tag);
  if (element === undefined) return { sent: false, blob: undefined, substitutions: [] };
  if (holders.at(-1)?.isEmpty(tag) === true) return { sent: true, blob: undefined, substitutions: [] };
  if (received?.kind === 'received' && color) {
    return { sent: true, blob: received.blob, substitutions: [] };
  }
  const { value } = element;
  const bytes =
    value.kind === 'streamed' ? value.byteLength : value.kind === 'bytes' ? value.bytes.length : 0;
  const unusable = received?.kind === 'unusable' ? `${received.reason}; ` : '';
  const reason = color
    ? `${unusable}color is taken as sRGB`
    : 'a grayscale film does not use a color profile';
  const note = { attribute: 'ICCProfile', requested: `${bytes} bytes`, used: 'not used', reason };
  return { sent: true, blob: undefined, substitutions: [note] };
}
