// Why an operation on a printer came to nothing: before there was an answer in IPP, or by the status of that answer.
// What it means for a delivery is delivery-failure.ts.
import type { IppOperation } from './ipp-message.ts';

/**
 * - `unreachable`: no connection;
 * - `silent`: connected, then nothing for too long;
 * - `slow`: it went on, without an end or below the minimum rate;
 * - `cut`: the connection ended before the answer did;
 * - `certificate`: TLS does not show the certificate that is trusted;
 * - `credentials`: user name and password are missing or wrong;
 * - `refused`: HTTP says that this is no place for printing (404, 403, 426 …);
 * - `unavailable`: HTTP says that it does not work at the moment (503, 507 …);
 * - `not-ipp`: an answer that is none.
 */
export type Trouble =
  | 'unreachable'
  | 'silent'
  | 'slow'
  | 'cut'
  | 'certificate'
  | 'credentials'
  | 'refused'
  | 'unavailable'
  | 'not-ipp';

/** No answer in IPP; the message is a sentence for people. */
export class IppFailure extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'IppFailure';
    this.trouble = trouble;
  }
}

/** The printer answered, and said no. */
export class IppRefusal extends Error {
  readonly operation: IppOperation;
  /** RFC 8011 B.1. */
  readonly status: string;
  /** Attributes that it did not take. */
  readonly unsupported: readonly string[];

  constructor(operation: IppOperation, status: string, unsupported: readonly string[] = [], said?: string) {
    super(`${operation} was answered ${status}${said === undefined ? '' : ` (${said})`}`);
    this.name = 'IppRefusal';
    this.operation = operation;
    this.status = status;
    this.unsupported = unsupported;
  }
}
