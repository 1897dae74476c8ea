// Basic Film Box SOP Class (PS3.4 H.4.2): one film. N-CREATE creates its image boxes and returns references to them; N-SET
// changes its parameters but not its boxes; N-ACTION prints it.
import { DataSet, dataSetOf } from '../../dicom/data-set/data-set.ts';
import { tagOf } from '../../dicom/data-set/dictionary.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import { newUid } from '../../shared/uid.ts';
import { JobFailure } from '../../shared/errors/errors.ts';
import { boxCount } from '../../shared/film/display-format.ts';
import { annotationBoxesOf } from './annotation-box.ts';
import { withSetStatuses } from '../findings/annex-e-findings.ts';
import { withAnnexMandatory } from '../tables/annex-e-mandatory.ts';
import { assign, shown, verdictOf } from '../tables/assign.ts';
import { referenceItem } from '../rules/reference-rules.ts';
import { filmDensities, withDensities } from '../film/density-range.ts';
import { filmBoxAttributes, filmBoxSettableAttributes, readFormat } from '../tables/film-box-attributes.ts';
import { markPrinted } from '../film/film-tree.ts';
import { orientationNotes, orientationOf } from '../rules/film-size-rule.ts';
import type { OpenFilmBox, OpenFilmSession, OpenImageBox } from '../film/open-instances.ts';
import { isEmptyPage } from '../film/freeze.ts';
import { readProfile } from '../receive/icc-profile.ts';
import {
  failure,
  instanceUidFor,
  isReply,
  logSubstitutions,
  referencedLut,
  replyOf,
  type OperationContext,
  type Reply,
  type SopClassOperations,
} from '../film/operation.ts';
import { print, printAction } from './print-action.ts';
import { withContradictions } from '../film/film-box-fixed.ts';
import { isDone, status } from '../rules/status.ts';
import { renewedSubject, subjectIn } from '../film/subject-attributes.ts';
import { renewed } from '../findings/substitutions.ts';

/** The film box of a request; without a UID, which some clients leave out, the one created last. */
function filmBoxNamed(context: OperationContext, uid: string | undefined): OpenFilmBox | Reply {
  if (uid === undefined) {
    return context.tree.lastFilmBox ?? failure(status.noSuchSopInstance, 'there is no film box');
  }
  const instance = context.tree.find(uid);
  if (!instance) return failure(status.noSuchSopInstance, 'no such film box');
  if (instance.kind === 'film box') return instance;
  return failure(status.classInstanceConflict, `the instance is a ${instance.kind}`);
}

const filmSessionReference = tagOf('ReferencedFilmSessionSequence');

/** The session of a new film box. A missing reference is accepted, a wrong one is not. */
function sessionOf(context: OperationContext, dataSet: DataSet): OpenFilmSession | Reply {
  const named = dataSet.items('ReferencedFilmSessionSequence')[0]?.string('ReferencedSOPInstanceUID');
  const { session } = context.tree;
  if (!session) {
    return named === undefined
      ? {
          ...failure(status.missingAttribute, 'there is no film session'),
          attributeIdentifierList: [filmSessionReference],
        }
      : failure(status.invalidAttributeValue, 'there is no film session');
  }
  if (named === undefined || named === session.uid) return session;
  return {
    ...failure(status.invalidAttributeValue, 'reference to an unknown film session'),
    dataSet: dataSet.filter((element) => element.tag === filmSessionReference),
  };
}

function imageBoxesOf(filmBox: OpenFilmBox, color: boolean): readonly OpenImageBox[] {
  const sopClassUid = color ? sopClasses.BasicColorImageBox : sopClasses.BasicGrayscaleImageBox;
  return Array.from({ length: boxCount(filmBox.values.ImageDisplayFormat) }, (_, index) => ({
    kind: 'image box',
    uid: newUid(),
    sopClassUid,
    filmBox,
    ordinal: index + 1,
    content: undefined,
    contentPrinted: false,
  }));
}

