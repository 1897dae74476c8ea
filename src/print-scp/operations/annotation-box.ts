// Basic Annotation Box SOP Class (PS3.4 H.4.4): a line of text on the film. A film box creates its annotation boxes by its
// Annotation Display Format ID; N-SET sets text and position, a text of zero length erases it. A request addresses a box by
// instance UID; Annotation Position decides the place of the text if the position is usable. Texts sent to one box with
// different positions are different texts: as long as the format has a free place, a text never replaces an unprinted one.
import type { NSetRequest } from '../../dicom/dimse/dimse-commands.ts';
import { newUid } from '../../shared/uid.ts';
import type { Substitution } from '../../shared/film/film.ts';
import { annotationBoxAttributes } from '../tables/annotation-box-attributes.ts';
import { annotationLayout, maxTexts } from '../rules/annotation-formats.ts';
import { assign, shown, valueText, verdictOf, withWarning } from '../tables/assign.ts';
import type { BoxAddress, OpenAnnotationBox, OpenFilmBox } from '../film/open-instances.ts';
import {
  failure,
  logSubstitutions,
  replyOf,
  type OperationContext,
  type Reply,
  type SopClassOperations,
} from '../film/operation.ts';
import { isDone, status } from '../rules/status.ts';

function boxOf(filmBox: OpenFilmBox, layout: OpenAnnotationBox['layout'], index: number): OpenAnnotationBox {
  return {
    kind: 'annotation box',
    uid: newUid(),
    filmBox,
    layout,
    ownPosition: layout.positions[0] + index,
    content: undefined,
    contentPrinted: false,
  };
}

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
  return Array.from({ length: layout.boxes }, (_, index) => boxOf(filmBox, layout, index));
}

/** The box that a request names. A UID of the client's own means a box of the last film, if that film has annotation boxes. */
function annotationBoxNamed(context: OperationContext, uid: string | undefined): OpenAnnotationBox | Reply {
  const instance = context.tree.find(uid);
  const unknown = failure(status.noSuchSopInstance, 'no such annotation box');
  if (!instance) {
    if (context.profile.reading === 'strict') return unknown;
    return context.tree.lastFilmBox?.annotationBoxes[0] ?? unknown;
  }
  if (instance.kind === 'annotation box') return instance;
  return failure(status.classInstanceConflict, `the instance is a ${instance.kind}`);
}

const isFree = ({ content, contentPrinted }: OpenAnnotationBox): boolean =>
  content === undefined || contentPrinted;

const isAt = ({ content }: OpenAnnotationBox, { uid, position }: BoxAddress): boolean =>
  content?.address.uid === uid && content.address.position === position;

/** The box for a text, and whether the text replaces one that was never printed. */
function placeOf(
  box: OpenAnnotationBox,
  address: BoxAddress,
): { readonly target: OpenAnnotationBox; readonly replaces: boolean } {
  const { filmBox, layout } = box;
  const boxes = filmBox.annotationBoxes;
  const again = boxes.find((other) => !isFree(other) && isAt(other, address));
  if (again) return { target: again, replaces: true };
  // In formats with `shared` positions, a position only determines the order of the lines.
  const meant = layout.shared ? undefined : boxes.find(({ ownPosition }) => ownPosition === address.position);
  const free = [meant, box, ...boxes].find((other) => other !== undefined && isFree(other));
  if (free) return { target: free, replaces: false };
  if (!layout.shared || boxes.length >= maxTexts) return { target: meant ?? box, replaces: true };
  const added = boxOf(filmBox, layout, boxes.length);
  filmBox.annotationBoxes = [...boxes, added];
  return { target: added, replaces: false };
}

/** The boxes that a request without a text, or with an empty one, applies to. */
function boxesMeant({ filmBox }: OpenAnnotationBox, address: BoxAddress): readonly OpenAnnotationBox[] {
  const through = filmBox.annotationBoxes.filter(({ content }) => content?.address.uid === address.uid);
  if (address.position === undefined || through.length <= 1) return through;
  return through.filter((other) => isAt(other, address));
}

/** Records in addition to findings about the attributes; the contents of texts are not recorded. */
function notesOn(requested: string, position: number, replaced: number): readonly Substitution[] {
  const used = String(position);
  return [
    ...(requested === used
      ? []
      : [
          {
            attribute: 'AnnotationPosition',
            requested: requested === '' ? 'none' : requested,
            used,
            reason: 'not a position of the format, or another text has it',
          },
        ]),
    ...(replaced === 0
      ? []
      : [
          {
            attribute: 'TextString',
            requested: `${replaced + 1} texts at annotation position ${used}`,
            used: 'the last one',
            reason: 'each was set in place of the one before, which was not printed',
          },
        ]),
  ];
}

function setText(
  context: OperationContext,
  request: NSetRequest,
  { dataSet }: Parameters<NonNullable<SopClassOperations['N-SET-RQ']>>[2],
): Reply {
  const box = annotationBoxNamed(context, request.requestedSopInstanceUid);
  if ('status' in box) return box;
  const { reading } = context.profile;
  const table = annotationBoxAttributes(box.layout.positions, reading);
  const { values, findings } = assign(table, dataSet, context.printer);
  const verdict = verdictOf(findings, context.profile);
  if (!isDone(verdict.status)) return replyOf(verdict);
  logSubstitutions(context, findings);
  const sent = values.AnnotationPosition;
  const address: BoxAddress = { uid: request.requestedSopInstanceUid ?? box.uid, position: sent };
  const answer = (position: number, text: string | undefined, how = verdict): Reply =>
    replyOf(how, shown(table, { AnnotationPosition: position, TextString: text }));
  const { TextString: text } = values;
  if (text === undefined) {
    const meant = boxesMeant(box, address);
    // A text that is not sent stays as it is; zero length erases it.
    if (dataSet.has('TextString')) for (const erased of meant) erased.content = undefined;
    const content = meant[0]?.content;
    return answer(content?.position ?? sent ?? box.ownPosition, content?.text);
  }
  const { target, replaces } = placeOf(box, address);
  const [first, last] = target.layout.positions;
  const fits = sent !== undefined && sent >= first && sent <= last;
  const position = target.layout.shared && fits ? sent : target.ownPosition;
  const replaced = replaces && target.content?.text !== text ? (target.content?.replaced ?? 0) + 1 : 0;
  const requested = dataSet.get('AnnotationPosition');
  const notes = notesOn(requested ? valueText(requested) : '', position, replaced);
  target.content = {
    address,
    position,
    text,
    replaced,
    substitutions: [...findings.substitutions, ...notes],
  };
  target.contentPrinted = false;
  context.substitutionLog.note(notes);
  const lost = replaced > 0 && reading === 'lenient';
  const comment = `the text at position ${position} is replaced; it was not printed`;
  return answer(
    position,
    text,
    lost ? withWarning(verdict, status.attributeValueOutOfRange, comment) : verdict,
  );
}

export const annotationBoxOperations: SopClassOperations = {
  name: 'Basic Annotation Box',
  'N-SET-RQ': setText,
};
