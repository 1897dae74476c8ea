// A delivery for the drivers of destinations: a job of one copy in its first attempt, with an empty queue behind it.
import type { DeliveredDocument, DeliveryTask } from '../../src/destinations/destination.ts';

export function deliveryTask(document: DeliveredDocument, changes: Partial<DeliveryTask> = {}): DeliveryTask {
  return {
    jobId: '1kjmma2g0v7k',
    printer: 'HARDCOPY',
    callingAeTitle: 'CT 1',
    priority: 'LOW',
    copies: 1,
    createdAt: new Date(2026, 2, 1, 14, 5, 9, 7),
    mediumType: 'CURRENT',
    filmDestination: 'CURRENT',
    sessionLabel: null,
    attempt: 1,
    receipt: null,
    document,
    films: () => Promise.resolve([]),
    withBlobFiles: (blobs, use) => use(Object.fromEntries(blobs.map(({ key }) => [key, key]))),
    variant: () => Promise.reject(new Error('nothing is rendered again here')),
    keepReceipt: () => Promise.resolve(),
    progress: () => Promise.resolve(),
    ...changes,
  };
}
