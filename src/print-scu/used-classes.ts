// The SOP classes that Hardcopy uses as a client (SCU) of other printers: in the print client of the command line, and to
// forward films.
import { sopClasses } from '../dicom/data-set/uids.ts';
import { reportClasses } from './printer-report.ts';

/** Proposed by print-client.ts, as far as the films need them. */
export const printClientClasses: readonly string[] = [
  sopClasses.Verification,
  sopClasses.BasicGrayscalePrintManagementMeta,
  sopClasses.BasicColorPrintManagementMeta,
  sopClasses.PresentationLut,
  sopClasses.PrintJob,
  sopClasses.BasicAnnotationBox,
];

/** Proposed to imagers, to print films and to read the printer's status. */
export const forwardingClasses: readonly string[] = [...new Set([...printClientClasses, ...reportClasses])];