/** The failure 0106 where the sheet has fewer device pixels than the format has boxes. */
function unprintable(
  { ports, printer }: OperationContext,
  { ImageDisplayFormat, FilmSizeID, FilmOrientation, RequestedResolutionID }: OpenFilmBox['values'],
  dataSet: DataSet,
): Reply | undefined {
  try {
    ports.printableMatrix(
      {
        imageDisplayFormat: ImageDisplayFormat,
        ...FilmSizeID,
        filmOrientation: FilmOrientation,
        requestedResolutionId: RequestedResolutionID,
      },
      printer,
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof JobFailure)) throw error;
    return {
      ...failure(status.invalidAttributeValue, 'more image boxes than the film has device pixels'),
      dataSet: dataSet.filter((element) => element.tag === tagOf('ImageDisplayFormat')),
    };
  }
}

/** Whether the display format cannot be read, so that the images decide it. */
function formatIsOpen({ printer, limits, profile }: OperationContext, dataSet: DataSet): boolean {
  const parsed = readFormat(dataSet, printer, limits.boxesPerFilm, profile);
  return parsed.kind === 'inferred' && parsed.open;
}

/** The sequences of references, which a client needs to continue. Items are in order of positions. */
function references(
  filmBox: OpenFilmBox,
  session: OpenFilmSession,
  { annotationNegotiated }: OperationContext,
): DataSet {
  const annotations = filmBox.annotationBoxes.map(({ uid }) =>
    referenceItem({ sopClassUid: sopClasses.BasicAnnotationBox, sopInstanceUid: uid }),
  );
  return dataSetOf({
    ReferencedFilmSessionSequence: [
      referenceItem({ sopClassUid: sopClasses.BasicFilmSession, sopInstanceUid: session.uid }),
    ],
    ReferencedImageBoxSequence: filmBox.imageBoxes.map(({ sopClassUid, uid }) =>
      referenceItem({ sopClassUid, sopInstanceUid: uid }),
    ),
    // Without negotiated annotations, the sequence is returned only if the film has annotation boxes (PS3.4 table H.4-6, -/MC).
    ...(annotationNegotiated || annotations.length > 0
      ? { ReferencedBasicAnnotationBoxSequence: annotations }
      : {}),
  });
}

