// The ports of the Print SCP, made from the running parts: the spool accepts its films and reports their state, the printers
// come from the configuration.
import type { Printer } from '../shared/film/printer.ts';
import type { PrinterTitles } from '../shared/film/printer-titles.ts';
import type { PrinterStatuses } from '../devices/printer-statuses.ts';
import type { PrintJobView, PrintScpPorts } from '../print-scp/ports.ts';
import type { FreeSpace } from '../spool/upkeep/free-space.ts';
import type { Job } from '../spool/job/job-types.ts';
import { imageFits } from '../render/layout/image-fits.ts';
import { printableMatrix } from '../render/layout/printable-matrix.ts';
import { RetryGuard } from '../spool/queue/duplicate-requests.ts';
import type { Spool } from '../spool/spool.ts';

export interface PrintScpParts {
  readonly spool: Spool;
  readonly printers: ReadonlyMap<string, Printer>;
  /** Of the printers that accept films now. */
  readonly titles: () => PrinterTitles;
  readonly statuses: PrinterStatuses;
  /** Free bytes on the disk of the spool. */
  readonly space: Pick<FreeSpace, 'bytes' | 'now'>;
  /** The largest image a client may send, bytes: with less free space the spool does not accept films. */
  readonly imageBytes: number;
}

function printJobView(job: Job): PrintJobView {
  return {
    id: job.id,
    printJobUid: job.printJobUid,
    // FAILURE would make the client send the film again. Until a person answers, the info says what to do.
    executionStatus: job.state === 'UNKNOWN' ? 'PRINTING' : job.state,
    executionStatusInfo: job.statusInfo,
    priority: job.priority,
    createdAt: job.createdAt,
    printer: job.printer,
    callingAeTitle: job.callingAeTitle,
    ...(job.sessionLabel === null ? {} : { sessionLabel: job.sessionLabel }),
  };
}

export function printScpPorts(parts: PrintScpParts): PrintScpPorts {
  const { spool, printers, titles, statuses, space, imageBytes } = parts;
  const guard = new RetryGuard(spool);
  return {
    // By its own title first: a printer that is being removed still has associations and jobs.
    printer: (called) => printers.get(called) ?? printers.get(titles().printerOf(called) ?? ''),
    printerStatus: (aeTitle) => statuses.of(aeTitle),
    printableMatrix,
    imageFits,
    openBlob: () => spool.openBlob(),
    openBlobReader: (blob) => spool.openBlobReader(blob),
    discardBlobs: (blobs) => spool.discardBlobs(blobs),
    accept: async (request, duplicatesSince, share) => {
      const { job, isDuplicate } = await guard.accept(request, duplicatesSince, share);
      return { printJobUid: job.printJobUid, isDuplicate };
    },
    findJob: async (printJobUid) => {
      const job = await spool.jobByUid(printJobUid);
      return job && printJobView(job);
    },
    onJobChange: (listener) =>
      spool.onChange((job) => {
        listener(printJobView(job));
      }),
    onPrinterStatus: (listener) => statuses.onChange(listener),
    roomBytes: () => space.bytes,
    spoolHasRoom: async () => (await space.now()) > imageBytes,
  };
}
