// The status terms of each kind of destination, for what describes them: what Printer Status Info and Execution Status Info
// (PS3.3 C.13.8, C.13.9) may say while a device is in trouble, and of jobs that wait or fail for it.
// test/conformance/status-terms.test.ts holds the lists against the terms in the code of each kind.
import type { DeviceDestination, PdfDestination } from '../shared/film/printer.ts';
import { jobReasons, printerReasons } from './ipp/state/status-table.ts';

type SingleKind = DeviceDestination['kind'] | PdfDestination['kind'];

/** Terms of whatever delivers: it does not answer, was set up wrongly, or failed for another reason. */
const anyDelivery = ['CHECK PRINTER', 'ELEC CONFIG ERR', 'PRINTER OFFLINE'];

const infosOf = (rows: Readonly<Record<string, { readonly info: string }>>): readonly string[] =>
  Object.values(rows).map(({ info }) => info);

/** Terms of one word or of none that is wrong. */
const good: ReadonlySet<string> = new Set(['NORMAL', 'QUEUED']);

const terms: Readonly<Record<SingleKind, readonly string[]>> = {
  pdf: [...anyDelivery, 'RECEIVER FULL'],
  ipp: [
    ...anyDelivery,
    ...infosOf(printerReasons),
    ...infosOf(jobReasons),
    ...[
      'ELEC SW ERROR',
      'INSUFFIC MEMORY',
      'INVALID PAGE DES',
      'PRINT BUFF FULL',
      'PRINTER BUSY',
      'PRINTER DOWN',
    ],
    ...['REQ MED NOT AVAI', 'SUPPLY EMPTY', 'UNKNOWN'],
  ],
  // What the imager says itself comes on top.
  dicom: [...anyDelivery, 'INVALID PAGE DES', 'PRINT BUFF FULL', 'PRINTER BUSY', 'UNKNOWN'],
};

/** The terms of trouble at a destination of this kind, sorted. */
export function statusTermsOf(kind: SingleKind): readonly string[] {
  return [...new Set(terms[kind])].filter((term) => !good.has(term)).sort();
}
