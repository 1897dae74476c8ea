// DIMSE commands (PS3.7 9.3, 10.3, E.1): C-ECHO, C-STORE and the N-services, as one type each. The table says
// which elements each command set has; `decodeCommand` and `encodeCommand` walk it.
import { WireFailure } from '../../shared/errors/errors.ts';
import type { CommandFields, FieldName } from './command-elements.ts';
import { fieldNamesOf, fieldText, readFields, setField, writeFields } from './command-elements.ts';
import type { Tag } from '../data-set/vr.ts';

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
  /** (0000,0901), (0000,0902), (0000,0903), (0000,1005): details of a failure or warning. */
  readonly offendingElements?: readonly Tag[];
  readonly errorComment?: string;
  readonly errorId?: number;
  readonly attributeIdentifierList?: readonly Tag[];
}

/** A request for an instance: the UIDs are optional because real clients leave them out. */
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

/** The response that answers a request. */
export type ResponseTo<R extends RequestCommand> = R['kind'] extends `${infer Service}-RQ`
  ? Extract<ResponseCommand, { kind: `${Service}-RSP` }>
  : never;

/** Which elements a command has, checked by the compiler against its type. */
type ElementsOf<C> = {
  readonly [P in Exclude<keyof C, 'kind' | 'hasDataSet'>]-?: undefined extends C[P] ? 'optional' : 'required';
};
type CommandTable = {
  readonly [C in Command as C['kind']]: { readonly field: number; readonly elements: ElementsOf<C> };
};

const affected = {
  messageId: 'required',
  affectedSopClassUid: 'required',
  affectedSopInstanceUid: 'optional',
} as const;
const requested = {
  messageId: 'required',
  requestedSopClassUid: 'required',
  requestedSopInstanceUid: 'optional',
} as const;
const response = {
  messageIdBeingRespondedTo: 'required',
  status: 'required',
  affectedSopClassUid: 'optional',
  affectedSopInstanceUid: 'optional',
  offendingElements: 'optional',
  errorComment: 'optional',
  errorId: 'optional',
  attributeIdentifierList: 'optional',
} as const;

/** PS3.7 tables 9.3-1 to 9.3-13 and 10.3-1 to 10.3-12. */
const commands: CommandTable = {
  'C-STORE-RQ': { field: 0x0001, elements: { ...affected, priority: 'required' } },
  'C-STORE-RSP': { field: 0x8001, elements: response },
  'C-ECHO-RQ': { field: 0x0030, elements: { messageId: 'required', affectedSopClassUid: 'required' } },
  'C-ECHO-RSP': { field: 0x8030, elements: response },
  'C-CANCEL-RQ': { field: 0x0fff, elements: { messageIdBeingRespondedTo: 'required' } },
  'N-EVENT-REPORT-RQ': { field: 0x0100, elements: { ...affected, eventTypeId: 'required' } },
  'N-EVENT-REPORT-RSP': { field: 0x8100, elements: { ...response, eventTypeId: 'optional' } },
  'N-GET-RQ': { field: 0x0110, elements: { ...requested, attributeIdentifierList: 'optional' } },
  'N-GET-RSP': { field: 0x8110, elements: response },
  'N-SET-RQ': { field: 0x0120, elements: requested },
  'N-SET-RSP': { field: 0x8120, elements: response },
  'N-ACTION-RQ': { field: 0x0130, elements: { ...requested, actionTypeId: 'required' } },
  'N-ACTION-RSP': { field: 0x8130, elements: { ...response, actionTypeId: 'optional' } },
  'N-CREATE-RQ': { field: 0x0140, elements: affected },
  'N-CREATE-RSP': { field: 0x8140, elements: response },
  'N-DELETE-RQ': { field: 0x0150, elements: requested },
  'N-DELETE-RSP': { field: 0x8150, elements: response },
};

function isKind(name: string): name is Command['kind'] {
  return Object.hasOwn(commands, name);
}
const kindOfField: ReadonlyMap<number, Command['kind']> = new Map(
  Object.keys(commands)
    .filter(isKind)
    .map((kind) => [commands[kind].field, kind]),
);

/** (0000,0800): no data set follows. Every other value means that one does. */
const noDataSet = 0x0101;
const someDataSet = 0x0001;

type Decoded = Partial<CommandFields> & { readonly kind: Command['kind']; readonly hasDataSet: boolean };

function missingFields(decoded: Decoded): readonly FieldName[] {
  const elements: Partial<Record<FieldName, 'required' | 'optional'>> = commands[decoded.kind].elements;
  return fieldNamesOf(elements).filter(
    (name) => elements[name] === 'required' && decoded[name] === undefined,
  );
}

function isComplete(decoded: Decoded): decoded is Decoded & Command {
  return missingFields(decoded).length === 0;
}

/** The fields that a command of this kind has, out of all that were read. */
function fieldsOf(kind: Command['kind'], read: Partial<CommandFields>): Partial<CommandFields> {
  const fields: Partial<CommandFields> = {};
  for (const name of fieldNamesOf(commands[kind].elements)) setField(fields, name, read[name]);
  return fields;
}

/** UIDs in the element of the other direction (affected for requested) have the same meaning. */
function withTwins(read: Partial<CommandFields>): Partial<CommandFields> {
  const classUid = read.affectedSopClassUid ?? read.requestedSopClassUid;
  const instanceUid = read.affectedSopInstanceUid ?? read.requestedSopInstanceUid;
  return {
    ...(classUid !== undefined && { affectedSopClassUid: classUid, requestedSopClassUid: classUid }),
    ...(instanceUid !== undefined && {
      affectedSopInstanceUid: instanceUid,
      requestedSopInstanceUid: instanceUid,
    }),
    ...read,
  };
}

/**
 * Decodes a command set (always implicit VR little endian). Elements that the command does not have are ignored; a UID of
 * nothing but padding counts as absent. Throws WireFailure `dimse-invalid` when lengths are wrong, the command field is
 * unknown, or an element is missing without which the message has no meaning.
 */
export function decodeCommand(bytes: Uint8Array): Command {
  const read = readFields(bytes);
  const { commandField, commandDataSetType } = read;
  if (commandField === undefined)
    throw new WireFailure('dimse-invalid', 'the command set has no command field');
  const kind = kindOfField.get(commandField);
  if (kind === undefined) {
    const field = commandField.toString(16).toUpperCase().padStart(4, '0');
    throw new WireFailure('dimse-invalid', `command field ${field} is not supported by a print server`);
  }
  if (commandDataSetType === undefined) {
    throw new WireFailure('dimse-invalid', `${kind} does not say whether a data set follows`);
  }
  const decoded = { ...fieldsOf(kind, withTwins(read)), kind, hasDataSet: commandDataSetType !== noDataSet };
  if (isComplete(decoded)) return decoded;
  throw new WireFailure(
    'dimse-invalid',
    `${kind} without ${missingFields(decoded).map(fieldText).join(', ')}`,
  );
}

/**
 * Encodes a command set, group length first, tags ascending; UIDs are NUL-padded, an error comment is cut to 64 characters.
 */
export function encodeCommand(command: Command): Uint8Array {
  return writeFields({
    ...fieldsOf(command.kind, command),
    commandField: commands[command.kind].field,
    commandDataSetType: command.hasDataSet ? someDataSet : noDataSet,
  });
}
