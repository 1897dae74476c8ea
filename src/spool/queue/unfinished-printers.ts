// Which printers have unfinished jobs, kept up to date by the spool's changes, so that a query costs nothing. Devices of the
// other printers may be queried less often. Start at `watchUnfinished`.
import type { Job } from '../job/job-types.ts';
import type { Spool } from '../spool.ts';

export interface UnfinishedPrinters {
  /** AE title. */
  has(printer: string): boolean;
  /** Calls `listener` whenever a printer gets a job, by AE title, until `close`. */
  onJob(listener: (printer: string) => void): void;
  close(): void;
}

/** AE title. */
const printerIfUnfinished = (job: Job | undefined) => (job?.finishedAt === null ? job.printer : undefined);

/** Starts with the jobs in the queues; must be called while no job is being printed. */
export async function watchUnfinished(
  spool: Pick<Spool, 'onChange' | 'pendingByPrinter'>,
): Promise<UnfinishedPrinters> {
  const jobs = new Map<string, number>();
  const listeners: ((printer: string) => void)[] = [];
  const add = (printer: string, count: number) => {
    const sum = (jobs.get(printer) ?? 0) + count;
    if (sum > 0) jobs.set(printer, sum);
    else jobs.delete(printer);
  };
  const stop = spool.onChange((job, before) => {
    const [from, to] = [printerIfUnfinished(before), printerIfUnfinished(job)];
    if (from === to) return;
    if (from !== undefined) add(from, -1);
    if (to === undefined) return;
    add(to, 1);
    for (const listener of listeners) listener(to);
  });
  for (const [printer, count] of await spool.pendingByPrinter()) add(printer, count);
  return {
    has: (printer) => jobs.has(printer),
    onJob: (listener) => {
      listeners.push(listener);
    },
    close: stop,
  };
}
