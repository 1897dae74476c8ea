// The retired storage SOP classes of films and their images (PS3.4-2004 B.5), whose objects are printed.
import { sopClasses } from '../../dicom/data-set/uids.ts';
import type { Printer } from '../../shared/film/printer.ts';

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

const storageClass = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.\d/;

/**
 * Whether this is a storage class of images that a printer does not store (PS3.4 annex B). Its presentation contexts are
 * accepted nevertheless, because a C-STORE response can explain the refusal and the refusal of a context cannot.
 */
export function isStoredElsewhere(uid: string): boolean {
  return storageClass.test(uid) && storedPrintClass(uid) === undefined;
}

/** The error comment of that response; the log has the full explanation. */
export const notStoredComment = 'images are not stored here; print them by DICOM Print';
export const notStoredSentence =
  'images that are sent by C-STORE are not printed: no rule of this server applies to them; set the printer up as a DICOM printer (Print Management) at the client, or print files with `hardcopy print`';

/** The classes of a printer. */
export function storedPrintSopClassesOf(
  printer: Pick<Printer, 'storedPrint'>,
): readonly StoredPrintSopClass[] {
  return printer.storedPrint ? storedPrintSopClasses : [];
}
