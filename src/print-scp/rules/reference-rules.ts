// Rules for sequences that refer to instances, by Referenced SOP Class UID and Referenced SOP Instance UID. Each makes an
// `AttributeRule` (attribute-rules.ts).
import { dataSetOf, type DataSet } from '../../dicom/data-set/data-set.ts';
import type { AttributeRule } from './attribute-rules.ts';
import { status } from './status.ts';

/** Reference to one instance of a class; the operation judges what it refers to. */
export interface InstanceReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

export function referenceItem(reference: InstanceReference): DataSet {
  return dataSetOf({
    ReferencedSOPClassUID: reference.sopClassUid,
    ReferencedSOPInstanceUID: reference.sopInstanceUid,
  });
}

function referenceIn(item: DataSet | undefined): InstanceReference {
  return {
    sopClassUid: item?.string('ReferencedSOPClassUID') ?? '',
    sopInstanceUid: item?.string('ReferencedSOPInstanceUID') ?? '',
  };
}

/** A sequence of one item with Referenced SOP Class and Instance UID. */
export function reference(
  usage: AttributeRule<unknown>['usage'],
): AttributeRule<InstanceReference | undefined> {
  return {
    usage,
    invalid: status.invalidAttributeValue,
    refersTo: 'instances',
    range: () => 'one item',
    fallback: () => undefined,
    read: (dataSet, keyword) => ({ kind: 'ok', value: referenceIn(dataSet.items(keyword)[0]) }),
    show: (value) => (value ? [referenceItem(value)] : undefined),
  };
}

/** The same instance twice is one reference; where the order matters, the last one determines its place. */
function eachOnce(all: readonly InstanceReference[]): readonly InstanceReference[] {
  const last = new Map(all.map((reference, index) => [reference.sopInstanceUid, index]));
  return all.filter((reference, index) => last.get(reference.sopInstanceUid) === index);
}

/** A sequence of references to at most `most` different instances. */
export function references(
  usage: AttributeRule<unknown>['usage'],
  most: number,
): AttributeRule<readonly InstanceReference[]> {
  const range = most === 1 ? 'one instance' : `up to ${most} instances`;
  return {
    usage,
    invalid: status.invalidAttributeValue,
    refersTo: 'instances',
    range: () => range,
    fallback: () => [],
    read: (dataSet, keyword) => {
      const value = eachOnce(dataSet.items(keyword).map(referenceIn));
      if (value.length <= most) return { kind: 'ok', value };
      return { kind: 'substituted', value: [], reason: `more than ${range}` };
    },
    show: (value) => (value.length > 0 ? value.map(referenceItem) : undefined),
  };
}