export const filmBoxOperations: SopClassOperations = {
  name: 'Basic Film Box',

  'N-CREATE-RQ': (context, request, { dataSet, iccProfile }) => {
    const uid = instanceUidFor(context, request);
    if (typeof uid !== 'string') return uid;
    const session = sessionOf(context, dataSet);
    if ('status' in session) return session;
    // Without collation, a film box must be printed before the next one is created (PS3.4 H.4.2.2.1, note).
    if (context.printer.maxCollatedFilms === 0 && session.filmBoxes.some((other) => !other.printed)) {
      return failure(status.filmBoxNotPrinted, 'the film box before this one is not printed yet');
    }
    const { filmsPerSession, boxesPerFilm } = context.limits;
    if (session.filmBoxes.length >= filmsPerSession) {
      return failure(status.resourceLimitation, `at most ${filmsPerSession} film boxes a session`);
    }
    const table = filmBoxAttributes(boxesPerFilm, context.profile);
    const { reading } = context.profile;
    const { values: assigned, findings } = assign(table, dataSet, context.printer, { reading });
    const { FilmSizeID: size, FilmOrientation: asked } = assigned;
    const values = { ...assigned, FilmOrientation: orientationOf(size, asked) };
    const verdict = verdictOf(withAnnexMandatory(findings, dataSet, context.profile), context.profile);
    if (!isDone(verdict.status)) return replyOf(verdict);
    const absurd = unprintable(context, values, dataSet);
    if (absurd) return absurd;
    const lut = referencedLut(context, values.ReferencedPresentationLUTSequence);
    if (isReply(lut)) return lut;
    logSubstitutions(context, findings);
    const profile = readProfile([dataSet], iccProfile, context.color);
    const filmBox: OpenFilmBox = {
      kind: 'film box',
      uid,
      values,
      presentationLut: lut,
      iccProfile: profile.blob,
      imageBoxes: [],
      annotationBoxes: [],
      clientImageUids: dataSet
        .items('ReferencedImageBoxSequence')
        .slice(0, boxesPerFilm)
        .map((item) => item.string('ReferencedSOPInstanceUID') ?? ''),
      formatIsOpen: formatIsOpen(context, dataSet),
      printed: false,
      substitutions: [
        ...findings.substitutions,
        ...orientationNotes(size, dataSet),
        ...profile.substitutions,
      ],
      subject: subjectIn(dataSet),
    };
    filmBox.imageBoxes = imageBoxesOf(filmBox, context.color);
    filmBox.annotationBoxes = annotationBoxesOf(filmBox, context);
    context.tree.addFilmBox(session, filmBox);
    // With warning 0116 only the offending attributes and the references are returned (PS3.2 table E.4.2-21).
    const inUse = shown(table, withDensities(values, filmDensities(filmBox, context.printer.densities)));
    const returned = verdict.status === status.attributeValueOutOfRange ? verdict.offending : inUse;
    const referred = references(filmBox, session, context);
    return {
      ...replyOf({ ...verdict, offending: (returned ?? new DataSet([])).with(referred) }),
      complete: inUse.with(referred),
      sopInstanceUid: uid,
    };
  },

  'N-SET-RQ': async (context, request, { dataSet, iccProfile }) => {
    const filmBox = filmBoxNamed(context, request.requestedSopInstanceUid);
    if ('status' in filmBox) return filmBox;
    const { printer, limits, profile: client } = context;
    const { values: previous } = filmBox;
    const { reading } = client;
    const assigned = assign(filmBoxSettableAttributes, dataSet, printer, { previous, reading });
    const table = filmBoxAttributes(limits.boxesPerFilm, client);
    const findings = withContradictions(assigned.findings, dataSet, { table, values: previous, printer });
    const { values } = assigned;
    const answered = withSetStatuses(
      withAnnexMandatory(findings, dataSet, client, status.invalidAttributeValue),
      client,
    );
    const verdict = verdictOf(answered, client);
    if (!isDone(verdict.status)) return replyOf(verdict);
    const lut = referencedLut(context, values.ReferencedPresentationLUTSequence);
    if (isReply(lut)) return lut;
    logSubstitutions(context, findings);
    filmBox.values = { ...filmBox.values, ...values };
    filmBox.presentationLut = lut;
    filmBox.subject = renewedSubject(filmBox.subject, dataSet);
    const color = filmBox.imageBoxes[0]?.sopClassUid === sopClasses.BasicColorImageBox;
    const profile = readProfile([dataSet], iccProfile, color);
    if (profile.sent) await context.ports.discardBlobs(context.tree.setProfile(filmBox, profile.blob));
    const found = [...findings.substitutions, ...profile.substitutions];
    filmBox.substitutions = renewed(filmBox.substitutions, dataSet, found);
    const used = withDensities(values, filmDensities(filmBox, printer.densities));
    return { ...replyOf(verdict, shown(filmBoxSettableAttributes, used)), sopInstanceUid: filmBox.uid };
  },

  'N-ACTION-RQ': async (context, request) => {
    if (request.actionTypeId !== printAction)
      return failure(status.noSuchActionType, 'the only action is 1, Print');
    const filmBox = filmBoxNamed(context, request.requestedSopInstanceUid);
    if ('status' in filmBox) return filmBox;
    const { session } = context.tree;
    if (!session) return failure(status.noSuchSopInstance, 'there is no film session');
    const reply = await print(context, session, isEmptyPage(filmBox) ? [] : [filmBox], {
      emptyPage: status.emptyPage,
      queueFull: status.printQueueFull,
    });
    if (isDone(reply.status)) markPrinted(filmBox);
    return { ...reply, sopInstanceUid: filmBox.uid };
  },

  'N-DELETE-RQ': async (context, request) => {
    const filmBox = filmBoxNamed(context, request.requestedSopInstanceUid);
    if ('status' in filmBox) return filmBox;
    await context.ports.discardBlobs(context.tree.remove(filmBox));
    return { status: status.success, sopInstanceUid: filmBox.uid };
  },
};
