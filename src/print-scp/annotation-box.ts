// Basic Annotation Box SOP Class (PS3.4 H.4.4): a line of text on the film. The film box makes them by its Annotation
// Display Format ID; N-SET says what they show and where, a text of zero length erases it.
import { newUid } from '../dicom/uids.ts';
import { annotationBoxAttributes } from './annotation-box-attributes.ts';
import { annotationLayout, type AnnotationLayout } from './annotation-formats.ts';
import { assign, shown, verdictOf } from './assign.ts';
import type { AnnotationContent, OpenAnnotationBox, OpenFilmBox } from './open-instances.ts';
import {
  failure,
  logSubstitutions,
  replyOf,
  type OperationContext,
  type Reply,
  type SopClassOperations,
} from './operation.ts';
import { isDone, status } from './status.ts';

/** The annotation boxes of a new film box. */
export function annotationBoxesOf(
  filmBox: OpenFilmBox,
  { printer }: Pick<OperationContext, 'printer'>,
): readonly OpenAnnotationBox[] {
  const layout = annotationLayout(
    filmBox.values.AnnotationDisplayFormatID,
    filmBox.imageBoxes.length,
    printer,
  );
  const [first] = layout.positions;
  return Array.from({ length: layout.boxes }, (_, index) => ({
    kind: 'annotation box',
    uid: newUid(),
    filmBox,
    layout,
    ownPosition: first + index,
    content: undefined,
  }));
}

function annotationBoxNamed(context: OperationContext, uid: string | undefined): OpenAnnotationBox | Reply {
  const instance = context.tree.find(uid);
  if (!instance) return failure(status.noSuchSopInstance, 'no such annotation box');
  if (instance.kind === 'annotation box') return instance;
  return failure(status.classInstanceConflict, `the instance is a ${instance.kind}`);
}

/**
 * The position to use: the one sent, as with image boxes; but where another text already has it, a client numbers its
 * boxes wrongly, and the box's own place is the better guess.
 */
function positionOf(box: OpenAnnotationBox, sent: number, layout: AnnotationLayout): number {
  if (layout.shared) return sent;
  const taken = box.filmBox.annotationBoxes.some(
    (other) =>
      other !== box && other.content?.text !== undefined && other.content.values.AnnotationPosition === sent,
  );
  return taken ? box.ownPosition : sent;
}

export const annotationBoxOperations: SopClassOperations = {
  name: 'Basic Annotation Box',

  'N-SET-RQ': (context, request, { dataSet }) => {
    const box = annotationBoxNamed(context, request.requestedSopInstanceUid);
    if ('status' in box) return box;
    const table = annotationBoxAttributes(box.layout.positions);
    const { values: sent, findings } = assign(table, dataSet, context.printer);
    const verdict = verdictOf(findings, context.profile);
    if (!isDone(verdict.status)) return replyOf(verdict);
    logSubstitutions(context, findings);
    const values = {
      ...sent,
      AnnotationPosition: positionOf(box, sent.AnnotationPosition, box.layout),
    };
    const content: AnnotationContent = {
      values,
      // Not sent: stays; zero length: erased.
      text: dataSet.has('TextString') ? values.TextString : box.content?.text,
      substitutions: findings.substitutions,
    };
    box.content = content;
    return { ...replyOf(verdict, shown(table, values)), sopInstanceUid: box.uid };
  },
};
