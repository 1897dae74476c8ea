// References of an image to boxes of retired classes: overlay boxes and a VOI LUT box (PS3.3-2004 C.13.5).
import type { DataSet, Tag } from '../../dicom/data-set/data-set.ts';
import { tagOf } from '../../dicom/data-set/dictionary.ts';
import { assign, verdictOf } from '../tables/assign.ts';
import { rowsOf } from '../rules/attribute-rules.ts';
import { retiredImageBoxAttributes } from '../tables/image-box-attributes.ts';
import type { OpenOverlayBox, OpenVoiLutBox } from '../film/open-instances.ts';
import { failure, replyOf, type OperationContext, type Reply } from '../film/operation.ts';
import { isDone, status } from '../rules/status.ts';

/** References of an image in addition to its presentation LUT, and their attributes. */
export interface RetiredReferences {
  readonly overlayBoxes: readonly OpenOverlayBox[];
  readonly voiLutBox: OpenVoiLutBox | undefined;
  readonly tags: ReadonlySet<Tag>;
}

/** Boxes of retired classes that an image refers to. A printer without those classes does not know the attributes. */
export function retiredReferences(context: OperationContext, dataSet: DataSet): RetiredReferences | Reply {
  const { tree, printer } = context;
  if (!printer.retiredClasses) return { overlayBoxes: [], voiLutBox: undefined, tags: new Set() };
  const tags = new Set(rowsOf(retiredImageBoxAttributes).map(([keyword]) => tagOf(keyword)));
  const { values, findings } = assign(
    retiredImageBoxAttributes,
    dataSet.filter((element) => tags.has(element.tag)),
    printer,
  );
  const verdict = verdictOf(findings, context.profile);
  if (!isDone(verdict.status)) return replyOf(verdict);
  const overlayBoxes = values.ReferencedImageOverlayBoxSequence.map((item) => tree.find(item.sopInstanceUid));
  const [voiLutBox] = values.ReferencedVOILUTBoxSequence.map((item) => tree.find(item.sopInstanceUid));
  const known = overlayBoxes.filter((box) => box?.kind === 'overlay box');
  if (known.length < overlayBoxes.length) {
    return failure(status.invalidAttributeValue, 'reference to an unknown overlay box');
  }
  if (values.ReferencedVOILUTBoxSequence.length === 0) {
    return { overlayBoxes: known, voiLutBox: undefined, tags };
  }
  return voiLutBox?.kind === 'VOI LUT box'
    ? { overlayBoxes: known, voiLutBox, tags }
    : failure(status.invalidAttributeValue, 'reference to an unknown VOI LUT box');
}
