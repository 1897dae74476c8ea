// What a printer says of itself (Printer N-GET, PS3.4 H.4.6): asked before a film is sent, because a printer that is
// out of order is better left alone.
import { sopClasses, sopInstances } from '../dicom/uids.ts';
import { PrintFailure, type PrintAssociation } from './print-association.ts';

export interface PrinterReport {
  /** NORMAL, WARNING or FAILURE. */
  readonly status: string;
  readonly statusInfo: string;
  readonly name?: string;
  readonly manufacturer?: string;
  readonly model?: string;
}

/**
 * @returns undefined when the printer does not tell: then it is tried.
 * @throws PrintFailure when it says FAILURE.
 */
export async function readPrinter(
  link: PrintAssociation,
  context: number,
): Promise<PrinterReport | undefined> {
  const step = 'N-GET of the printer';
  const response = await link.attempt(step, context, {
    kind: 'N-GET-RQ',
    requestedSopClassUid: sopClasses.Printer,
    requestedSopInstanceUid: sopInstances.Printer,
    // No list asks for all: some printers refuse a list that names one attribute they do not know.
  });
  const data = response?.data;
  const status = data?.string('PrinterStatus');
  if (!data || status === undefined) return undefined;
  const statusInfo = data.string('PrinterStatusInfo') ?? '';
  const { calledAeTitle } = link.association;
  if (status === 'FAILURE') {
    throw new PrintFailure(
      step,
      `${calledAeTitle} is out of order (FAILURE, ${statusInfo}); nothing was sent to it`,
    );
  }
  if (status !== 'NORMAL') link.note(step, `the printer says ${status}: ${statusInfo}`);
  const [name, manufacturer, model] = [
    data.string('PrinterName'),
    data.string('Manufacturer'),
    data.string('ManufacturerModelName'),
  ];
  return {
    status,
    statusInfo,
    ...(name === undefined ? {} : { name }),
    ...(manufacturer === undefined ? {} : { manufacturer }),
    ...(model === undefined ? {} : { model }),
  };
}
