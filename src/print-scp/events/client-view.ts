// What a client is shown of jobs and of the printer: the truth, bent as far as its profile says. N-GET and events
// show the same.
import type { Printer, PrinterStatus } from '../../shared/film/printer.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import type { PrintJobView, PrintScpPorts } from '../ports.ts';

/** The job for a client of this profile: DONE as soon as it is in the spool, if that is what DONE means to it. */
export function shownJob(job: PrintJobView, profile: ClientProfile): PrintJobView {
  if (profile.done === 'delivered' || job.executionStatus === 'FAILURE') return job;
  return { ...job, executionStatus: 'DONE', executionStatusInfo: 'NORMAL' };
}

/**
 * Printer Status Info of a FAILURE, to clients that are told of failures: what PS3.2 tables E.4.2-28 or E.4.2-30 list for
 * FAILURE, but for CALIBRATION ERR and PROC DOWN, which E.4.2-30 lists for WARNING.
 */
export const failureInfos: ReadonlySet<string> = new Set([
  ...[
    'CHECK PRINTER',
    'ELEC CONFIG ERR',
    'ELEC SW ERROR',
    'FILM TRANS ERR',
    'PRINTER DOWN',
    'PRINTER OFFLINE',
  ],
  'UNKNOWN',
]);

/**
 * The printer's status for a client of this profile. A device out of paper is of no concern to a client that drops its
 * film for it, while the spool can keep the film until there is paper.
 */
export async function shownPrinterStatus(
  status: PrinterStatus,
  profile: ClientProfile,
  ports: Pick<PrintScpPorts, 'spoolHasRoom'>,
  printer?: Pick<Printer, 'lastCalibration'>,
): Promise<PrinterStatus> {
  const expired = profile.calibrationStatus === 'shown' && printer?.lastCalibration?.expired === true;
  // Whoever asked to see it sees it whatever else is hidden; trouble that stops films goes before it.
  if (expired && status.status === 'NORMAL') return { status: 'WARNING', info: 'CALIBRATION ERR' };
  if (profile.printerStatus === 'shown' || status.status === 'NORMAL') return status;
  if (profile.printerStatus === 'failure') {
    return failureInfos.has(status.info) ? { status: 'FAILURE', info: status.info } : status;
  }
  if (!(await ports.spoolHasRoom())) return status;
  return profile.printerStatus === 'normal'
    ? { status: 'NORMAL', info: 'NORMAL' }
    : { status: 'WARNING', info: 'SUPPLY LOW' };
}

/** Printer Name (2110,0030), LO of 64 characters. */
export const printerName = (printer: Pick<Printer, 'name'>): string => printer.name.slice(0, 64);
