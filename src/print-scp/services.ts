// Which SOP classes the Print SCP serves, and who performs their operations. Requests are dispatched by the class they
// name, on whatever print context they come: real clients send Printer N-GET on a Meta context, and the other way
// round (print-spec 7, item 21).
import { unreachable } from '../errors.ts';
import { sopClasses } from '../dicom/uids.ts';
import { annotationBoxOperations } from './annotation-box.ts';
import { filmBoxOperations } from './film-box.ts';
import { filmSessionOperations } from './film-session.ts';
import { colorImageBoxOperations, grayscaleImageBoxOperations } from './image-box.ts';
import type { NRequest, OperationContext, ReceivedDataSet, Reply, SopClassOperations } from './operation.ts';
import { failure } from './operation.ts';
import { presentationLutOperations } from './presentation-lut.ts';
import { status } from './status.ts';
import { printerOperations, printJobOperations } from './status-objects.ts';
import { storedPrintSopClasses } from './stored-print-classes.ts';

/** Abstract syntaxes that are accepted: the Meta classes, their members proposed singly, and the optional ones. */
export const printAbstractSyntaxes: ReadonlySet<string> = new Set([
  sopClasses.Verification,
  sopClasses.BasicGrayscalePrintManagementMeta,
  sopClasses.BasicColorPrintManagementMeta,
  sopClasses.BasicFilmSession,
  sopClasses.BasicFilmBox,
  sopClasses.BasicGrayscaleImageBox,
  sopClasses.BasicColorImageBox,
  sopClasses.Printer,
  sopClasses.PresentationLut,
  sopClasses.PrintJob,
  sopClasses.BasicAnnotationBox,
  ...storedPrintSopClasses,
]);

/** Operations by SOP class. A Meta class has none of its own: naming one in a request is an error. */
export const services: ReadonlyMap<string, SopClassOperations> = new Map([
  [sopClasses.BasicFilmSession, filmSessionOperations],
  [sopClasses.BasicFilmBox, filmBoxOperations],
  [sopClasses.BasicGrayscaleImageBox, grayscaleImageBoxOperations],
  [sopClasses.BasicColorImageBox, colorImageBoxOperations],
  [sopClasses.BasicAnnotationBox, annotationBoxOperations],
  [sopClasses.PresentationLut, presentationLutOperations],
  [sopClasses.Printer, printerOperations],
  [sopClasses.PrintJob, printJobOperations],
]);

/** Performs one N-request. */
export async function perform(
  context: OperationContext,
  request: NRequest,
  received: ReceivedDataSet,
): Promise<Reply> {
  const sopClassUid =
    'requestedSopClassUid' in request ? request.requestedSopClassUid : request.affectedSopClassUid;
  const operations = services.get(sopClassUid);
  if (!operations) return failure(status.noSuchSopClass, 'no such SOP class here');
  const notOffered = failure(
    status.unrecognizedOperation,
    `${operations.name} has no ${request.kind.slice(0, -3)}`,
  );
  switch (request.kind) {
    case 'N-GET-RQ':
      return (await operations['N-GET-RQ']?.(context, request, received)) ?? notOffered;
    case 'N-SET-RQ':
      return (await operations['N-SET-RQ']?.(context, request, received)) ?? notOffered;
    case 'N-ACTION-RQ':
      return (await operations['N-ACTION-RQ']?.(context, request, received)) ?? notOffered;
    case 'N-CREATE-RQ':
      return (await operations['N-CREATE-RQ']?.(context, request, received)) ?? notOffered;
    case 'N-DELETE-RQ':
      return (await operations['N-DELETE-RQ']?.(context, request, received)) ?? notOffered;
    default:
      throw unreachable(request);
  }
}
