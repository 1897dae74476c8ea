// Queries the state of an imager: Printer N-GET on an association of its own (PS3.4 H.4.6), C-ECHO where the Printer class is
// not supported.
import { messageOf } from '../../shared/errors/errors.ts';
import { PrintFailure } from '../../shared/errors/device-failures.ts';
import { PrintAssociation } from '../../print-scu/print-association.ts';
import { queryReport, reportClasses, type PrinterReport } from '../../print-scu/printer-report.ts';
import type { DicomDestination } from './dicom-settings.ts';
import type { DeviceState } from '../destination.ts';
import { infoTerm } from './dicom-failure.ts';
import { questionAddress, questionResponseMs } from './imager-address.ts';

/** Queries the imager; never throws. */
export async function imagerState(
  destination: DicomDestination,
  signal: AbortSignal | undefined,
): Promise<DeviceState> {
  try {
    const link = await PrintAssociation.open(questionAddress(destination), reportClasses, {
      responseTimeout: questionResponseMs,
    });
    const abort = () => {
      link.abort('the query was stopped');
    };
    signal?.addEventListener('abort', abort);
    try {
      if (signal?.aborted) abort();
      return await queryState(link, destination);
    } finally {
      signal?.removeEventListener('abort', abort);
      // The release response is not awaited: the query is answered.
      void link.close();
    }
  } catch (error) {
    return troubleOf(error);
  }
}

async function queryState(link: PrintAssociation, { aeTitle }: DicomDestination): Promise<DeviceState> {
  const report = await queryReport(link);
  if (report) return stateOf(aeTitle, report);
  const detail = `${aeTitle} answers; it does not report its status.`;
  return { status: 'NORMAL', info: 'NORMAL', ready: true, detail };
}

/** Converts the imager's report to the state of a device. At WARNING it accepts jobs; at FAILURE jobs wait here. */
function stateOf(aeTitle: string, { status, statusInfo, manufacturer, model }: PrinterReport): DeviceState {
  const make = [manufacturer, model].filter((part) => part !== undefined).join(' ');
  const known = make === '' ? {} : { model: make };
  if (status === 'NORMAL') {
    return { status, info: 'NORMAL', ready: true, detail: `${aeTitle} is ready.`, ...known };
  }
  const info = infoTerm(statusInfo, 'CHECK PRINTER');
  const detail = `${aeTitle} reports ${status}: ${statusInfo === '' ? 'no reason given' : statusInfo}; check its panel.`;
  const reasons = statusInfo === '' ? [] : [statusInfo];
  return status === 'FAILURE'
    ? { status, info, ready: false, detail, reasons, ...known }
    : { status: 'WARNING', info, ready: true, detail, reasons, ...known };
}

function troubleOf(error: unknown): DeviceState {
  const kind = error instanceof PrintFailure ? error.kind : undefined;
  const detail = `${messageOf(error)}.`;
  if (kind === 'rejected-transient') return { status: 'WARNING', info: 'PRINTER BUSY', ready: false, detail };
  if (kind === 'unreachable' || kind === 'lost') {
    return { status: 'FAILURE', info: 'PRINTER OFFLINE', ready: false, detail };
  }
  return { status: 'FAILURE', info: 'ELEC CONFIG ERR', ready: false, detail };
}
