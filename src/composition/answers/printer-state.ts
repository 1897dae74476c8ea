// The state of a printer in one word, as pages, the wall and programs show it: the worst of its pause and its devices. It is
// determined here only. Pure.
import type { ApiDevice, ApiPrinter } from '../../api/printer.ts';

type DeviceFacts = Pick<ApiDevice, 'destination' | 'status' | 'ready' | 'required'>;

/** The state of one device. */
export function deviceStateWord({ status, ready }: Pick<ApiDevice, 'status' | 'ready'>): ApiDevice['state'] {
  if (status === 'FAILURE' || (status === 'WARNING' && !ready)) return 'failure';
  return ({ NORMAL: 'ready', WARNING: 'warning', UNKNOWN: 'unknown' } as const)[status];
}

/** A best-effort device never stops a printer. */
export function printerStateWord({
  paused,
  status,
  devices,
}: Pick<ApiPrinter, 'paused' | 'status'> & {
  readonly devices: readonly DeviceFacts[];
}): ApiPrinter['state'] {
  const needed = devices.filter(({ required }) => required);
  if (needed.some((device) => deviceStateWord(device) === 'failure')) return 'failure';
  if (paused) return 'paused';
  if (devices.some((device) => device.status === 'WARNING' || device.status === 'FAILURE')) return 'warning';
  if (needed.some((device) => device.status === 'UNKNOWN')) return 'unknown';
  return status === 'NORMAL' ? 'ready' : status === 'WARNING' ? 'warning' : 'failure';
}

const order = { FAILURE: 0, WARNING: 1, UNKNOWN: 2, NORMAL: 3 } as const;

/** The destination of the device whose state explains that of the printer; null: all are in order. */
export function troubledDestination(devices: readonly DeviceFacts[]): string | null {
  const [worst] = devices.toSorted((a, b) => order[a.status] - order[b.status]);
  return worst === undefined || worst.status === 'NORMAL' ? null : worst.destination;
}
