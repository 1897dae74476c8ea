// The uptime of an IPP printer, for tests that power it off.
import { IppClient } from '../../src/destinations/ipp/client/ipp-client.ts';
import { IppPrinter } from '../../src/destinations/ipp/delivery/ipp-printer.ts';
import { printerAddress } from '../../src/destinations/ipp/protocol/printer-address.ts';
import { until } from './until.ts';

/**
 * Waits until it has been on for three seconds: printer-up-time counts whole seconds, and a printer restarted in the
 * same second in which it accepted a job looks as if it had not been restarted.
 */
export async function onForSeconds(uri: string): Promise<void> {
  const address = printerAddress(uri);
  if (address === undefined) throw new Error(`${uri} is not the address of a printer`);
  const printer = new IppPrinter(new IppClient({ address }));
  await until(async () => ((await printer.observe()).upTime ?? 9) >= 3);
}
