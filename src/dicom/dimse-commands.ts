// DIMSE commands (PS3.7 9.3, 10.3, E.1): C-ECHO, C-STORE and the N-services, as one type each. The table says
// which elements each command set has; `decodeCommand` and `encodeCommand` walk it.
import type { Tag } from './data-set.ts';

interface Request {
  readonly messageId: number;
  /** Whether a data set follows (0000,0800). */
  readonly hasDataSet: boolean;
}

interface Response {
  readonly messageIdBeingRespondedTo: number;
  readonly status: number;
  readonly hasDataSet: boolean;
  readonly affectedSopClassUid?: string;
  readonly affectedSopInstanceUid?: string;
  /** (0000,0901), (0000,0902), (0000,0903), (0000,1005): what a failure or warning says about itself. */
  readonly offendingElements?: readonly Tag[];
  readonly errorComment?: string;
  readonly errorId?: number;
  readonly attributeIdentifierList?: readonly Tag[];
}

/** A request that names its instance: the UIDs are optional because real clients leave them out. */
interface AffectedRequest extends Request {
  readonly affectedSopClassUid: string;
  readonly affectedSopInstanceUid?: string;
}
interface RequestedRequest extends Request {
  readonly requestedSopClassUid: string;
  readonly requestedSopInstanceUid?: string;
}

export interface CEchoRequest extends Request {
  readonly kind: 'C-ECHO-RQ';
  readonly affectedSopClassUid: string;
}
export interface CStoreRequest extends AffectedRequest {
  readonly kind: 'C-STORE-RQ';
  readonly priority: number;
}
export interface CCancelRequest {
  readonly kind: 'C-CANCEL-RQ';
  readonly messageIdBeingRespondedTo: number;
  readonly hasDataSet: boolean;
}
export interface NEventReportRequest extends AffectedRequest {
  readonly kind: 'N-EVENT-REPORT-RQ';
  readonly eventTypeId: number;
}
export interface NGetRequest extends RequestedRequest {
  readonly kind: 'N-GET-RQ';
  readonly attributeIdentifierList?: readonly Tag[];
}
export interface NSetRequest extends RequestedRequest {
  readonly kind: 'N-SET-RQ';
}
export interface NActionRequest extends RequestedRequest {
  readonly kind: 'N-ACTION-RQ';
  readonly actionTypeId: number;
}
export interface NCreateRequest extends AffectedRequest {
  readonly kind: 'N-CREATE-RQ';
}
export interface NDeleteRequest extends RequestedRequest {
  readonly kind: 'N-DELETE-RQ';
}
export interface CEchoResponse extends Response {
  readonly kind: 'C-ECHO-RSP';
}
export interface CStoreResponse extends Response {
  readonly kind: 'C-STORE-RSP';
}
export interface NEventReportResponse extends Response {
  readonly kind: 'N-EVENT-REPORT-RSP';
  readonly eventTypeId?: number;
}
export interface NGetResponse extends Response {
  readonly kind: 'N-GET-RSP';
}
export interface NSetResponse extends Response {
  readonly kind: 'N-SET-RSP';
}
export interface NActionResponse extends Response {
  readonly kind: 'N-ACTION-RSP';
  readonly actionTypeId?: number;
}
export interface NCreateResponse extends Response {
  readonly kind: 'N-CREATE-RSP';
}
export interface NDeleteResponse extends Response {
  readonly kind: 'N-DELETE-RSP';
}

export type RequestCommand =
  | CEchoRequest
  | CStoreRequest
  | NEventReportRequest
  | NGetRequest
  | NSetRequest
  | NActionRequest
  | NCreateRequest
  | NDeleteRequest;
export type ResponseCommand =
  | CEchoResponse
  | CStoreResponse
  | NEventReportResponse
  | NGetResponse
  | NSetResponse
  | NActionResponse
  | NCreateResponse
  | NDeleteResponse;
export type Command = RequestCommand | ResponseCommand | CCancelRequest;

/** Decodes a command set (implicit VR little endian, always). Throws WireFailure `dimse-invalid`. */
export declare function decodeCommand(bytes: Uint8Array): Command;

/** Encodes a command set, group length first, tags ascending. */
export declare function encodeCommand(command: Command): Uint8Array;
