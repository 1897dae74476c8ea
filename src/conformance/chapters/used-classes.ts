// The SOP classes that are used of other printers (SCU): by the print client of the command line, and by printers whose
// films go on to imagers.
import { sopClasses } from '../../dicom/data-set/uids.ts';
import { reportClasses } from '../../print-scu/printer-report.ts';
import type { Printer } from '../../shared/film/printer.ts';
import type { Config } from '../../config/config.ts';
import { devicesOf, remotesOf } from '../tables/devices.ts';

/** Proposed to print films (print-scu/print-client.ts), as far as the films need them. */
export const printClientClasses: readonly string[] = [
  sopClasses.Verification,
  sopClasses.BasicGrayscalePrintManagementMeta,
  sopClasses.BasicColorPrintManagementMeta,
  sopClasses.PresentationLut,
  sopClasses.PrintJob,
  sopClasses.BasicAnnotationBox,
];

/** Proposed to the imagers of a printer, for films and for their status; none where it has no imager. */
export function forwardingClasses(printer: Printer): readonly string[] {
  if (devicesOf(printer).imagers.length === 0) return [];
  return [...new Set([...printClientClasses, ...reportClasses])];
}

/** The same, with Verification where remote systems are verified in the name of the printer. */
export function usedClasses(printer: Printer, config: Config): readonly string[] {
  const verified = remotesOf(printer, config).length > 0 ? [sopClasses.Verification] : [];
  return [...new Set([...forwardingClasses(printer), ...verified])];
}
