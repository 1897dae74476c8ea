// The state of a printer as users see it: the worst of its pause and its devices.
import type { ApiDevice, ApiPrinter } from './types.ts';

export type PrinterState = 'ready' | 'paused' | 'warning' | 'failure' | 'unknown';

type Facts = Pick<ApiPrinter, 'paused' | 'status'> & {
  readonly devices: readonly Pick<ApiDevice, 'status' | 'ready' | 'required'>[];
};

export function printerState({ paused, status, devices }: Facts): PrinterState {
  const needed = devices.filter(({ required }) => required);
  if (needed.some((device) => device.status === 'FAILURE' || (device.status === 'WARNING' && !device.ready)))
    return 'failure';
  if (paused) return 'paused';
  if (devices.some((device) => device.status === 'WARNING' || device.status === 'FAILURE')) return 'warning';
  if (needed.some((device) => device.status === 'UNKNOWN')) return 'unknown';
  return status === 'NORMAL' ? 'ready' : status === 'WARNING' ? 'warning' : 'failure';
}

/** The state of one device. */
export function deviceState({ status, ready }: Pick<ApiDevice, 'status' | 'ready'>): PrinterState {
  if (status === 'FAILURE' || (status === 'WARNING' && !ready)) return 'failure';
  return ({ NORMAL: 'ready', WARNING: 'warning', UNKNOWN: 'unknown' } as const)[status];
}

/** The device whose state explains that of the printer: the first that is not in order. */
export function troubledDevice(devices: readonly ApiDevice[]): ApiDevice | undefined {
  const order = { FAILURE: 0, WARNING: 1, UNKNOWN: 2, NORMAL: 3 } as const;
  const [worst] = devices.toSorted((a, b) => order[a.status] - order[b.status]);
  return worst?.status === 'NORMAL' ? undefined : worst;
}
