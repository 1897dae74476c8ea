// Basic Film Session SOP Class (PS3.4 H.4.1): one session per association, with the parameters of all its films; N-ACTION prints
// all films as one collated job.
import { assign, verdictOf, shown, withWarning } from '../tables/assign.ts';
import { filmSessionAttributes } from '../tables/film-session-attributes.ts';
import { markPrinted } from '../film/film-tree.ts';
import { isEmptyPage } from '../film/freeze.ts';
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
import { granted } from './memory-allocation.ts';
import { print, printAction } from './print-action.ts';
import type { OpenFilmSession } from '../film/open-instances.ts';
import { isDone, status } from '../rules/status.ts';
import { renewedSubject, subjectIn } from '../film/subject-attributes.ts';
import { renewed } from '../findings/substitutions.ts';

/** The session of a request; without a UID, which some clients leave out, the existing one. */
function sessionNamed(context: OperationContext, uid: string | undefined): OpenFilmSession | Reply {
  const { session } = context.tree;
  if (session && (uid === undefined || uid === session.uid)) return session;
  const other = context.tree.find(uid);
  if (other) return failure(status.classInstanceConflict, `the instance is a ${other.kind}`);
  return failure(status.noSuchSopInstance, session ? 'no such film session' : 'there is no film session');
}

export const filmSessionOperations: SopClassOperations = {
  name: 'Basic Film Session',

  'N-CREATE-RQ': (context, request, { dataSet }) => {
    const uid = instanceUidFor(context, request);
    if (typeof uid !== 'string') return uid;
    if (context.tree.session) {
      return failure(status.resourceLimitation, 'this association has a film session already');
    }
    const { reading } = context.profile;
    const assigned = assign(filmSessionAttributes, dataSet, context.printer, { reading });
    const { values, findings, warning } = granted(assigned, dataSet, context.ports.roomBytes());
    const verdict = withWarning(verdictOf(findings, context.profile), warning);
    if (!isDone(verdict.status)) return replyOf(verdict);
    const lut = referencedLut(context, values.ReferencedPresentationLUTSequence);
    if (isReply(lut)) return lut;
    logSubstitutions(context, findings);
    context.tree.openSession({
      kind: 'film session',
      uid,
      values,
      presentationLut: lut,
      filmBoxes: [],
      substitutions: findings.substitutions,
      subject: subjectIn(dataSet),
    });
    return { ...replyOf(verdict, shown(filmSessionAttributes, values)), sopInstanceUid: uid };
  },

  'N-SET-RQ': (context, request, { dataSet }) => {
    const session = sessionNamed(context, request.requestedSopInstanceUid);
    if ('status' in session) return session;
    const { reading } = context.profile;
    const previous = session.values;
    const assigned = assign(filmSessionAttributes, dataSet, context.printer, { previous, reading });
    const { values, findings, warning } = granted(assigned, dataSet, context.ports.roomBytes());
    const verdict = withWarning(verdictOf(findings, context.profile), warning);
    if (!isDone(verdict.status)) return replyOf(verdict);
    const lut = referencedLut(context, values.ReferencedPresentationLUTSequence);
    if (isReply(lut)) return lut;
    logSubstitutions(context, findings);
    session.values = values;
    session.presentationLut = lut;
    session.subject = renewedSubject(session.subject, dataSet);
    session.substitutions = renewed(session.substitutions, dataSet, findings.substitutions);
    return { ...replyOf(verdict, shown(filmSessionAttributes, values)), sopInstanceUid: session.uid };
  },

  'N-ACTION-RQ': async (context, request) => {
    if (request.actionTypeId !== printAction)
      return failure(status.noSuchActionType, 'the only action is 1, Print');
    const session = sessionNamed(context, request.requestedSopInstanceUid);
    if ('status' in session) return session;
    const limit = context.printer.maxCollatedFilms;
    // Without collation only the last film can be unprinted (C616), so it is the only one to print.
    const collates = limit > 0;
    const filmBoxes = session.filmBoxes.filter((filmBox) => collates || !filmBox.printed);
    if (filmBoxes.length === 0)
      return failure(status.noFilmBoxes, `the film session has no ${collates ? '' : 'unprinted '}film boxes`);
    const pages = filmBoxes.filter((filmBox) => !isEmptyPage(filmBox));
    if (collates && pages.length > limit) {
      return failure(status.printQueueFullForSession, `${pages.length} films, at most ${limit} collated`);
    }
    const someEmpty = pages.length < filmBoxes.length ? status.emptyPageInSession : undefined;
    const warning = collates ? someEmpty : status.collationNotSupported;
    const reply = await print(context, session, pages, {
      emptyPage: status.emptyPageInSession,
      queueFull: status.printQueueFullForSession,
      ...(warning === undefined ? {} : { warning }),
    });
    if (isDone(reply.status)) session.filmBoxes.forEach(markPrinted);
    return { ...reply, sopInstanceUid: session.uid };
  },

  'N-DELETE-RQ': async (context, request) => {
    const session = sessionNamed(context, request.requestedSopInstanceUid);
    if ('status' in session) return session;
    await context.ports.discardBlobs(context.tree.remove(session));
    return { status: status.success, sopInstanceUid: session.uid };
  },
};
