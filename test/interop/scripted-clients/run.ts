// Plays a client's script (script.ts) against a server over a socket, as the client would: with the server's UIDs taken from
// its answers. Returns the status of every operation, so that a test can require 0000 for all.
import assert from 'node:assert/strict';
import { DataSet, element, type PlainValue } from '../../../src/dicom/data-set/data-set.ts';
import { DimseClient, type DimseResponse, type PlainRequest } from '../../../src/dicom/dimse/dimse-client.ts';
import type { Keyword } from '../../../src/dicom/data-set/dictionary.ts';
import { connect } from '../../../src/dicom/upper-layer/requestor.ts';
import { defaultTimeouts } from '../../../src/dicom/net/timeouts.ts';
import { newUid } from '../../../src/shared/uid.ts';
import type { ClientScript, Step, Values } from './script.ts';

export interface Played {
  readonly step: Step;
  readonly status: number;
  readonly comment: string;
}

class Names {
  readonly #uids = new Map<string, string>();

  /** A text with every `{name}` replaced by its UID. */
  resolved(text: string): string {
    return text.replace(/\{([\w.]+)\}/g, (_, name: string) => this.of(name));
  }

  of(name: string): string {
    const uid = this.#uids.get(name) ?? newUid();
    this.#uids.set(name, uid);
    return uid;
  }

  set(name: string, uid: string): void {
    this.#uids.set(name, uid);
  }
}

function resolvedValue(value: PlainValue, names: Names): PlainValue {
  if (typeof value === 'string') return names.resolved(value);
  if (!Array.isArray(value)) return value;
  return value.map((each: unknown) =>
    each instanceof DataSet
      ? resolvedSet(each, names)
      : typeof each === 'string'
        ? names.resolved(each)
        : each,
  ) as PlainValue;
}

function resolvedSet(dataSet: DataSet, names: Names): DataSet {
  return new DataSet(
    [...dataSet].map((each) =>
      each.value.kind === 'text'
        ? { ...each, value: { kind: 'text', values: each.value.values.map((text) => names.resolved(text)) } }
        : each,
    ),
  );
}

function dataSetFor(values: Values, names: Names): DataSet {
  const entries = Object.entries(values) as [Keyword, PlainValue][];
  return new DataSet(
    entries.flatMap(([keyword, value]) => {
      const resolved = resolvedValue(value, names);
      return resolved === undefined ? [] : element(keyword, resolved);
    }),
  );
}

function requestOf(step: Step, names: Names): readonly [PlainRequest, DataSet?] {
  switch (step.kind) {
    case 'N-GET':
      return [
        {
          kind: 'N-GET-RQ',
          requestedSopClassUid: step.sopClass,
          requestedSopInstanceUid: step.instance,
          ...(step.attributes ? { attributeIdentifierList: step.attributes } : {}),
        },
      ];
    case 'N-CREATE': {
      const own = step.ownUid ? { affectedSopInstanceUid: names.of(step.name) } : {};
      const values = dataSetFor(step.values, names);
      return [{ kind: 'N-CREATE-RQ', affectedSopClassUid: step.sopClass, ...own }, values];
    }
    case 'N-SET':
      return [
        {
          kind: 'N-SET-RQ',
          requestedSopClassUid: step.sopClass,
          requestedSopInstanceUid: names.resolved(step.instance),
        },
        dataSetFor(step.values, names),
      ];
    case 'N-ACTION':
      return [
        {
          kind: 'N-ACTION-RQ',
          requestedSopClassUid: step.sopClass,
          ...(step.instance === undefined ? {} : { requestedSopInstanceUid: names.resolved(step.instance) }),
          actionTypeId: 1,
        },
      ];
    case 'N-DELETE':
      return [
        {
          kind: 'N-DELETE-RQ',
          requestedSopClassUid: step.sopClass,
          requestedSopInstanceUid: names.resolved(step.instance),
        },
      ];
    default:
      return step satisfies never;
  }
}

/** What the server named: the instance that it created, and the boxes that came with it. */
function remember(step: Step, { command, data }: DimseResponse, names: Names): void {
  if (step.kind !== 'N-CREATE') return;
  if (command.affectedSopInstanceUid !== undefined) names.set(step.name, command.affectedSopInstanceUid);
  const boxes = [
    ['image', 'ReferencedImageBoxSequence'],
    ['annotation', 'ReferencedBasicAnnotationBoxSequence'],
  ] as const;
  for (const [what, keyword] of boxes) {
    for (const [index, item] of (data?.items(keyword) ?? []).entries()) {
      names.set(`${step.name}.${what}${index + 1}`, item.string('ReferencedSOPInstanceUID') ?? '');
    }
  }
}

/** Plays the whole script and releases the association. */
export async function play(
  script: ClientScript,
  port: number,
  calledAeTitle = 'HARDCOPY',
): Promise<readonly Played[]> {
  const { callingAeTitle, implementationVersionName, contexts } = script;
  const association = await connect({
    host: '127.0.0.1',
    port,
    callingAeTitle,
    calledAeTitle,
    implementationVersionName,
    contexts,
    maxPduLength: 16_384,
    timeouts: defaultTimeouts,
  });
  const client = new DimseClient(association);
  const names = new Names();
  const played: Played[] = [];
  for (const step of script.steps) {
    const abstractSyntax = script.contextFor(step.sopClass);
    const context = [...association.contexts.values()].find((each) => each.abstractSyntax === abstractSyntax);
    assert.ok(context, `no context for ${abstractSyntax}`);
    const [request, dataSet] = requestOf(step, names);
    const response = await client.request(context.id, request, dataSet);
    remember(step, response, names);
    const { status } = response.command;
    played.push({ step, status, comment: response.command.errorComment ?? '' });
  }
  await association.release();
  return played;
}

/** What was answered with anything but 0000, in words. */
export function troubles(played: readonly Played[]): readonly string[] {
  return played
    .filter(({ status }) => status !== 0)
    .map(({ step, status, comment }) => `${step.kind} ${status.toString(16).padStart(4, '0')} ${comment}`);
}
