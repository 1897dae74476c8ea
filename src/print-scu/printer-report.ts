// Reads the status of a printer (Printer N-GET, PS3.4 H.4.6) before a film is sent: nothing is sent to a printer that reports
// FAILURE.
import { PrintFailure } from '../shared/errors/device-failures.ts';
import { sopClasses, sopInstances } from '../dicom/data-set/uids.ts';
import type { PrintAssociation } from './print-association.ts';

const step = 'N-GET of the printer';

export interface PrinterReport {
  /** NORMAL, WARNING or FAILURE. */
  readonly status: string;
  readonly statusInfo: string;
  readonly name?: string;
  readonly manufacturer?: string;
  readonly model?: string;
}

/** SOP classes whose context accepts Printer N-GET, best first. Verification, added below, only verifies connectivity. */
const printerClasses = [
  sopClasses.Printer,
  sopClasses.BasicGrayscalePrintManagementMeta,
  sopClasses.BasicColorPrintManagementMeta,
];
export const reportClasses: readonly string[] = [...printerClasses, sopClasses.Verification];

/**
 * The printer's report, on an association that proposed `reportClasses`. Undefined where the printer offers no Printer class
 * but answers C-ECHO.
 * @throws PrintFailure when the printer does not answer
 */
export async function queryReport(link: PrintAssociation): Promise<PrinterReport | undefined> {
  const context = printerClasses.map((uid) => link.contextOf(uid)).find((id) => id !== undefined);
  const report = context === undefined ? undefined : await queryPrinter(link, context);
  const verification = link.contextOf(sopClasses.Verification);
  if (report || verification === undefined) return report;
  const command = { kind: 'C-ECHO-RQ', affectedSopClassUid: sopClasses.Verification } as const;
  await link.perform('C-ECHO', { contextId: verification, command });
  return undefined;
}

/** The printer's report; undefined when it does not report a status. */
async function queryPrinter(link: PrintAssociation, context: number): Promise<PrinterReport | undefined> {
  const response = await link.attempt(step, {
    contextId: context,
    command: {
      kind: 'N-GET-RQ',
      requestedSopClassUid: sopClasses.Printer,
      requestedSopInstanceUid: sopInstances.Printer,
      // Without a list all attributes are requested. Some printers refuse a list with an attribute that they do not know.
    },
  });
  const data = response?.data;
  const status = data?.string('PrinterStatus');
  if (!data || status === undefined) return undefined;
  const [name, manufacturer, model] = [
    data.string('PrinterName'),
    data.string('Manufacturer'),
    data.string('ManufacturerModelName'),
  ];
  return {
    status,
    statusInfo: data.string('PrinterStatusInfo') ?? '',
    ...(name === undefined ? {} : { name }),
    ...(manufacturer === undefined ? {} : { manufacturer }),
    ...(model === undefined ? {} : { model }),
  };
}

/**
 * The printer's report before a job is printed.
 * @returns undefined when the printer does not report a status: the job is sent nevertheless
 * @throws PrintFailure when the printer reports FAILURE
 */
export async function readPrinter(
  link: PrintAssociation,
  context: number,
): Promise<PrinterReport | undefined> {
  const report = await queryPrinter(link, context);
  if (!report || report.status === 'NORMAL') return report;
  const { status, statusInfo } = report;
  const { calledAeTitle } = link.association;
  if (status === 'FAILURE') {
    throw new PrintFailure(
      step,
      `${calledAeTitle} is out of order (FAILURE, ${statusInfo}); nothing was sent to it`,
      { kind: 'out-of-order', statusInfo },
    );
  }
  link.note(step, `the printer reports ${status}: ${statusInfo}`);
  return report;
}

/** Which films the printer accepts, on an association that proposed `reportClasses`. */
export interface AcceptedFilms {
  readonly gray: boolean;
  readonly color: boolean;
  /** A sentence, where the printer does not accept grayscale films because of the transfer syntaxes. */
  readonly syntaxRefusal: string | undefined;
}

export function acceptedFilms(link: PrintAssociation): AcceptedFilms {
  return {
    syntaxRefusal: link.syntaxRefusal(
      sopClasses.BasicGrayscalePrintManagementMeta,
      'Basic Grayscale Print Management',
    ),
    gray: link.contextOf(sopClasses.BasicGrayscalePrintManagementMeta) !== undefined,
    color: link.contextOf(sopClasses.BasicColorPrintManagementMeta) !== undefined,
  };
}
