// Destination `pool`: several devices behind one destination. A job is sent to a ready device with paper that the films fit
// on and the fewest jobs in progress; if that device turns out not to be ready, to the next. Once a device has a receipt of
// the job, the job stays with that device, because it may be printed there. Start at `devicePool`; pool-state.ts queries the
// devices.
import { sizeOfFilm, type FilmSize } from '../../shared/film/film-sizes.ts';
import type { DeliveryResult, DeliveryTask, DestinationDriver, DeviceState } from '../destination.ts';
import { mediaSize } from '../ipp/media/media-name.ts';
import { PoolMember, poolState } from './pool-state.ts';

/** `DEVICE RECEIPT`; the name contains no spaces. */
const receiptOf = (device: string, receipt: string) => `${encodeURIComponent(device)} ${receipt}`;

/** The device that has a job, and its own receipt; undefined for text that is not a receipt of a pool. */
function readReceipt(text: string): { readonly device: string; readonly receipt: string } | undefined {
  const blank = text.indexOf(' ');
  if (blank < 0) return undefined;
  try {
    return { device: decodeURIComponent(text.slice(0, blank)), receipt: text.slice(blank + 1) };
  } catch {
    return undefined;
  }
}

/** Whether every film fits on a loaded medium, in either orientation; undefined when the device does not report its media. */
export function fitsLoaded(
  state: Pick<DeviceState, 'mediaReady'> | undefined,
  films: readonly FilmSize[],
): boolean | undefined {
  const loaded = (state?.mediaReady ?? []).flatMap((name) => mediaSize(name) ?? []);
  if (loaded.length === 0) return undefined;
  // A millimeter is a rounding error of names, not a difference of paper.
  const holds = (paper: { widthMm: number; heightMm: number }, width: number, height: number) =>
    Math.min(paper.widthMm, paper.heightMm) + 1 >= Math.min(width, height) &&
    Math.max(paper.widthMm, paper.heightMm) + 1 >= Math.max(width, height);
  return films.every((film) => {
    const size = sizeOfFilm(film);
    return size === undefined || loaded.some((paper) => holds(paper, size.widthMm, size.heightMm));
  });
}

const fitRank = (fits: boolean | undefined): number => (fits === undefined ? 1 : fits ? 0 : 2);

/** @param devices - in the order of the configuration, each with its own name */
export function devicePool(name: string, devices: readonly DestinationDriver[]): DestinationDriver {
  const members = devices.map((device) => new PoolMember(device));

  /** The best device of those that are ready and were not tried. */
  const choose = (films: readonly FilmSize[], tried: ReadonlySet<PoolMember>) => {
    const able = members.filter((member) => !tried.has(member) && member.state?.ready === true);
    const rank = (member: PoolMember) => fitRank(fitsLoaded(member.state, films));
    // Sorting is stable: equal devices stay in the order of the configuration.
    return able.sort((a, b) => rank(a) - rank(b) || a.jobs - b.jobs)[0];
  };

  const deliverTo = async (
    member: PoolMember,
    task: DeliveryTask,
    receipt: string | null,
    signal: AbortSignal,
  ): Promise<{ readonly result: DeliveryResult; readonly held: boolean }> => {
    const device = member.driver.name;
    let held = receipt !== null;
    member.jobs += 1;
    try {
      const result = await member.driver.deliver(
        {
          ...task,
          receipt,
          keepReceipt: async (known) => {
            held = true;
            await task.keepReceipt(receiptOf(device, known));
          },
          progress: ({ statusInfo, detail }) => task.progress({ statusInfo, detail: `${device}: ${detail}` }),
        },
        signal,
      );
      if (result.kind === 'failed') {
        const error = `${device}: ${result.error}`;
        if (result.cause !== 'device') return { result: { ...result, error }, held };
        member.notReady(result.statusInfo, result.error);
        // The job waits for the device that has it; the jobs behind it can use the other devices.
        return { result: { ...result, error, ...(held ? { onlyThisJob: true } : {}) }, held };
      }
      if (result.kind === 'unknown') {
        // It stays with the device that may have printed it: no other device is tried.
        const error = `${device}: ${result.error}`;
        return { result: { ...result, error, receipt: receiptOf(device, result.receipt) }, held: true };
      }
      const detail = `${device}: ${result.detail}`;
      return { result: { ...result, receipt: receiptOf(device, result.receipt), detail }, held };
    } finally {
      member.jobs -= 1;
    }
  };

  /** Tries one device after another, as long as that cannot print anything twice. */
  const deliverToAny = async (task: DeliveryTask, signal: AbortSignal): Promise<DeliveryResult> => {
    const films = await task.films();
    await Promise.all(members.filter(({ state }) => !state?.ready).map((member) => member.ask()));
    const tried = new Set<PoolMember>();
    let last: DeliveryResult | undefined;
    for (;;) {
      const member = choose(films, tried);
      if (!member) break;
      tried.add(member);
      const { result, held } = await deliverTo(member, task, null, signal);
      if (result.kind !== 'failed' || result.cause !== 'device' || held) return result;
      last = result;
    }
    if (last) return last;
    const { info, detail } = poolState(members);
    return { kind: 'failed', cause: 'device', statusInfo: info, error: detail };
  };

  return {
    name,
    jobsAtOnce: members.length,
    deliver: async (task, signal) => {
      const held = task.receipt === null ? undefined : readReceipt(task.receipt);
      const holder = members.find(({ driver }) => driver.name === held?.device);
      if (held && holder) return (await deliverTo(holder, task, held.receipt, signal)).result;
      if (!held || task.receipt === null) return deliverToAny(task, signal);
      const error = `${held.device} had it and is no longer in the pool: whether it was printed there cannot be queried.`;
      return { kind: 'unknown', receipt: task.receipt, statusInfo: 'CHECK PRINTER', error };
    },
    deviceState: async (signal) => {
      await Promise.all(members.map((member) => member.ask(signal)));
      return poolState(members);
    },
    sendAgain: (receipt) => {
      const held = readReceipt(receipt);
      const holder = members.find(({ driver }) => driver.name === held?.device);
      const rest = held && holder?.driver.sendAgain?.(held.receipt);
      // A job that is printed in part is completed on that device; otherwise any device may print it.
      return typeof rest === 'string' && holder ? receiptOf(holder.driver.name, rest) : null;
    },
    cancel: async (receipt) => {
      const held = readReceipt(receipt);
      const holder = members.find(({ driver }) => driver.name === held?.device);
      if (held) await holder?.driver.cancel?.(held.receipt);
    },
    close: async () => {
      for (const { driver } of members) await driver.close?.();
    },
  };
}
