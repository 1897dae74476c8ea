// The SOP classes that are used of other printers (SCU): by the print client of the command line, and to forward films.
import { sopClasses } from '../dicom/data-set/uids.ts';
import { reportClasses } from './printer-report.ts';

/** Proposed to print films (print-client.ts), as far as the films need them. */
export const printClientClasses: readonly string[] = [
  sopClasses.Verification,
  sopClasses.BasicGrayscalePrintManagementMeta,
  sopClasses.BasicColorPrintManagementMeta,
  sopClasses.PresentationLut,
  sopClasses.PrintJob,
  sopClasses.BasicAnnotationBox,
];

/** Proposed to imagers, for films and for their status. */
export const forwardingClasses: readonly string[] = [...new Set([...printClientClasses, ...reportClasses])];
