// Makes the DIMSE response for a reply. Every response contains SOP class and instance UID: some clients abort without them
// (CTN's print_client), and the standard allows them everywhere. Some clients read both from the data set instead of the
// command, so N-CREATE responses have them there too. Start at `responseTo`.
import { unreachable } from '../../shared/errors/errors.ts';
import type { RequestCommand, ResponseCommand } from '../../dicom/dimse/dimse-commands.ts';
import { dataSetOf, type DataSet } from '../../dicom/data-set/data-set.ts';
import type { Reply } from '../film/operation.ts';
import { isDone } from '../rules/status.ts';

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

/** The message for a reply: the command, and the data set if the command announces one. */
export interface Response {
  readonly command: ResponseCommand;
  readonly dataSet: DataSet | undefined;
}

/** The reply to a request that created an instance, with its class and UID (0008,0016/0018) in the data set. */
function identified(request: RequestCommand, reply: Reply): Reply {
  if (request.kind !== 'N-CREATE-RQ' || !isDone(reply.status)) return reply;
  const identity = dataSetOf({
    SOPClassUID: request.affectedSopClassUid,
    SOPInstanceUID: reply.sopInstanceUid ?? request.affectedSopInstanceUid,
  });
  return { ...reply, dataSet: reply.dataSet ? identity.with(reply.dataSet) : identity };
}

/** The response to a request. */
export function responseTo(request: RequestCommand, reply: Reply): Response {
  const complete = identified(request, reply);
  const command = commandFor(request, complete);
  return { command, dataSet: command.hasDataSet ? complete.dataSet : undefined };
}

function commandFor(request: RequestCommand, reply: Reply): ResponseCommand {
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
