// The SOP classes of the Print service that a printer offers, by their role (PS3.4 H.3). Negotiation and Printer Configuration
// use these lists.
import { sopClasses } from '../../dicom/data-set/uids.ts';
import type { Printer } from '../../shared/film/printer.ts';

/** The Meta classes, one of which is needed to print a film (PS3.4 H.3.2.2). */
export const metaSopClasses = [
  sopClasses.BasicGrayscalePrintManagementMeta,
  sopClasses.BasicColorPrintManagementMeta,
] as const;

/** Members of the Meta classes, which real clients also propose individually. */
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

/** Classes that the standard retired and old clients still propose; enabled per printer (`retiredClasses`). */
export const retiredSopClasses: ReadonlySet<string> = new Set([
  sopClasses.VoiLutBox,
  sopClasses.BasicPrintImageOverlayBox,
  sopClasses.PrintQueueManagement,
]);

/** The optional classes of a printer, retired ones included if it serves them. */
export function optionalSopClassesOf(printer: Pick<Printer, 'retiredClasses'>): readonly string[] {
  return [...optionalSopClasses, ...(printer.retiredClasses ? retiredSopClasses : [])];
}
