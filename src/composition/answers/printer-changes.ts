// Reports changes in how a printer is shown: its status, its devices, whether it is paused, how many jobs wait. Changes come
// in bursts (a batch of films, a device that answers again), so they are collected for a short time.
import { messageOf } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';
import type { ApiPrinter } from '../../api/printer.ts';
import type { DeviceMonitor } from '../../devices/device-monitor.ts';
import { printerViews, type PrinterViewParts } from './printer-views.ts';
import type { PrintersInUse } from '../printers/printers-in-use.ts';
import type { PrinterStatuses } from '../../devices/printer-statuses.ts';
import type { Spool } from '../../spool/spool.ts';

export interface PrinterChangeParts extends PrinterViewParts {
  readonly spool: PrinterViewParts['spool'] & Pick<Spool, 'onChange' | 'onPrinterChange'>;
  readonly statuses: Pick<PrinterStatuses, 'onChange'>;
  readonly monitor: Pick<DeviceMonitor, 'onChange'>;
  readonly inUse: PrinterViewParts['inUse'] & Pick<PrintersInUse, 'onChange'>;
  readonly log: Log;
  /** How long changes are collected, ms; default: 250. */
  readonly gatherMs?: number;
}

/** Calls `listener` with every printer that changed, until the returned function is called. */
export function onPrinterView(
  parts: PrinterChangeParts,
  listener: (printer: ApiPrinter) => void,
): () => void {
  const { spool, statuses, monitor, inUse, log, gatherMs = 250 } = parts;
  const shown = new Map<string, string>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let ended = false;

  const notify = async () => {
    const some = new Set(changed);
    changed.clear();
    try {
      for (const view of await printerViews(parts)) {
        const text = JSON.stringify(view);
        if (ended || !some.has(view.aeTitle) || shown.get(view.aeTitle) === text) continue;
        shown.set(view.aeTitle, text);
        listener(view);
      }
    } catch (error) {
      if (!ended) log.error('printers.not-shown', { error: messageOf(error) });
    } finally {
      timer = undefined;
      if (changed.size > 0) mark();
    }
  };
  const mark = (aeTitle?: string) => {
    if (ended) return;
    if (aeTitle !== undefined) changed.add(aeTitle);
    timer ??= setTimeout(() => void notify(), gatherMs).unref();
  };

  const unsubscribes = [
    statuses.onChange(mark),
    monitor.onChange(({ printer }) => {
      mark(printer);
    }),
    spool.onPrinterChange(mark),
    inUse.onChange(({ changed: ofPrinters, gone }) => {
      for (const aeTitle of gone) shown.delete(aeTitle);
      for (const aeTitle of ofPrinters) mark(aeTitle);
    }),
    spool.onChange((job, before) => {
      const [was, is] = [before?.state === 'PENDING', job.state === 'PENDING'];
      if (was) mark(before?.printer);
      if (is) mark(job.printer);
    }),
  ];
  return () => {
    ended = true;
    clearTimeout(timer);
    for (const unsubscribe of unsubscribes) unsubscribe();
  };
}
