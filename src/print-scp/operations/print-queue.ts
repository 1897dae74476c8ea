// Print Queue Management SOP Class, retired (PS3.4-2004 H.4.7): N-GET of the queue. Old clients query it before they print. The
// status is always NORMAL: a job that the spool cannot accept is refused by its own status. The jobs of the queue are not
// listed; clients query their own with Print Job.
import { sopInstances } from '../../dicom/data-set/uids.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { printerName } from '../events/client-view.ts';
import { failure, type SopClassOperations } from '../film/operation.ts';
import { getFrom, type GetTable } from './status-objects.ts';
import { status } from '../rules/status.ts';

/** PS3.3-2004 C.13.11. */
export const printQueueAttributes = {
  QueueStatus: () => 'NORMAL',
  PrinterName: printerName,
  PrintJobDescriptionSequence: () => [],
} as const satisfies GetTable<Printer>;

export const printQueueOperations: SopClassOperations = {
  name: 'Print Queue Management',
  'N-GET-RQ': ({ printer }, request) => {
    const uid = request.requestedSopInstanceUid ?? sopInstances.PrintQueue;
    if (uid !== sopInstances.PrintQueue) {
      return failure(status.noSuchSopInstance, `the print queue is ${sopInstances.PrintQueue}`);
    }
    return { ...getFrom(printQueueAttributes, printer, request), sopInstanceUid: uid };
  },
};
