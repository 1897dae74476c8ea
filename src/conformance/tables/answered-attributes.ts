// Attributes of N-GET responses and events: of the printer, its configuration, its queue and print jobs.
import { errorTable } from '../../shared/errors/error-table.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import { filmSizeOf } from '../../shared/film/film-sizes.ts';
import { annexELengths, annexENotSent } from '../../print-scp/events/annex-e-answers.ts';
import { shippedProfile, shippedProfileNames } from '../../print-scp/clients/client-profiles.ts';
import { failureInfos } from '../../print-scp/events/client-view.ts';
import { jobEventTypes, printerEventTypes } from '../../print-scp/events/events.ts';
import {
  configurationAttributes,
  displayFormatAttributes,
  mediaInstalledAttributes,
  printerConfigurationAttributes,
} from '../../print-scp/operations/printer-configuration.ts';
import { printQueueAttributes } from '../../print-scp/operations/print-queue.ts';
import type { PrintJobView } from '../../print-scp/ports.ts';
import { printerAttributes, printJobAttributes } from '../../print-scp/operations/status-objects.ts';
import type { ConfiguredPrinter } from '../../config/printer-config.ts';
import { answerTable, getRows } from './attribute-tables.ts';
import { kindsOf } from './devices.ts';
import { paragraph, table, type Block } from '../formats/document.ts';
import { attributeCells, attributeName } from './names.ts';

/** The terms for problems at the destinations of a printer (PS3.3 C.13.9.1), and those of `more`. */
function troubleTerms(printer: ConfiguredPrinter, more: readonly string[] = []): string {
  const kinds = kindsOf(printer);
  const terms = new Set([...more, ...kinds.flatMap(({ conformance }) => conformance.statusTerms)]);
  const others = kinds.flatMap(({ conformance, names }) => conformance.otherTerms?.(names) ?? []);
  return [`one of ${[...terms].sort().join(', ')}`, ...others].join(', or ');
}

function printerStatusInfo(printer: ConfiguredPrinter): string {
  return `NORMAL; with WARNING ${troubleTerms(printer)}; depending on the client’s profile SUPPLY LOW instead, or CALIBRATION ERR for an expired calibration`;
}

/** Descriptions of failed jobs from the error table. */
const failureTerms = Object.values(errorTable).flatMap((entry) =>
  'executionStatusInfo' in entry ? [entry.executionStatusInfo] : [],
);

function jobStatusInfo(printer: ConfiguredPrinter): string {
  return `NORMAL when DONE, and while PRINTING without trouble; QUEUED while PENDING in the queue; with FAILURE, and while the job waits for a problem to be solved, ${troubleTerms(printer, failureTerms)}`;
}

/** Values for clients of profile annex-e (PS3.2 tables E.4.2-28 to E.4.2-40). */
const annexEAnswers = paragraph(
  `For clients with profile annex-e, texts have the lengths of PS3.2 annex E: ${Object.entries(annexELengths)
    .map(([keyword, length]) => `${attributeName(keyword)} ${length} characters`)
    .join(
      ', ',
    )}. ${annexENotSent.map((keyword) => attributeName(keyword)).join(' and ')} are not sent to them, and unknown (0107) when they are asked for.`,
);

/** Shipped profiles whose clients receive FAILURE. */
const failureProfiles = shippedProfileNames
  .filter((name) => shippedProfile(name).printerStatus === 'failure')
  .join(', ');
const failureTermsText = [...failureInfos].join(', ');

function printerGet(printer: ConfiguredPrinter): readonly Block[] {
  return [
    answerTable('Printer N-GET response attributes', [
      ...getRows({
        table: printerAttributes,
        source: { printer, status: { status: 'NORMAL', info: 'NORMAL' } },
        values: {
          PrinterStatus: `NORMAL; WARNING while a destination has a problem, whether or not it continues to print; FAILURE only to clients whose profile has printerStatus: failure (of the shipped profiles: ${failureProfiles}), of ${failureTermsText}`,
          PrinterStatusInfo: printerStatusInfo(printer),
        },
      }),
    ]),
    paragraph(
      'While the status is WARNING, the server accepts and keeps films; films that a device cannot print now are printed when the cause is removed. Client profiles may show NORMAL or SUPPLY LOW instead, as long as the spool has space.',
    ),
    annexEAnswers,
  ];
}

