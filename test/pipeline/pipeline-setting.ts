// A pipeline with a real spool, a stand-in for rendering, and destinations that a test scripts.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { DeliveryResult, DeliveryTask, DestinationDriver } from '../../src/destinations/destination.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { runJob } from '../../src/pipeline/pipeline.ts';
import type { PipelinePorts } from '../../src/pipeline/pipeline-run.ts';
import type { DocumentTask } from '../../src/render/formats/pdf.ts';
import type { Job } from '../../src/spool/job/job-types.ts';
import { Lines, type Turn } from '../../src/spool/queue/lines.ts';
import { ProcessDeviceGates } from '../../src/spool/queue/device-gates.ts';
import type { Spool } from '../../src/spool/spool.ts';
import { later, openTestSpool, toAll } from '../spool/spool-fixture.ts';
import { fakeRender, testPrinter } from '../support/pipeline-parts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

type Deliver = (task: DeliveryTask, signal: AbortSignal) => Promise<DeliveryResult>;

export const delivered: DeliveryResult = { kind: 'delivered', receipt: 'r', detail: 'there' };

export const offline: DeliveryResult = {
  kind: 'failed',
  cause: 'transient',
  statusInfo: 'PRINTER OFFLINE',
  error: 'no answer',
};

interface Setting {
  readonly spool: Spool;
  readonly rendered: DocumentTask[];
  /** Claims the next job and runs it. */
  readonly runNext: (changes?: Partial<PipelinePorts>, signal?: AbortSignal, turn?: Turn) => Promise<Job>;
  /** Moves the clock. */
  readonly pass: (seconds: number) => void;
}

export async function setting(
  context: TestContext,
  drivers: Readonly<Record<string, Deliver>>,
): Promise<Setting> {
  let seconds = 0;
  const now = () => later(seconds);
  const destinations = () => toAll(Object.keys(drivers));
  const spool = await openTestSpool(context, temporaryFolder(context), { destinations, now });
  const rendered: DocumentTask[] = [];
  const ports: PipelinePorts = {
    spool,
    printer: () => testPrinter,
    limits: { tries: 3, retrySeconds: 60 },
    log: silentLog,
    now,
    destination: (_aeTitle, name) => driverOf(name, drivers[name]),
    renderDocument: (task) => {
      rendered.push(task);
      return fakeRender(task);
    },
    renderVariant: fakeRender,
    gates: new ProcessDeviceGates(),
  };
  return {
    spool,
    rendered,
    pass: (more) => (seconds += more),
    runNext: async (changes = {}, signal = new AbortController().signal, given) => {
      const job = await spool.claim('HARDCOPY');
      assert.ok(job);
      const turn = given ?? new Lines(() => 1).join(spool.dueDestinations(job));
      await runJob(job, { ...ports, ...changes }, signal, turn);
      const after = await spool.job(job.id);
      assert.ok(after);
      return after;
    },
  };
}

function driverOf(name: string, deliver: Deliver | undefined): DestinationDriver | undefined {
  const deviceState = () => Promise.reject(new Error('must not be called'));
  return deliver && { name, deliver, deviceState };
}

export const summary = (job: Job) => ({
  state: job.state,
  reason: job.reason,
  statusInfo: job.statusInfo,
  detail: job.detail,
});

export const filesIn = async (folder: string) => (await readdir(folder)).toSorted();

export const documentsOf = async (spool: Spool) => {
  const { path: file } = await spool.documents.draft('x');
  return filesIn(path.dirname(file));
};

export const documentOf = async (spool: Spool, { id, document }: Job) => {
  assert.ok(document);
  return (await spool.documents.lease(id, document)).path;
};
