// Failures between us and a peer on an association, other than invalid bytes of the peer (WireFailure in errors.ts, answered
// with an A-ABORT). Thrown by dicom/, caught by the user of the association.

/** How an association ended. */
export type AssociationEnd =
  | { readonly kind: 'released' }
  /** A-ABORT by the peer, or by us (`by`), with source and reason of PS3.8 9.3.8. */
  | {
      readonly kind: 'aborted';
      readonly by: 'peer' | 'us';
      readonly source: number;
      readonly reason: number;
      readonly detail: string;
    }
  /** The transport connection broke (an implied abort). */
  | { readonly kind: 'lost'; readonly detail: string };

/**
 * The association ended while it was still needed. Thrown by `send`, `release` and `messages` of an association
 * (dicom/upper-layer/). The server has logged the end and drops the association's objects; the print client makes a
 * PrintFailure `lost` or `unreachable` of it.
 */
export class AssociationFailure extends Error {
  readonly end: AssociationEnd;

  constructor(end: AssociationEnd) {
    super(end.kind === 'released' ? 'the association was released' : end.detail);
    this.name = 'AssociationFailure';
    this.end = end;
  }
}

/** Result, source and reason of an A-ASSOCIATE-RJ (PS3.8 table 9-21). */
interface Rejection {
  readonly result: number;
  readonly source: number;
  readonly reason: number;
}

/**
 * The peer answered our association request with an A-ASSOCIATE-RJ. Thrown by `connect` (dicom/upper-layer/requestor.ts);
 * the print client makes a PrintFailure `rejected` of it, or `rejected-transient` for result 2.
 */
export class AssociationRefusal extends Error {
  readonly result: number;
  readonly source: number;
  readonly reason: number;

  /** @param message names the refusing side and the reason */
  constructor(message: string, { result, source, reason }: Rejection) {
    super(message);
    this.name = 'AssociationRefusal';
    this.result = result;
    this.source = source;
    this.reason = reason;
  }
}

/**
 * A stream of bytes ended where more were needed. Thrown by `ByteSource` and caught by the data set reader, which throws the
 * failure of its caller instead, with the place of the end: WireFailure `data-set-invalid` on an association, an unusable file
 * elsewhere.
 */
export class TruncationFailure extends Error {
  constructor() {
    super('the bytes end where more are needed');
    this.name = 'TruncationFailure';
  }
}
