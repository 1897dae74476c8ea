// A scripted imager and a delivery to it, for the tests of `dicom` destinations. Start at `eachWithImager`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'node:test';
import { dicomPrinter } from '../../../src/destinations/dicom/dicom-printer.ts';
import type { DeliveryResult, DeliveryTask } from '../../../src/destinations/destination.ts';
import { dataSetOf, type DataSet } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import type { DicomDestination } from '../../../src/destinations/dicom/dicom-settings.ts';
import { ScriptedPrinter, type Received, type Reply, type Script } from '../../print-scu/scripted-printer.ts';
import { ForwardingFixture, imagerAt } from './forwarding-fixture.ts';

export let folder = '';
export let fixture: ForwardingFixture;
export let imager: ScriptedPrinter | undefined;

/** Gives every test of the file a folder and a fixture, and closes its imager. */
export function eachWithImager(): void {
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-forward-'));
    fixture = new ForwardingFixture(folder);
  });
  afterEach(async () => {
    await imager?.close();
    imager = undefined;
    rmSync(folder, { recursive: true, force: true });
  });
}

export async function start(script: Script = {}): Promise<ScriptedPrinter> {
  imager = await ScriptedPrinter.start(script);
  return imager;
}

export function deliver(
  task: DeliveryTask,
  changes: Partial<DicomDestination> = {},
  signal = new AbortController().signal,
): Promise<DeliveryResult> {
  return dicomPrinter(imagerAt(imager?.address.port ?? 0, changes)).deliver(task, signal);
}

export const kinds = (received: readonly Received[]) => received.map(({ kind }) => kind);
export const ofKind = (kind: Received['kind'], sopClass?: string) =>
  (imager?.received ?? []).filter(
    (request) => request.kind === kind && (sopClass === undefined || request.sopClass === sopClass),
  );
export const pixelsOf = (data: DataSet | undefined): DataSet =>
  [
    ...(data?.items('BasicGrayscaleImageSequence') ?? []),
    ...(data?.items('BasicColorImageSequence') ?? []),
  ][0] ?? dataSetOf({});
export const plain = (data: DataSet, ...keys: Parameters<DataSet['get']>[0][]) =>
  keys.map((key) => data.strings(key).join('\\') || data.numbers(key).join('\\'));

export const actionUids = (uids: readonly (string | Reply)[]) => {
  let next = 0;
  return (request: Received): Reply | undefined => {
    if (request.kind !== 'N-ACTION-RQ') return undefined;
    const reply = uids[next++] ?? '';
    if (typeof reply !== 'string') return reply;
    const reference = dataSetOf({
      ReferencedSOPClassUID: sopClasses.PrintJob,
      ReferencedSOPInstanceUID: reply,
    });
    return { data: dataSetOf({ ReferencedPrintJobSequence: [reference] }) };
  };
};
export const jobIs = (status: string, info: string): Reply => ({
  data: dataSetOf({ ExecutionStatus: status, ExecutionStatusInfo: info }),
});