function printerEvents(printer: ConfiguredPrinter): readonly Block[] {
  return [
    answerTable('Printer N-EVENT-REPORT attributes', [
      [...attributeCells('PrinterStatusInfo'), printerStatusInfo(printer), 'ALWAYS with Warning and Failure'],
      [...attributeCells('PrinterStatus'), 'WARNING or FAILURE', 'ALWAYS with Warning and Failure'],
      [...attributeCells('PrinterName'), 'As with N-GET', 'ALWAYS with Warning and Failure'],
    ]),
    eventTable('Printer', printerEventTypes, {
      NORMAL: 'The cause of a warning is removed; waiting print jobs are printed.',
      WARNING:
        'A destination has a problem; if it does not print, print jobs wait for it. The problem is logged and shown to the operator.',
      FAILURE: `To clients whose profile has printerStatus: failure (of the shipped profiles: ${failureProfiles}), of ${failureTermsText}. Films are accepted and kept nevertheless.`,
    }),
    paragraph(
      'Sent to every association that negotiated the Printer SOP Class or a Meta SOP Class, when the status changes, unless the client’s profile switches them off or its access rule does not allow status queries. Normal is sent without a data set.',
    ),
    confirmation,
  ];
}

const confirmation = paragraph(
  'One event is outstanding at a time; the next is sent when the client has confirmed it, with any status, or after the timeout for confirmations. An unconfirmed event affects neither jobs nor the association.',
);

function eventTable<State extends string>(
  name: string,
  types: Readonly<Record<State, number>>,
  behaviors: Readonly<Record<State, string>>,
): Block {
  return table(
    `${name} N-EVENT-REPORT event types`,
    ['Event type name', 'Event Type ID', 'Behavior'],
    // Object.keys widens the states to string; there are no others.
    (Object.keys(types) as State[]).map((state) => [
      state.charAt(0) + state.slice(1).toLowerCase(),
      String(types[state]),
      behaviors[state],
    ]),
  );
}

function configurationGet(printer: ConfiguredPrinter): readonly Block[] {
  const matrix = () => undefined;
  const sheet = {
    ...filmSizeOf(printer.defaults.filmSize, printer),
    filmOrientation: printer.defaults.filmOrientation,
    imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 1 },
    requestedResolutionId: 'STANDARD',
  } as const;
  const media = getRows({
    table: mediaInstalledAttributes,
    depth: 2,
    source: { printer, itemNumber: 1, filmSizeId: printer.defaults.filmSize },
    values: {
      ItemNumber: '1 for the default film size, and upward',
      FilmSizeID: printer.filmSizes.join(', '),
    },
  });
  const formats = getRows({
    table: displayFormatAttributes,
    depth: 2,
    source: { printer, matrix, sheet },
    values: {
      Rows: 'Of each image box in device pixels; absent where the boxes differ',
      Columns: 'Of each image box in device pixels; absent where the boxes differ',
      ImageDisplayFormat: 'Common formats; others are accepted as well',
      FilmOrientation: 'PORTRAIT and LANDSCAPE',
      FilmSizeID: printer.filmSizes.join(', '),
      PrinterResolutionID: 'STANDARD or HIGH',
      PrinterPixelSpacing: `Of ${printer.resolution} (STANDARD) or ${printer.highResolution} (HIGH) pixels per inch, mm`,
    },
  });
  const items = getRows({
    table: configurationAttributes,
    depth: 1,
    source: { printer, metaSopClass: sopClasses.BasicGrayscalePrintManagementMeta, matrix, roomBytes: 0 },
    values: {
      MaximumMemoryAllocation: 'Free disk space, KB',
      SOPClassesSupported: 'The Meta SOP Class of the item, and every optional SOP class',
      MediaInstalledSequence: 'One item for each film size',
      SupportedImageDisplayFormatsSequence: 'One item for each sheet that is described',
    },
  });
  return [
    answerTable('Printer Configuration Retrieval N-GET response attributes', [
      ...getRows({
        table: printerConfigurationAttributes,
        source: { printer, matrix, roomBytes: 0 },
        values: { PrinterConfigurationSequence: 'One item for each Meta SOP Class' },
      }),
      ...items.flatMap((row) => [
        row,
        ...(row[0] === '>Media Installed Sequence' ? media : []),
        ...(row[0] === '>Supported Image Display Formats Sequence' ? formats : []),
      ]),
    ]),
    paragraph(
      'To clients of profile annex-e the Decimate/Crop Result is the behavior alone, without DEF (PS3.2 table E.4.2-40).',
    ),
  ];
}

