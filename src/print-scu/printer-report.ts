// What a printer says of itself (Printer N-GET, PS3.4 H.4.6): asked before a film is sent, because a printer that is
// out of order is better left alone.
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

/** The classes that report for the printer, best first; and one that only shows that the peer answers. */
const printerClasses = [
  sopClasses.Printer,
  sopClasses.BasicGrayscalePrintManagementMeta,
  sopClasses.BasicColorPrintManagementMeta,
];
export const reportClasses: readonly string[] = [...printerClasses, sopClasses.Verification];

/**
 * What the printer says of itself on an association that proposed `reportClasses`; where it has no Printer class,
 * whether it answers an echo: undefined then.
 * @throws PrintFailure when it does not answer.
 */
export async function askReport(link: PrintAssociation): Promise<PrinterReport | undefined> {
  const context = printerClasses.map((uid) => link.contextOf(uid)).find((id) => id !== undefined);
  const report = context === undefined ? undefined : await askPrinter(link, context);
  const verification = link.contextOf(sopClasses.Verification);
  if (report || verification === undefined) return report;
  const command = { kind: 'C-ECHO-RQ', affectedSopClassUid: sopClasses.Verification } as const;
  await link.perform('C-ECHO', { contextId: verification, command });
  return undefined;
}

/** What the printer reports of itself; undefined when it does not. */
async function askPrinter(link: PrintAssociation, context: number): Promise<PrinterReport | undefined> {
  const response = await link.attempt(step, {
    contextId: context,
    command: {
      kind: 'N-GET-RQ',
      requestedSopClassUid: sopClasses.Printer,
      requestedSopInstanceUid: sopInstances.Printer,
      // No list asks for all: some printers refuse a list that names one attribute they do not know.
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
 * The same before something is printed.
 * @returns undefined when the printer does not report: then it is tried.
 * @throws PrintFailure when it reports FAILURE.
 */
export async function readPrinter(
  link: PrintAssociation,
  context: number,
): Promise<PrinterReport | undefined> {
  const report = await askPrinter(link, context);
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
  link.note(step, `the printer says ${status}: ${statusInfo}`);
  return report;
}

/** Which films the printer takes, of an association that proposed `reportClasses`. */
export interface AcceptedFilms {
  readonly gray: boolean;
  readonly color: boolean;
  /** A sentence, where it is the transfer syntaxes that keep grayscale films from it. */
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
