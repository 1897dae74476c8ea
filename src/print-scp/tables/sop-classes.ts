// The SOP classes of the Print service that a printer offers, by what a client may do with them (PS3.4 H.3). Negotiation and
// Printer Configuration use these lists.
import { sopClasses } from '../../dicom/data-set/uids.ts';
import type { Printer } from '../../shared/film/printer.ts';

/** The Meta classes: what a film needs (PS3.4 H.3.2.2). */
export const metaSopClasses = [
  sopClasses.BasicGrayscalePrintManagementMeta,
  sopClasses.BasicColorPrintManagementMeta,
] as const;

/** Members of the Meta classes, which real clients propose singly. */
export const memberSopClasses = [
  sopClasses.BasicFilmSession,
  sopClasses.BasicFilmBox,
  sopClasses.BasicGrayscaleImageBox,
  sopClasses.BasicColorImageBox,
  sopClasses.Printer,
] as const;

/** Optional with either Meta class (PS3.4 H.3.3.2). */
const optionalSopClasses = [
  sopClasses.BasicAnnotationBox,
  sopClasses.PresentationLut,
  sopClasses.PrintJob,
  sopClasses.PrinterConfigurationRetrieval,
] as const;

/** Retired by the standard and still proposed by old clients; a switch of the printer. */
export const retiredSopClasses: ReadonlySet<string> = new Set([
  sopClasses.VoiLutBox,
  sopClasses.BasicPrintImageOverlayBox,
  sopClasses.PrintQueueManagement,
]);

/** The optional classes of a printer, retired ones included if it serves them. */
export function optionalSopClassesOf(printer: Pick<Printer, 'retiredClasses'>): readonly string[] {
  return [...optionalSopClasses, ...(printer.retiredClasses ? retiredSopClasses : [])];
}
