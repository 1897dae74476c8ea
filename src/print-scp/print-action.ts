// N-ACTION, Print (PS3.4 H.4.1.2.4 and H.4.2.2.4): freezes film boxes, hands the request to the spool, and answers
// Success only when the spool has it on disk.
import { DataSet, type Element } from '../dicom/data-set.ts';
import { tagOf } from '../dicom/dictionary.ts';
import { newUid, sopClasses } from '../dicom/uids.ts';
import { messageOf, systemCodeOf } from '../errors.ts';
import type { PrintRequest } from '../film.ts';
import { referenceItem } from './attribute-rules.ts';
import type { OpenFilmBox, OpenFilmSession } from './film-tree.ts';
import { freezeFilm, substitutionsOf } from './freeze.ts';
import { failure, type OperationContext, type Reply } from './operation.ts';
import { status, type Status } from './status.ts';

/** The only action type of both classes. */
export const printAction = 1;

interface PrintStatuses {
  /** B602 for a film session, B603 for a film box. */
  readonly emptyPage: Status;
  /** C601 for a film session, C602 for a film box. */
  readonly queueFull: Status;
  /** Other pages of the session are empty and stay unprinted. */
  readonly someEmpty: boolean;
}

/** What the system says when there is no room: disk full, quota, file too large, read-only. */
const noRoom: ReadonlySet<string> = new Set([
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EROFS',
  'EACCES',
  'EPERM',
  'EIO',
  'EMFILE',
]);

/** Whether the spool failed because the disk would not take more. */
export function isNoRoom(error: unknown): boolean {
  return noRoom.has(systemCodeOf(error) ?? '');
}

function requestFor(
  context: OperationContext,
  session: OpenFilmSession,
  pages: readonly OpenFilmBox[],
): PrintRequest {
  const { values } = session;
  return {
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
    films: pages.map((filmBox) => freezeFilm(filmBox, session)),
    substitutions: substitutionsOf(session, pages),
  };
}

/** Referenced Print Job Sequence (2100,0500): one item, with class and instance. */
function jobReference(printJobUid: string): DataSet {
  const sequence: Element = {
    tag: tagOf('ReferencedPrintJobSequence'),
    vr: 'SQ',
    value: {
      kind: 'items',
      items: [referenceItem({ sopClassUid: sopClasses.PrintJob, sopInstanceUid: printJobUid })],
    },
  };
  return new DataSet([sequence]);
}

/** Prints `pages`, none of which is empty, as one job. */
export async function print(
  context: OperationContext,
  session: OpenFilmSession,
  pages: readonly OpenFilmBox[],
  statuses: PrintStatuses,
): Promise<Reply> {
  if (pages.length === 0) return failure(statuses.emptyPage, 'no image was set; the page is not printed');
  const request = requestFor(context, session, pages);
  try {
    await context.ports.accept(request);
  } catch (error) {
    context.log.error('print.refused', { reason: messageOf(error) });
    return isNoRoom(error)
      ? failure(statuses.queueFull, `the spool cannot take the job: ${systemCodeOf(error) ?? ''}`)
      : failure(status.processingFailure, 'the job could not be stored');
  }
  context.log.info('print.accepted', {
    printJob: request.printJobUid,
    films: request.films.length,
    copies: request.copies,
    priority: request.priority,
  });
  // Without Print Job negotiated there is no data set: some clients stumble over one they did not ask for.
  return {
    status: statuses.someEmpty ? statuses.emptyPage : status.success,
    ...(context.printJobNegotiated ? { dataSet: jobReference(request.printJobUid) } : {}),
  };
}
