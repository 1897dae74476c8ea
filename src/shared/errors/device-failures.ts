// Failures of devices: of IPP printers (destinations/ipp/protocol/) and of DICOM imagers (print-scu/). Whether a delivery waits,
// tries again or fails is decided by the tables of the destination kind: destinations/ipp/delivery/delivery-failure.ts and
// destinations/dicom/dicom-failure.ts. On the command line a failure becomes a sentence and an exit code.

/**
 * - `unreachable`: no connection;
 * - `silent`: connected, but no answer in time;
 * - `slow`: the answer did not end in time, or arrived below the minimum rate;
 * - `cut`: the connection ended before the end of the answer;
 * - `certificate`: the printer's certificate is not the trusted one;
 * - `credentials`: user name and password are missing or wrong;
 * - `refused`: an HTTP status says that the URL does not accept print jobs (404, 403, 426 …);
 * - `unavailable`: an HTTP status says that the printer is temporarily unavailable (503, 507 …);
 * - `not-ipp`: an answer that is not IPP.
 */
export type IppTrouble =
  | 'unreachable'
  | 'silent'
  | 'slow'
  | 'cut'
  | 'certificate'
  | 'credentials'
  | 'refused'
  | 'unavailable'
  | 'not-ipp';

/** No answer in IPP; the message is a sentence for users. Thrown by the HTTP side of the IPP client. */
export class IppFailure extends Error {
  readonly trouble: IppTrouble;

  constructor(trouble: IppTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'IppFailure';
    this.trouble = trouble;
  }
}

/** The printer answered an operation with a status that is not success. Thrown by the IPP client. */
export class IppRefusal extends Error {
  /** Such as `Print-Job`. */
  readonly operation: string;
  /** RFC 8011 B.1. */
  readonly status: string;
  /** Attributes that the printer did not accept. */
  readonly unsupported: readonly string[];

  constructor(operation: string, status: string, unsupported: readonly string[] = [], said?: string) {
    super(`${operation} was answered ${status}${said === undefined ? '' : ` (${said})`}`);
    this.name = 'IppRefusal';
    this.operation = operation;
    this.status = status;
    this.unsupported = unsupported;
  }
}

/** Bytes that are not an IPP message, or one cut short. Thrown by the codec; the IPP client makes an IppFailure `not-ipp` of it. */
export class IppSyntaxFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'IppSyntaxFailure';
  }
}

/**
 * The cause of a failure, for the caller that decides what to do next:
 * - `unreachable`: no answer, or not in time; `rejected`: the association was rejected (`rejected-transient`: result 2);
 * - `not-offered`: the printer does not offer the service; `out-of-order`: it reports FAILURE;
 * - `lost`: the association ended during the job; `refused`: a request was answered with a failure status.
 */
export type PrintFailureKind =
  'unreachable' | 'rejected' | 'rejected-transient' | 'not-offered' | 'out-of-order' | 'lost' | 'refused';

interface PrintFailureDetail {
  readonly kind: PrintFailureKind;
  /** Printer Status Info, of a printer that is out of order. */
  readonly statusInfo?: string;
  readonly status?: number;
  readonly errorComment?: string;
  readonly cause?: unknown;
}

/** A DICOM printer was not reached, or refused a request that the film needs. Thrown by the print client. */
export class PrintFailure extends Error {
  /** The step that failed, such as `N-SET of image 2 on film 1 (ct.dcm)`. */
  readonly step: string;
  readonly kind: PrintFailureKind;
  readonly status?: number;
  readonly statusInfo?: string;
  readonly errorComment?: string;

  constructor(step: string, message: string, detail: PrintFailureDetail) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'PrintFailure';
    this.step = step;
    this.kind = detail.kind;
    if (detail.statusInfo !== undefined) this.statusInfo = detail.statusInfo;
    if (detail.status !== undefined) this.status = detail.status;
    if (detail.errorComment !== undefined) this.errorComment = detail.errorComment;
  }
}
