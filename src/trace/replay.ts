// Replays the client's side of a trace: sends the same requests in the same order to a given server. UIDs that the recorded
// server assigned are replaced with those that this server assigns; the responses of both show which belong together.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { SetupFailure, messageOf } from '../shared/errors/errors.ts';
import type { DataSet } from '../dicom/data-set/data-set.ts';
import type { Association } from '../dicom/dimse/association.ts';
import { DimseClient, type PlainRequest } from '../dicom/dimse/dimse-client.ts';
import { connect } from '../dicom/upper-layer/requestor.ts';
import { defaultTimeouts } from '../dicom/net/timeouts.ts';
import { isTransferSyntax } from '../dicom/data-set/uids.ts';
import { replayedDataSet } from './trace-elements.ts';
import type { RecordedElement, TraceMessage, TraceOpened } from './trace-record.ts';
import { nothingMissing, traceRecord, withMissing, type TraceMissing } from './trace-record.ts';

export interface ReplayTarget {
  readonly host: string;
  readonly port: number;
  /** Default: the recorded called AE title. */
  readonly calledAeTitle?: string;
  readonly implementationVersionName: string;
}

/** One request, with the recorded status (`then`) and the status of the replay (`now`). */
export interface ReplayedRequest {
  readonly kind: string;
  readonly then: number | undefined;
  readonly now: number;
}

type UidMap = Map<string, string>;

interface Trace {
  readonly opened: TraceOpened;
  readonly messages: readonly TraceMessage[];
  readonly missing: TraceMissing;
}

/** Reads a trace's JSON lines. Throws SetupFailure `usage` naming the line that is invalid. */
export async function readTrace(file: string): Promise<Trace> {
  let opened: TraceOpened | undefined;
  let refused = false;
  let missing = nothingMissing;
  const messages: TraceMessage[] = [];
  let line = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(file, 'utf8') })) {
      line += 1;
      const record = traceRecord.parse(JSON.parse(text));
      missing = withMissing(missing, record);
      if (record.kind === 'association') opened = record;
      if (record.kind === 'message') messages.push(record);
      if (record.kind === 'pdu' && record.pdu.kind === 'A-ASSOCIATE-RJ') refused = true;
    }
  } catch (error) {
    throw new SetupFailure(
      'usage',
      `${file}, line ${line}: not a trace: ${messageOf(error).split('\n')[0] ?? ''}`,
    );
  }
  if (!opened) {
    const why = refused ? 'the association was rejected, there is nothing to replay' : 'no association in it';
    throw new SetupFailure('usage', `${file}: ${why}`);
  }
  return { opened, messages, missing };
}

const mapped = (uids: UidMap) => (uid: string) => uids.get(uid) ?? uid;

/** Adds the UIDs of a recorded response, each with the UID at the same place of the new response. */
function mapUids(uids: UidMap, then: readonly RecordedElement[], now: DataSet): void {
  for (const { tag, vr, text, items } of then) {
    if (vr === 'UI') {
      for (const [index, uid] of (text ?? []).entries()) {
        const other = now.strings(tag)[index];
        if (other !== undefined && other !== uid) uids.set(uid, other);
      }
    }
    const others = now.items(tag);
    for (const [index, item] of (items ?? []).entries()) {
      const other = others[index];
      if (other) mapUids(uids, item, other);
    }
  }
}

const textIn = (command: TraceMessage['command'], field: string): string | undefined => {
  const value = command[field];
  return typeof value === 'string' ? value : undefined;
};
const numberIn = (command: TraceMessage['command'], field: string): number | undefined => {
  const value = command[field];
  return typeof value === 'number' ? value : undefined;
};

