// Print Queue Management SOP Class, retired (PS3.4-2004 H.4.7): N-GET of the queue. Old clients ask whether there is room
// before they print. The answer is always yes: what the spool cannot take is refused when it comes, with its own status. The
// jobs of the queue are not listed: clients query their own by Print Job.
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
