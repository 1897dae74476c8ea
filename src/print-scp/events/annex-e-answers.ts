// Restricts responses to clients of profile annex-e to what PS3.2 annex E specifies (tables E.4.2-28, -30, -34, -36 and -40):
// maximum lengths of texts, where LO would allow 64 characters, and no dates of calibration.
import { DataSet, type Element } from '../../dicom/data-set/data-set.ts';
import { tagOf } from '../../dicom/data-set/dictionary.ts';
import type { ClientProfile } from '../clients/client-profile.ts';

/** Maximum characters: "any value up to 16 characters", "number up to 8 ASCII characters", "ID up to 6 ASCII characters". */
export const annexELengths = {
  PrinterName: 16,
  Manufacturer: 16,
  ManufacturerModelName: 16,
  DeviceSerialNumber: 8,
  SoftwareVersions: 6,
} as const;

/** Attributes with presence "NS", not supported (table E.4.2-28). */
export const annexENotSent = ['DateOfLastCalibration', 'TimeOfLastCalibration'] as const;

const lengths = new Map(
  (Object.keys(annexELengths) as (keyof typeof annexELengths)[]).map((keyword) => [
    tagOf(keyword),
    annexELengths[keyword],
  ]),
);

function cut(element: Element): Element {
  const { value } = element;
  if (value.kind === 'items') {
    return { ...element, value: { kind: 'items', items: value.items.map(shortened) } };
  }
  const length = lengths.get(element.tag);
  if (length === undefined || value.kind !== 'text') return element;
  const values = value.values.map((text) => Array.from(text).slice(0, length).join('').trimEnd());
  return { ...element, value: { kind: 'text', values } };
}

const shortened = (dataSet: DataSet): DataSet => new DataSet([...dataSet].map(cut));

/** The attributes as they are sent to a client of this profile. */
export function withinLengths(dataSet: DataSet, { statuses }: Pick<ClientProfile, 'statuses'>): DataSet {
  return statuses === 'annex-e' ? shortened(dataSet) : dataSet;
}
