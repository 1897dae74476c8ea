// The position of an image in its study (PS3.3 C.7.3.1, C.7.6.1). File names in a folder often have no meaning, and a
// series that is printed out of order is misleading.
import type { FileAttributes } from './file-attributes.ts';

export interface SeriesOrder {
  readonly study: string;
  readonly seriesNumber: number;
  readonly series: string;
  readonly instanceNumber: number;
}

export function seriesOrder(attributes: FileAttributes): SeriesOrder {
  return {
    study: attributes.string('StudyInstanceUID') ?? '',
    seriesNumber: attributes.number('SeriesNumber') ?? 0,
    series: attributes.string('SeriesInstanceUID') ?? '',
    instanceNumber: attributes.number('InstanceNumber') ?? 0,
  };
}

const natural = new Intl.Collator('en', { numeric: true });

/** Natural order of file names: 2 before 10. */
export function byName(one: string, other: string): number {
  return natural.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
}

/** By study, series and instance; files that are not DICOM come last. 0: the file name decides. */
export function byOrder(one: SeriesOrder | undefined, other: SeriesOrder | undefined): number {
  if (!one || !other) return Number(!one) - Number(!other);
  return (
    byName(one.study, other.study) ||
    one.seriesNumber - other.seriesNumber ||
    byName(one.series, other.series) ||
    one.instanceNumber - other.instanceNumber
  );
}