function queueGet(printer: ConfiguredPrinter): readonly Block[] {
  return [
    paragraph(
      'Retired by the standard; supported for clients that query it before they print. The print jobs of the queue are not listed.',
    ),
    answerTable(
      'Print Queue Management N-GET response attributes',
      getRows({ table: printQueueAttributes, source: printer }),
    ),
  ];
}

function jobGet(printer: ConfiguredPrinter): readonly Block[] {
  const job: PrintJobView = {
    id: '',
    printJobUid: '',
    executionStatusInfo: 'NORMAL',
    createdAt: new Date(0),
    printer: printer.aeTitle,
    callingAeTitle: '',
    executionStatus: 'DONE',
    priority: 'LOW',
  };
  return [
    answerTable(
      'Print Job N-GET response attributes',
      getRows({
        table: printJobAttributes,
        source: { job, printerName: printer.name },
        values: {
          ExecutionStatus: 'PENDING, PRINTING, DONE or FAILURE',
          ExecutionStatusInfo: jobStatusInfo(printer),
          PrintPriority: 'LOW, MED or HIGH, as of the film session',
          CreationDate: 'Date of the N-ACTION',
          CreationTime: 'Time of the N-ACTION, the server’s local time',
          Originator: 'Calling AE title of the association that printed',
        },
      }),
    ),
    paragraph(
      'Any association may query any print job by its Print Job SOP Instance UID, as long as the job is kept (see the configuration parameters).',
    ),
  ];
}

function jobEvents(printer: ConfiguredPrinter): readonly Block[] {
  const { doneWithinSeconds } = shippedProfile('standard');
  return [
    answerTable('Print Job N-EVENT-REPORT attributes', [
      [...attributeCells('ExecutionStatusInfo'), jobStatusInfo(printer), 'ALWAYS'],
      [...attributeCells('FilmSessionLabel'), 'As of the film session; empty if it has none', 'ALWAYS'],
      [...attributeCells('PrinterName'), 'As with N-GET', 'ALWAYS'],
      [...attributeCells('PrintJobID'), 'Only to clients whose profile asks for it (retired)', 'ANAP'],
    ]),
    eventTable('Print Job', jobEventTypes, {
      PENDING: 'The print job waits in the queue, for the device, for its next attempt or for the operator.',
      PRINTING: 'The print job is being rendered or delivered, or was sent and its outcome is not known.',
      DONE: `The print job was delivered, or, where the client’s profile says so, is safe; also ${doneWithinSeconds} s after the N-ACTION if it has not ended by then, because it is safe (doneWithinSeconds of the client’s profile, here of profile standard). Final for events; N-GET continues to return the true state of the job.`,
      FAILURE: 'The print job has failed. It stays in the spool, and the operator may retry it. Final.',
    }),
    paragraph(
      'Sent on the association that created the print job, if it negotiated Print Job, unless the client’s profile switches them off. Done and Failure are final. When a job is Done (in the spool, or delivered) is a setting of the client’s profile.',
    ),
    confirmation,
  ];
}

export const printerTables = {
  [sopClasses.Printer]: { 'N-GET-RQ': printerGet, 'N-EVENT-REPORT': printerEvents },
  [sopClasses.PrinterConfigurationRetrieval]: { 'N-GET-RQ': configurationGet },
  [sopClasses.PrintQueueManagement]: { 'N-GET-RQ': queueGet },
} as const;

export const printJobTables = {
  [sopClasses.PrintJob]: { 'N-GET-RQ': jobGet, 'N-EVENT-REPORT': jobEvents },
} as const;
