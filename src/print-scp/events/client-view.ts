// The state of jobs and of the printer as reported to a client: the actual state, adjusted by the client's profile. N-GET
// and events both use it.
import type { Printer, PrinterStatus } from '../../shared/film/printer.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import type { PrintJobView, PrintScpPorts } from '../ports.ts';

/** The job for a client of this profile: DONE as soon as it is in the spool, if the profile says so. */
export function shownJob(job: PrintJobView, profile: ClientProfile): PrintJobView {
  if (profile.done === 'delivered' || job.executionStatus === 'FAILURE') return job;
  return { ...job, executionStatus: 'DONE', executionStatusInfo: 'NORMAL' };
}

/**
 * Printer Status Info of a FAILURE, for clients to which failures are reported: what PS3.2 tables E.4.2-28 or E.4.2-30 list
 * for FAILURE, except CALIBRATION ERR and PROC DOWN, which E.4.2-30 lists for WARNING.
 */
export const failureInfos: ReadonlySet<string> = new Set([
  'CHECK PRINTER',
  'ELEC CONFIG ERR',
  'ELEC SW ERROR',
  'FILM TRANS ERR',
  'PRINTER DOWN',
  'PRINTER OFFLINE',
  'UNKNOWN',
]);

/**
 * The printer's status for a client of this profile. Some clients discard a film when the device is out of paper; their profile
 * hides that as long as the spool can keep the film until paper is loaded.
 */
export async function shownPrinterStatus(
  status: PrinterStatus,
  profile: ClientProfile,
  ports: Pick<PrintScpPorts, 'spoolHasRoom'>,
  printer?: Pick<Printer, 'lastCalibration'>,
): Promise<PrinterStatus> {
  const expired = profile.calibrationStatus === 'shown' && printer?.lastCalibration?.expired === true;
  // Reported where the profile says so, even if other problems are hidden; problems that stop films take precedence.
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
