// The state of a printer as the server reports it, and the device that explains it.
import type { ApiDevice, ApiPrinter } from '../types.ts';

export type PrinterState = ApiPrinter['state'];

/** The device whose state explains that of the printer; undefined: all are in order. */
export function troubledDevice({
  troubled,
  devices,
}: Pick<ApiPrinter, 'troubled' | 'devices'>): ApiDevice | undefined {
  return devices.find(({ destination }) => destination === troubled);
}
