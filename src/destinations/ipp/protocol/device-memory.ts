// What was learned about a printer by trying: each way that it does not accept is tried once, until the printer is restarted,
// perhaps with other firmware. Not kept when the server is restarted.
import type { DocumentFormat } from '../../../render/sheet/document-formats.ts';

export class DeviceMemory {
  /** Create-Job and Send-Document are refused, although listed: Print-Job is used. */
  printJobOnly = false;
  /** Validate-Job is always refused. */
  noValidation = false;
  /** A job may have only one document, although more are listed (server-error-multiple-document-jobs-not-supported). */
  oneDocument = false;
  /** Formats that it lists but does not print: they are tried last. */
  readonly unreadable = new Set<DocumentFormat>();

  forget(): void {
    this.printJobOnly = false;
    this.noValidation = false;
    this.oneDocument = false;
    this.unreadable.clear();
  }
}
