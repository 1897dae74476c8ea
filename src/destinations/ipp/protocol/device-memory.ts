// What was learned of a printer by trying: each way that it does not take is tried once, until it is started again (its
// firmware may be another one then). Not kept over a restart of the server.
import type { DocumentFormat } from '../../../render/sheet/document-formats.ts';

export class DeviceMemory {
  /** Create-Job and Send-Document are refused, whatever it lists: Print-Job does. */
  printJobOnly = false;
  /** Validate-Job is refused, whatever it is asked. */
  noValidation = false;
  /** A job has one document, whatever it lists (server-error-multiple-document-jobs-not-supported). */
  oneDocument = false;
  /** Formats that it lists and does not print: they are tried last. */
  readonly unreadable = new Set<DocumentFormat>();

  forget(): void {
    this.printJobOnly = false;
    this.noValidation = false;
    this.oneDocument = false;
    this.unreadable.clear();
  }
}
