// N-ACTION, Print (PS3.4 H.4.1.2.4 and H.4.2.2.4): freezes film boxes, passes the request to the spool, and answers Success
// only when the spool has it on disk. A retry of an accepted request is answered with the job of that request.
import { dataSetOf, type DataSet } from '../../dicom/data-set/data-set.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import { newUid } from '../../shared/uid.ts';
import { messageOf, systemCodeOf } from '../../shared/errors/errors.ts';
import { QueueFullRefusal } from '../../shared/errors/request-refusals.ts';
import type { PrintRequest } from '../../shared/film/film.ts';
import { referenceItem } from '../rules/reference-rules.ts';
import type { OpenFilmBox, OpenFilmSession } from '../film/open-instances.ts';
import { fingerprintOf } from '../film/fingerprint.ts';
import { freezeFilm } from '../film/freeze.ts';
import { sizesOfFilms } from '../film/image-size.ts';
import { failedForRoom } from '../receive/no-room.ts';
import { settledFormats } from '../film/open-format.ts';
import { failure, type OperationContext, type Reply } from '../film/operation.ts';
import type { AcceptedJob } from '../ports.ts';
import { gravest, status, type Status } from '../rules/status.ts';
import { densityNotes } from '../film/density-range.ts';
import { maxSubstitutions, substitutionsOf } from '../findings/substitutions.ts';
import { lightNotes } from '../rules/viewing-light.ts';

/** The only action type of both classes. */
export const printAction = 1;

interface PrintStatuses {
  /** B602 for a film session, B603 for a film box. */
  readonly emptyPage: Status;
  /** C601 for a film session, C602 for a film box. */
  readonly queueFull: Status;
  /** Warning about films that are printed nevertheless. */
  readonly warning?: Status;
}

function requestFor(
  context: OperationContext,
  session: OpenFilmSession,
  pages: readonly OpenFilmBox[],
): PrintRequest {
  const { values } = session;
  const { films, substitutions } = settledFormats(
    pages.map((filmBox) => freezeFilm(filmBox, session, context.printer)),
    pages,
    substitutionsOf(session, pages),
  );
  return {
    clientProfile: context.profile.name,
    printJobUid: newUid(),
    printer: context.printer.aeTitle,
    callingAeTitle: context.callingAeTitle,
    peerAddress: context.peerAddress,
    association: context.association,
    priority: values.PrintPriority,
    copies: values.NumberOfCopies,
    mediumType: values.MediumType,
    filmDestination: values.FilmDestination,
    ...(values.FilmSessionLabel === undefined ? {} : { sessionLabel: values.FilmSessionLabel }),
    films,
    substitutions,
  };
}

/** Referenced Print Job Sequence (2100,0500): one item, with class and instance. */
function jobReference(printJobUid: string): DataSet {
  const item = referenceItem({ sopClassUid: sopClasses.PrintJob, sopInstanceUid: printJobUid });
  return dataSetOf({ ReferencedPrintJobSequence: [item] });
}

/** Passes the request to the spool, with a fingerprint where the profile recognizes retries. */
async function accept(context: OperationContext, request: PrintRequest): Promise<AcceptedJob> {
  const { ports, profile, digests } = context;
  if (profile.duplicateSeconds === 0) return ports.accept(request);
  const since = new Date(Date.now() - profile.duplicateSeconds * 1000);
  return ports.accept({ ...request, fingerprint: fingerprintOf(request, digests) }, since);
}

/** Prints `pages`, none of which is empty, as one job. */
export async function print(
  context: OperationContext,
  session: OpenFilmSession,
  pages: readonly OpenFilmBox[],
  statuses: PrintStatuses,
): Promise<Reply> {
  if (pages.length === 0) return failure(statuses.emptyPage, 'no image was set; the page is not printed');
  const { profile, events } = context;
  const asked = requestFor(context, session, pages);
  const size = sizesOfFilms(context, asked.films);
  if (size.failure) return size.failure;
  const notes = [
    ...densityNotes(pages, context.printer.densities),
    ...lightNotes(asked.films, context.printer),
    ...size.substitutions,
  ];
  const found = [...asked.substitutions, ...notes];
  const substitutions = found.slice(0, maxSubstitutions);
  const request: PrintRequest = { ...asked, substitutions };
  let accepted: AcceptedJob;
  events.follow(request.printJobUid);
  try {
    accepted = await accept(context, request);
    if (accepted.isDuplicate) {
      events.unfollow(request.printJobUid);
      await events.followExisting(accepted.printJobUid);
    }
  } catch (error) {
    events.unfollow(request.printJobUid);
    context.log.error('print.refused', { reason: messageOf(error) });
    if (error instanceof QueueFullRefusal) return failure(statuses.queueFull, error.message);
    return failedForRoom(error)
      ? failure(statuses.queueFull, `the spool cannot accept the job: ${systemCodeOf(error) ?? ''}`)
      : failure(status.processingFailure, 'the job could not be stored');
  }
  const { printJobUid } = accepted;
  // Substitutions of attributes were logged with the requests that sent them.
  if (!accepted.isDuplicate) context.substitutionLog.note(notes);
  context.substitutionLog.filmEnded();
  if (accepted.isDuplicate) {
    const seconds = profile.duplicateSeconds;
    context.log.warn('print.repeated', { printJob: printJobUid, seconds, profile: profile.name });
  } else {
    context.log.info('print.accepted', {
      printJob: printJobUid,
      films: request.films.length,
      copies: request.copies,
      priority: request.priority,
      profile: profile.name,
    });
  }
  // Without Print Job negotiated the response has no data set, because some clients fail on an unexpected one.
  const refers = context.printJobNegotiated && profile.actionReply === 'job-reference';
  return {
    status: gravest([statuses.warning, size.warning]) ?? status.success,
    ...(refers ? { dataSet: jobReference(printJobUid) } : {}),
  };
}
