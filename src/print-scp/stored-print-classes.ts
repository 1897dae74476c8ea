// The retired storage SOP classes whose objects are films and their images (PS3.4-2004 B.5): what is sent to be stored
// here is printed.
import { sopClasses } from '../dicom/uids.ts';
import type { Printer } from '../printer.ts';

const storedPrintSopClasses = [
  sopClasses.StoredPrint,
  sopClasses.HardcopyGrayscaleImage,
  sopClasses.HardcopyColorImage,
] as const;

type StoredPrintSopClass = (typeof storedPrintSopClasses)[number];

/** The class, if it is one of these. */
export function storedPrintClass(uid: string): StoredPrintSopClass | undefined {
  return storedPrintSopClasses.find((known) => known === uid);
}

/** Those of a printer. */
export function storedPrintSopClassesOf(
  printer: Pick<Printer, 'storedPrint'>,
): readonly StoredPrintSopClass[] {
  return printer.storedPrint ? storedPrintSopClasses : [];
}
