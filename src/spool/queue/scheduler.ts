// Starts jobs. Each printer has its own lane (lane.ts), so that a slow or failing printer delays no other. In a lane, each
// destination has a line (lines.ts), so that one destination delays no other. The scheduler wakes a lane when a job of its
// printer changes and when a device is ready again. Start at `startScheduler`.
import type { Spool } from '../spool.ts';
import { Lane, type LaneOptions } from './lane.ts';

export interface SchedulerOptions extends LaneOptions {
  readonly spool: LaneOptions['spool'] & Pick<Spool, 'onChange' | 'onPrinterChange'>;
  /** AE titles of the printers at the start. */
  readonly printers: readonly string[];
}

export interface Scheduler {
  /**
   * The printers and their destinations from now on, by AE title. Jobs of other printers are not started any more; those that
   * are in progress continue.
   */
  use(printers: readonly string[]): void;
  /**
   * Starts no more jobs, signals the running ones, and waits for them for a limited time. A job whose driver does not return
   * stays PRINTING, and the next start recovers it as after a crash.
   */
  stop(): Promise<void>;
}

export function startScheduler(options: SchedulerOptions): Scheduler {
  const ends = new Map<string, Promise<void>>();
  const laneOf = (printer: string) => new Lane(printer, options, ends);
  const lanes = new Map(options.printers.map((printer) => [printer, laneOf(printer)]));
  /** Lanes of removed printers that still have jobs in progress. */
  const leaving = new Set<Lane>();
  const unsubscribe = options.spool.onChange((job, before) => {
    // Moved: the lane of its former printer releases it.
    if (before && before.printer !== job.printer) lanes.get(before.printer)?.changed(job, before);
    lanes.get(job.printer)?.changed(job, before);
    for (const lane of leaving) lane.changed(job, before);
  });
  const unsubscribePrinters = options.spool.onPrinterChange((printer) => {
    lanes.get(printer)?.wake();
  });
  const unsubscribeGates = options.gates.onChange((printer, destination) => {
    lanes.get(printer)?.deviceChanged(destination);
  });
  for (const lane of lanes.values()) lane.wake();
  return {
    use: (printers) => {
      for (const [printer, lane] of lanes) {
        if (printers.includes(printer)) continue;
        lanes.delete(printer);
        leaving.add(lane);
        void lane.ended().then(() => leaving.delete(lane));
      }
      for (const printer of printers) {
        const lane = lanes.get(printer) ?? laneOf(printer);
        lanes.set(printer, lane);
        lane.refresh();
      }
    },
    stop: async () => {
      unsubscribe();
      unsubscribePrinters();
      unsubscribeGates();
      await Promise.all([...lanes.values(), ...leaving].map((lane) => lane.stop()));
    },
  };
}
