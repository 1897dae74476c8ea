// Takes jobs back out of devices that nobody wants there any more: cancelled ones, and those moved to another printer
// while a device held them. What is to be taken back is noted by the spool in the transaction that cancels or moves,
// so a crash in between prints nothing. Start at `startWithdrawals`.
import type { DestinationDriver } from './destinations/destination.ts';
import { messageOf } from './errors.ts';
import type { Log } from './log.ts';
import type { Withdrawal } from './spool/actions.ts';
import type { Spool } from './spool/spool.ts';

export interface WithdrawalOptions {
  readonly spool: Pick<Spool, 'withdrawals' | 'withdrawn' | 'onWithdrawals'>;
  /** The destination of that name of a printer. */
  readonly destination: (aeTitle: string, name: string) => Pick<DestinationDriver, 'cancel'> | undefined;
  /** Until a device that did not answer is asked again; doubles up to a minute. */
  readonly retryMs?: number;
  /** How long a device may take to answer. */
  readonly patienceMs?: number;
  readonly log: Log;
}

export interface Withdrawals {
  /** Asks no more; what is left is asked for after the next start. */
  stop(): Promise<void>;
}

const longestRetryMs = 60_000;

/** Begins with what an earlier run of the server left. */
export function startWithdrawals(options: WithdrawalOptions): Withdrawals {
  const { retryMs = 5_000, patienceMs = 30_000, log } = options;
  let delayMs = retryMs;
  let timer: NodeJS.Timeout | undefined;
  const stop = new AbortController();
  const { signal } = stop;
  let asked = 0;
  let working: Promise<void> | undefined;

  /** True when every device has answered. */
  const round = async (): Promise<boolean> => {
    const all = await options.spool.withdrawals();
    // Devices at the same time, for one that does not answer must not hold up the others; jobs of one in their order.
    const devices = Map.groupBy(all, ({ printer, destination }) => `${printer}\0${destination}`);
    const answered = await Promise.all([...devices.values()].map((some) => takeBack(some)));
    return answered.every(Boolean);
  };

  const takeBack = async (some: readonly Withdrawal[]): Promise<boolean> => {
    for (const withdrawal of some) {
      if (signal.aborted) return false;
      const { jobId, printer, destination, receipt } = withdrawal;
      const driver = options.destination(printer, destination);
      try {
        await within(patienceMs, signal, driver?.cancel?.(receipt));
      } catch (error) {
        log.warn('withdrawal.failed', { job: jobId, printer, destination, error: messageOf(error) });
        return false;
      }
      const taken = driver?.cancel ? 'Taken back from' : 'Nothing can be taken back from';
      await options.spool.withdrawn(withdrawal, `${taken} ${destination} of ${printer} (${receipt}).`);
      log.info('withdrawal.done', { job: jobId, printer, destination });
    }
    return true;
  };

  const work = async () => {
    for (let seen = -1; seen !== asked && !signal.aborted;) {
      seen = asked;
      let answered = false;
      try {
        answered = await round();
      } catch (error) {
        log.error('withdrawal.stopped', { error: messageOf(error) });
      }
      if (answered) delayMs = retryMs;
      else again();
    }
  };

  const again = () => {
    if (signal.aborted) return;
    clearTimeout(timer);
    timer = setTimeout(wake, delayMs).unref();
    delayMs = Math.min(delayMs * 2, longestRetryMs);
  };

  const wake = () => {
    asked += 1;
    if (signal.aborted) return;
    working ??= work().finally(() => {
      working = undefined;
    });
  };

  const unsubscribe = options.spool.onWithdrawals(wake);
  wake();
  return {
    stop: async () => {
      stop.abort();
      unsubscribe();
      clearTimeout(timer);
      await working;
    },
  };
}

async function within(ms: number, signal: AbortSignal, answer: Promise<void> | undefined): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Error(`no answer within ${ms / 1000} s`));
  }, ms);
  const stopped = () => {
    late.reject(new Error('the server stops'));
  };
  signal.addEventListener('abort', stopped);
  try {
    await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stopped);
  }
}
