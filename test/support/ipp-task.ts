// A delivery to an IPP printer for tests: one film of letter size as a small document, and what the driver reported
// about it.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { DeliveryTask, DestinationDriver } from '../../src/destinations/destination.ts';
import { ippDestination, type IppTiming } from '../../src/destinations/ipp/ipp-destination.ts';
import type { IppDestination } from '../../src/destinations/ipp/ipp-settings.ts';
import { deliveryTask } from './delivery-task.ts';
import { filmOf } from './render-films.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Short enough for tests. */
const timing = {
  connectMs: 2000,
  idleMs: 2000,
  answerMs: 4000,
  stateMs: 1000,
  restMs: 100,
  pollMs: 20,
  slowestPollMs: 100,
  stuckMs: 300,
  offlineMs: 300,
  busyMs: 300,
};

export function ippDriver(
  uri: string,
  changes: Partial<IppDestination> = {},
  times: Partial<IppTiming> = {},
): DestinationDriver {
  const rules = {
    whenTooSmall: 'fit',
    whenNotLoaded: 'print',
    stuckMinutes: 30,
    mediumTypes: {},
    trays: {},
  } as const;
  return ippDestination(
    { name: 'office', required: true, uri, ...rules, ...changes },
    { ...timing, ...times },
  );
}

export interface Reports {
  readonly receipts: string[];
  /** Status infos. */
  readonly progress: string[];
  /** Resolves when this is the last reported status info. */
  readonly when: (statusInfo: string) => Promise<void>;
}

export interface IppTask {
  readonly task: DeliveryTask;
  readonly reports: Reports;
  /** The document. */
  readonly bytes: Buffer;
}

export const never = new AbortController().signal;

export async function ippTask(context: TestContext, changes: Partial<DeliveryTask> = {}): Promise<IppTask> {
  const folder = temporaryFolder(context, 'task');
  const bytes = Buffer.from(`%PDF-1.4\n% ${changes.jobId ?? ''}\n`);
  const file = path.join(folder, 'film.pdf');
  await writeFile(file, bytes);
  const receipts: string[] = [];
  const progress: string[] = [];
  const waiting = new Set<() => void>();
  const when = async (statusInfo: string) => {
    while (progress.at(-1) !== statusInfo) {
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
      });
    }
  };
  const task = deliveryTask(
    { path: file, pages: 1, byteLength: bytes.length },
    {
      films: () => Promise.resolve([filmOf([], { filmSizeId: '8_5INX11IN' })]),
      keepReceipt: (receipt) => {
        receipts.push(receipt);
        return Promise.resolve();
      },
      progress: ({ statusInfo }) => {
        progress.push(statusInfo);
        for (const wake of waiting) wake();
        return Promise.resolve();
      },
      ...changes,
    },
  );
  return { task, reports: { receipts, progress, when }, bytes };
}
