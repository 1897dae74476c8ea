// The SOP classes that the Print SCP serves, with their operations. A request is dispatched by the class that it names, on any
// print context: real clients send Printer N-GET on a Meta context, and the reverse (print-spec 7, item 21). Start at `perform`.
import { unreachable } from '../../shared/errors/errors.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { annotationBoxOperations } from './annotation-box.ts';
import { filmBoxOperations } from './film-box.ts';
import { filmSessionOperations } from './film-session.ts';
import { colorImageBoxOperations, grayscaleImageBoxOperations } from './image-box.ts';
import type {
  NRequest,
  OperationContext,
  ReceivedDataSet,
  Reply,
  SopClassOperations,
} from '../film/operation.ts';
import { failure } from '../film/operation.ts';
import { overlayBoxOperations } from '../retired/overlay-box.ts';
import { presentationLutOperations } from './presentation-lut.ts';
import { blobsWith } from '../requests/request-receiver.ts';
import { isDone, status } from '../rules/status.ts';
import { printerConfigurationOperations } from './printer-configuration.ts';
import { printQueueOperations } from './print-queue.ts';
import {
  memberSopClasses,
  metaSopClasses,
  optionalSopClassesOf,
  retiredSopClasses,
} from '../tables/sop-classes.ts';
import { printerOperations, printJobOperations } from './status-objects.ts';
import { voiLutBoxOperations } from '../retired/voi-lut-box.ts';
import { storedPrintSopClassesOf } from '../tables/stored-print-classes.ts';

/** Abstract syntaxes accepted from clients of these printers: all that at least one of the printers offers. */
export function printAbstractSyntaxes(
  printers: readonly Pick<Printer, 'retiredClasses' | 'storedPrint'>[],
): ReadonlySet<string> {
  return new Set([
    sopClasses.Verification,
    ...metaSopClasses,
    ...memberSopClasses,
    ...printers.flatMap(optionalSopClassesOf),
    ...printers.flatMap(storedPrintSopClassesOf),
  ]);
}

/** Operations by SOP class. Meta classes have none: a request that names one is an error. */
export const services: ReadonlyMap<string, SopClassOperations> = new Map([
  [sopClasses.BasicFilmSession, filmSessionOperations],
  [sopClasses.BasicFilmBox, filmBoxOperations],
  [sopClasses.BasicGrayscaleImageBox, grayscaleImageBoxOperations],
  [sopClasses.BasicColorImageBox, colorImageBoxOperations],
  [sopClasses.BasicAnnotationBox, annotationBoxOperations],
  [sopClasses.PresentationLut, presentationLutOperations],
  [sopClasses.Printer, printerOperations],
  [sopClasses.PrinterConfigurationRetrieval, printerConfigurationOperations],
  [sopClasses.PrintJob, printJobOperations],
  [sopClasses.PrintQueueManagement, printQueueOperations],
  [sopClasses.BasicPrintImageOverlayBox, overlayBoxOperations],
  [sopClasses.VoiLutBox, voiLutBoxOperations],
]);

/** Classes whose character set applies to annotation boxes too. */
const governsText: ReadonlySet<string> = new Set([sopClasses.BasicFilmSession, sopClasses.BasicFilmBox]);

function sopClassOf(request: NRequest): string {
  return 'requestedSopClassUid' in request ? request.requestedSopClassUid : request.affectedSopClassUid;
}

/** Performs one N-request. Received pixels that no object uses afterwards are discarded. */
export async function perform(
  context: OperationContext,
  request: NRequest,
  received: ReceivedDataSet,
): Promise<Reply> {
  const reply = await dispatch(context, request, received);
  const { tree } = context;
  if (
    isDone(reply.status) &&
    governsText.has(sopClassOf(request)) &&
    received.dataSet.has('SpecificCharacterSet')
  ) {
    tree.characterSets = received.dataSet.strings('SpecificCharacterSet');
  }
  const unowned = blobsWith(received).filter((blob) => !tree.owns(blob));
  if (unowned.length > 0) await context.ports.discardBlobs(unowned);
  return reply;
}

async function dispatch(
  context: OperationContext,
  request: NRequest,
  received: ReceivedDataSet,
): Promise<Reply> {
  const sopClassUid = sopClassOf(request);
  const switchedOff = retiredSopClasses.has(sopClassUid) && !context.printer.retiredClasses;
  const operations = switchedOff ? undefined : services.get(sopClassUid);
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
