// Data sets as a trace records them, and their conversion back for a replay. Values that could identify a patient are withheld
// unless the configuration includes them. An allow list decides: only attributes known not to identify are recorded.
import { DataSet, type Element, type Value } from '../dicom/data-set/data-set.ts';
import { entryOf, tagOf, type Keyword } from '../dicom/data-set/dictionary.ts';
import { isVR, rulesOf, type VR } from '../dicom/data-set/vr.ts';
import type { RecordedElement } from './trace-record.ts';

export interface ElementOptions {
  readonly patientData: boolean;
}

const pixelData = tagOf('PixelData');

/** Groups that describe how an image is printed: those of the Print service, of pixels and of LUTs. */
const harmlessGroups: ReadonlySet<number> = new Set([
  0x0028, 0x2000, 0x2010, 0x2020, 0x2030, 0x2040, 0x2050, 0x2100, 0x2110, 0x2120, 0x2130, 0x7fe0,
]);
const harmless: ReadonlySet<number> = new Set(
  (
    [
      'SpecificCharacterSet',
      'SOPClassUID',
      'SOPInstanceUID',
      'ReferencedImageSequence',
      'ReferencedSOPClassUID',
      'ReferencedSOPInstanceUID',
    ] as const satisfies readonly Keyword[]
  ).map(tagOf),
);
/** Free text and copies of patient modules inside the harmless groups. */
const identifying: ReadonlySet<number> = new Set(
  (
    [
      'FilmSessionLabel',
      'TextString',
      'OwnerID',
      'ProposedStudySequence',
    ] as const satisfies readonly Keyword[]
  ).map(tagOf),
);

/** Whether the attribute is known not to identify a patient. Private and unknown attributes can hold anything. */
export function isHarmless(tag: number): boolean {
  if (!entryOf(tag) || identifying.has(tag)) return false;
  return harmless.has(tag) || harmlessGroups.has(tag >>> 16);
}

function lengthOf(value: Value): number {
  switch (value.kind) {
    case 'text':
      return value.values.join('\\').length;
    case 'bytes':
      return value.bytes.length;
    case 'streamed':
      return value.byteLength;
    case 'items':
      return value.items.length;
    case 'numbers':
    case 'bigints':
      return value.values.length;
  }
}

function recorded(
  { tag, vr, value }: Element,
  options: ElementOptions,
  pixels: Uint8Array | undefined,
): RecordedElement {
  if (tag === pixelData) {
    const bytes = value.kind === 'bytes' ? value.bytes : pixels;
    const base64 = pixels && bytes ? { base64: Buffer.from(bytes).toString('base64') } : {};
    return { tag, vr, pixels: { byteLength: lengthOf(value), ...base64 } };
  }
  if (!options.patientData && !isHarmless(tag) && lengthOf(value) > 0) {
    return { tag, vr, withheld: lengthOf(value) };
  }
  switch (value.kind) {
    case 'text':
      return { tag, vr, text: value.values };
    case 'numbers':
      return { tag, vr, numbers: value.values };
    case 'bigints':
      return { tag, vr, text: value.values.map(String) };
    case 'bytes':
      return { tag, vr, bytes: Buffer.from(value.bytes).toString('base64') };
    case 'streamed':
      return { tag, vr, pixels: { byteLength: value.byteLength } };
    case 'items':
      return { tag, vr, items: value.items.map((item) => recordedElements(item, options, pixels)) };
  }
}

/** A data set as a trace records it; `pixels`: the bytes of its streamed pixels, if the trace includes them. */
export function recordedElements(
  dataSet: DataSet,
  options: ElementOptions,
  pixels?: Uint8Array,
): readonly RecordedElement[] {
  return [...dataSet].map((element) => recorded(element, options, pixels));
}

/** A repeated ramp from dark to bright, in place of pixels that were not recorded. */
function ramp(byteLength: number): Uint8Array {
  return Uint8Array.from({ length: byteLength }, (_, index) => index & 0x7f);
}

const freeText: ReadonlySet<string> = new Set(['LO', 'SH', 'ST', 'LT', 'UT', 'UC', 'PN']);

function replayedValue(element: RecordedElement, vr: VR, mapped: (uid: string) => string): Value {
  const { text, numbers, bytes, items, withheld, pixels } = element;
  const { kind } = rulesOf(vr);
  if (pixels) {
    const { base64, byteLength } = pixels;
    return { kind: 'bytes', bytes: base64 === undefined ? ramp(byteLength) : Buffer.from(base64, 'base64') };
  }
  if (kind === 'items') {
    return { kind, items: (items ?? []).map((item) => replayedDataSet(item, mapped)) };
  }
  if (kind === 'numbers') return { kind, values: numbers ?? [] };
  if (kind === 'bigints') return { kind, values: (text ?? []).map(BigInt) };
  if (kind === 'bytes') return { kind, bytes: Buffer.from(bytes ?? '', 'base64') };
  if (withheld !== undefined && freeText.has(vr)) return { kind: 'text', values: ['X'.repeat(withheld)] };
  return { kind: 'text', values: vr === 'UI' ? (text ?? []).map(mapped) : (text ?? []) };
}

/**
 * The data set of a trace, for a replay. Withheld texts become the same number of letters X, other withheld values are empty,
 * pixels that were not recorded become a ramp. `mapped` returns the UID to use for a recorded one.
 */
export function replayedDataSet(
  elements: readonly RecordedElement[],
  mapped: (uid: string) => string,
): DataSet {
  return new DataSet(
    elements.flatMap((element) =>
      isVR(element.vr)
        ? [{ tag: element.tag, vr: element.vr, value: replayedValue(element, element.vr, mapped) }]
        : [],
    ),
  );
}
