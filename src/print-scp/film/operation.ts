// Arguments and results of the operations of the Print service. The operations (film-session.ts and its neighbors) work on
// requests, data sets and the film tree; print-scp.ts works on associations and messages.
import type { DataSet, Tag } from '../../dicom/data-set/data-set.ts';
import type {
  NActionRequest,
  NCreateRequest,
  NDeleteRequest,
  NGetRequest,
  NSetRequest,
} from '../../dicom/dimse/dimse-commands.ts';
import { isUid } from '../../dicom/data-set/uids.ts';
import { newUid } from '../../shared/uid.ts';
import type { PresentationLut } from '../../shared/film/film.ts';
import type { Log } from '../../shared/log/log.ts';
import type { Printer } from '../../shared/film/printer.ts';
import type { Findings, Verdict } from '../tables/assign.ts';
import type { InstanceReference } from '../rules/reference-rules.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import type { AssociationEvents } from '../events/events.ts';
import type { FilmTree } from './film-tree.ts';
import type { ReceivedProfile } from '../receive/profile-receiver.ts';
import type { ReceivedPixels } from '../receive/pixel-receiver.ts';
import type { PrintScpPorts } from '../ports.ts';
import { status, type Status } from '../rules/status.ts';
import type { SubstitutionLog } from './substitution-log.ts';

export interface PrintScpLimits {
  readonly imageBytes: number;
  readonly boxesPerFilm: number;
  readonly filmsPerSession: number;
}

/** One association, as its operations see it. */
export interface OperationContext {
  readonly printer: Printer;
  /** The client-specific workarounds. */
  readonly profile: ClientProfile;
  readonly ports: PrintScpPorts;
  readonly events: Pick<AssociationEvents, 'follow' | 'followExisting' | 'unfollow'>;
  /** Content hash of a blob that arrived on this association, by key; empty where retries are not recognized. */
  readonly digests: ReadonlyMap<string, string>;
  readonly limits: PrintScpLimits;
  readonly tree: FilmTree;
  readonly log: Log;
  /** Decides which substitutions are logged. */
  readonly substitutionLog: SubstitutionLog;
  readonly association: string;
  readonly callingAeTitle: string;
  readonly peerAddress: string;
  /** Whether Print Job was negotiated: the response to N-ACTION then refers to the job. */
  readonly printJobNegotiated: boolean;
  /** Whether annotation boxes were negotiated: responses of film boxes then list theirs, even if there are none. */
  readonly annotationNegotiated: boolean;
  /** Whether the request arrived on a color context: its film boxes then get color image boxes. */
  readonly color: boolean;
}

/** The result of an operation. */
export interface Reply {
  readonly status: Status;
  readonly sopInstanceUid?: string;
  readonly dataSet?: DataSet;
  /** With a warning: whether the film differs visibly from the request; default: depends on the status. */
  readonly visible?: boolean;
  /** With a warning: the data set to return instead with Success, for clients that get no warnings. */
  readonly complete?: DataSet;
  /** The status of PS3.2 annex E where it differs from PS3.4. */
  readonly annexE?: Status;
  readonly attributeIdentifierList?: readonly Tag[];
  readonly errorComment?: string;
}

export type NRequest = NGetRequest | NSetRequest | NActionRequest | NCreateRequest | NDeleteRequest;

/** A request's data set, and the pixels that came with it. */
export interface ReceivedDataSet {
  readonly dataSet: DataSet;
  readonly pixels: ReceivedPixels;
  /** Absent in data sets that were not received but built by the server. */
  readonly iccProfile?: ReceivedProfile;
}

type Operation<R extends NRequest> = (
  context: OperationContext,
  request: R,
  received: ReceivedDataSet,
) => Reply | Promise<Reply>;

/** The operations of one SOP class; any other is answered with 0211. */
export interface SopClassOperations {
  readonly name: string;
  readonly 'N-GET-RQ'?: Operation<NGetRequest>;
  readonly 'N-SET-RQ'?: Operation<NSetRequest>;
  readonly 'N-ACTION-RQ'?: Operation<NActionRequest>;
  readonly 'N-CREATE-RQ'?: Operation<NCreateRequest>;
  readonly 'N-DELETE-RQ'?: Operation<NDeleteRequest>;
}

/** A failure with a comment of at most 64 characters (LO). */
export function failure(code: Status, errorComment: string): Reply {
  return { status: code, errorComment: errorComment.slice(0, 64) };
}

/** A reply with the verdict's status and data, or the given data set where the verdict has none of its own. */
export function replyOf(verdict: Verdict, dataSet?: DataSet): Reply {
  const data = verdict.offending ?? dataSet;
  return {
    status: verdict.status,
    ...(data ? { dataSet: data } : {}),
    ...(dataSet && dataSet !== data ? { complete: dataSet } : {}),
    ...(verdict.attributeIdentifierList ? { attributeIdentifierList: verdict.attributeIdentifierList } : {}),
    ...(verdict.errorComment === undefined ? {} : { errorComment: verdict.errorComment }),
  };
}

/** The UID of a new instance: the client's, or a new one if the client sent none; a Reply if the client's cannot be used. */
export function instanceUidFor(context: OperationContext, request: NCreateRequest): string | Reply {
  const uid = request.affectedSopInstanceUid;
  if (uid === undefined) return newUid();
  if (!isUid(uid)) return failure(status.invalidSopInstance, 'the SOP Instance UID is not a UID');
  if (context.tree.find(uid)) return failure(status.duplicateSopInstance, 'the SOP Instance UID is in use');
  return uid;
}

/** The referenced presentation LUT; undefined without a reference, a Reply if the LUT does not exist. */
export function referencedLut(
  context: OperationContext,
  reference: InstanceReference | undefined,
): PresentationLut | undefined | Reply {
  if (!reference) return undefined;
  return (
    context.tree.findPresentationLut(reference.sopInstanceUid) ??
    failure(status.invalidAttributeValue, 'reference to an unknown presentation LUT')
  );
}

export function isReply(value: PresentationLut | Reply | undefined): value is Reply {
  return value !== undefined && 'status' in value;
}

/** Logs the substitutions. */
export function logSubstitutions(context: OperationContext, findings: Findings): void {
  context.substitutionLog.note(findings.substitutions);
}
