// How long an IPP printer has been running, for tests that pull its plug.
import { setTimeout } from 'node:timers/promises';
import { IppClient } from '../../src/destinations/ipp/client/ipp-client.ts';
import { IppPrinter } from '../../src/destinations/ipp/delivery/ipp-printer.ts';
import { printerAddress } from '../../src/destinations/ipp/protocol/printer-address.ts';

/**
 * Waits until it has been on for three seconds: printer-up-time counts whole seconds, and what was started again in the
 * second in which it took a job cannot be told from what was not.
 */
export async function onForSeconds(uri: string): Promise<void> {
  const address = printerAddress(uri);
  if (address === undefined) throw new Error(`${uri} is not the address of a printer`);
  const printer = new IppPrinter(new IppClient({ address }));
  while (((await printer.observe()).upTime ?? 9) < 3) await setTimeout(100);
}
