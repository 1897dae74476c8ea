// Reply → DIMSE response. Every response names class and instance: clients abort without them (CTN's print_client), and
// the standard allows them everywhere.
import { unreachable } from '../errors.ts';
import type { RequestCommand, ResponseCommand } from '../dicom/dimse-commands.ts';
import type { Reply } from './operation.ts';

type ResponseFields = Omit<Extract<ResponseCommand, { kind: 'N-GET-RSP' }>, 'kind'>;

function fields(request: RequestCommand, reply: Reply): ResponseFields {
  const requested = 'requestedSopClassUid' in request;
  const sopClassUid = requested ? request.requestedSopClassUid : request.affectedSopClassUid;
  const named = requested
    ? request.requestedSopInstanceUid
    : 'affectedSopInstanceUid' in request
      ? request.affectedSopInstanceUid
      : undefined;
  const sopInstanceUid = reply.sopInstanceUid ?? named;
  return {
    messageIdBeingRespondedTo: request.messageId,
    status: reply.status,
    hasDataSet: reply.dataSet !== undefined && reply.dataSet.size > 0,
    affectedSopClassUid: sopClassUid,
    ...(sopInstanceUid === undefined ? {} : { affectedSopInstanceUid: sopInstanceUid }),
    ...(reply.attributeIdentifierList ? { attributeIdentifierList: reply.attributeIdentifierList } : {}),
    ...(reply.errorComment === undefined ? {} : { errorComment: reply.errorComment }),
  };
}

/** The response to a request. */
export function responseTo(request: RequestCommand, reply: Reply): ResponseCommand {
  const common = fields(request, reply);
  switch (request.kind) {
    case 'C-ECHO-RQ':
      return { kind: 'C-ECHO-RSP', ...common };
    case 'C-STORE-RQ':
      return { kind: 'C-STORE-RSP', ...common };
    case 'N-EVENT-REPORT-RQ':
      return { kind: 'N-EVENT-REPORT-RSP', ...common, eventTypeId: request.eventTypeId };
    case 'N-GET-RQ':
      return { kind: 'N-GET-RSP', ...common };
    case 'N-SET-RQ':
      return { kind: 'N-SET-RSP', ...common };
    case 'N-ACTION-RQ':
      return { kind: 'N-ACTION-RSP', ...common, actionTypeId: request.actionTypeId };
    case 'N-CREATE-RQ':
      return { kind: 'N-CREATE-RSP', ...common };
    case 'N-DELETE-RQ':
      return { kind: 'N-DELETE-RSP', ...common };
    default:
      throw unreachable(request);
  }
}