/** The request of a recorded command, its UIDs replaced; undefined for a command that is not a client's request. */
function requestOf(command: TraceMessage['command'], uids: UidMap): PlainRequest | undefined {
  const sopClass = textIn(command, 'requestedSopClassUid') ?? textIn(command, 'affectedSopClassUid') ?? '';
  const instance = textIn(command, 'requestedSopInstanceUid') ?? textIn(command, 'affectedSopInstanceUid');
  const uid = instance === undefined ? undefined : mapped(uids)(instance);
  const affected = {
    affectedSopClassUid: sopClass,
    ...(uid === undefined ? {} : { affectedSopInstanceUid: uid }),
  };
  const requested = {
    requestedSopClassUid: sopClass,
    ...(uid === undefined ? {} : { requestedSopInstanceUid: uid }),
  };
  const list = command.attributeIdentifierList;
  const tags = Array.isArray(list) ? list.filter((tag) => typeof tag === 'number') : undefined;
  switch (command.kind) {
    case 'C-ECHO-RQ':
      return { kind: command.kind, affectedSopClassUid: sopClass };
    case 'C-STORE-RQ':
      return { kind: command.kind, ...affected, priority: numberIn(command, 'priority') ?? 0 };
    case 'N-CREATE-RQ':
      return { kind: command.kind, ...affected };
    case 'N-SET-RQ':
    case 'N-DELETE-RQ':
      return { kind: command.kind, ...requested };
    case 'N-GET-RQ':
      return { kind: command.kind, ...requested, ...(tags ? { attributeIdentifierList: tags } : {}) };
    case 'N-ACTION-RQ':
      return { kind: command.kind, ...requested, actionTypeId: numberIn(command, 'actionTypeId') ?? 1 };
    default:
      return undefined;
  }
}

/** Sends the client's requests one after the other, and maps the UIDs of each response. */
async function replayRequests(
  association: Association,
  { contexts }: TraceOpened,
  messages: readonly TraceMessage[],
  report: (request: ReplayedRequest) => void,
): Promise<void> {
  const client = new DimseClient(association);
  const uids: UidMap = new Map();
  for (const [index, message] of messages.entries()) {
    if (message.from !== 'client') continue;
    const { command } = message;
    const request = requestOf(command, uids);
    if (!request) continue;
    // A requestor's contexts are numbered 1, 3, 5 … in the order they are proposed.
    const contextId = 2 * contexts.findIndex(({ id }) => id === message.contextId) + 1;
    const data = message.dataSet && replayedDataSet(message.dataSet, mapped(uids));
    const now = await client.request(contextId, request, data);
    const then = messages
      .slice(index + 1)
      .find(
        (later) =>
          later.from === 'server' &&
          later.command.messageIdBeingRespondedTo === command.messageId &&
          later.command.kind === command.kind.replace(/-RQ$/, '-RSP'),
      );
    const instance = then && textIn(then.command, 'affectedSopInstanceUid');
    const { affectedSopInstanceUid } = now.command;
    if (instance !== undefined && affectedSopInstanceUid !== undefined) {
      uids.set(instance, affectedSopInstanceUid);
    }
    if (then?.dataSet && now.data) mapUids(uids, then.dataSet, now.data);
    report({ kind: command.kind, then: then && numberIn(then.command, 'status'), now: now.command.status });
  }
}

/**
 * Replays a trace to a server and reports every request as it is answered. Throws SetupFailure for a file that is not a
 * trace, and errors of `connect` and the association.
 */
export async function replay(
  file: string,
  target: ReplayTarget,
  report: (request: ReplayedRequest) => void,
  incomplete: (missing: TraceMissing) => void = () => undefined,
): Promise<void> {
  const { opened, messages, missing } = await readTrace(file);
  incomplete(missing);
  const association = await connect({
    host: target.host,
    port: target.port,
    callingAeTitle: opened.calling,
    calledAeTitle: target.calledAeTitle ?? opened.called,
    maxPduLength: 131_072,
    implementationVersionName: target.implementationVersionName,
    timeouts: defaultTimeouts,
    contexts: opened.contexts.map(({ abstractSyntax, transferSyntax }) => ({
      abstractSyntax,
      transferSyntaxes: isTransferSyntax(transferSyntax) ? [transferSyntax] : [],
    })),
  });
  try {
    await replayRequests(association, opened, messages, report);
    await association.release();
  } catch (error) {
    association.abort('the replay cannot continue');
    throw error;
  }
}
