// What is removed from the requests of a client before anything is stored or printed: values of attributes, and rectangles of
// images into which a modality burns names. A client's profile says what (`redact`). Start at `redactedDataSet` for values, at
// `redactedSpans` (receive/pixel-redaction.ts) for pixels.
import { DataSet, type Element, type Tag } from '../../dicom/data-set/data-set.ts';
import { tagOf, type Keyword } from '../../dicom/data-set/dictionary.ts';

/** Attributes whose values can be removed: who and what an image is about, and free texts. No film needs them to be printed. */
export const redactableAttributes = [
  'PatientName',
  'PatientID',
  'IssuerOfPatientID',
  'OtherPatientIDs',
  'PatientBirthDate',
  'PatientSex',
  'PatientAge',
  'PatientAddress',
  'PatientComments',
  'AdditionalPatientHistory',
  'AccessionNumber',
  'StudyInstanceUID',
  'StudyID',
  'StudyDate',
  'StudyTime',
  'StudyDescription',
  'SeriesDescription',
  'ReferringPhysicianName',
  'PerformingPhysicianName',
  'OperatorsName',
  'InstitutionName',
  'StationName',
  'FilmSessionLabel',
  'OwnerID',
  'TextString',
] as const satisfies readonly Keyword[];
export type RedactableAttribute = (typeof redactableAttributes)[number];

/** A rectangle in pixels of the image, from its top left corner. */
export interface RedactedRectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Only in images of this matrix; undefined: of any. */
  readonly rows?: number | undefined;
  readonly columns?: number | undefined;
}

export interface Redaction {
  readonly attributes: readonly RedactableAttribute[];
  readonly rectangles: readonly RedactedRectangle[];
}

export const noRedaction: Redaction = { attributes: [], rectangles: [] };

/** The data set with zero-length values for these attributes, at every level of its sequences. */
export function redactedDataSet(dataSet: DataSet, attributes: readonly RedactableAttribute[]): DataSet {
  return attributes.length === 0 ? dataSet : withoutValues(dataSet, new Set(attributes.map(tagOf)));
}

function withoutValues(dataSet: DataSet, tags: ReadonlySet<Tag>): DataSet {
  return new DataSet([...dataSet].map((element) => redactedElement(element, tags)));
}

function redactedElement(element: Element, tags: ReadonlySet<Tag>): Element {
  if (tags.has(element.tag)) return { ...element, value: { kind: 'text', values: [] } };
  if (element.value.kind !== 'items') return element;
  const items = element.value.items.map((item) => withoutValues(item, tags));
  return { ...element, value: { kind: 'items', items } };
}
