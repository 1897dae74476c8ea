// Driver of the destination `dicom`: films are forwarded to an imager by our own print client, pixel for pixel where the
// formats agree. forwarding.ts sends them; imager-state.ts queries the state of the imager.
import type { DicomDestination } from './dicom-settings.ts';
import type { DestinationDriver } from '../destination.ts';
import { failureOf } from './dicom-failure.ts';
import { Forwarding } from './forwarding.ts';
import { imagerAddress } from './imager-address.ts';
import { imagerProspects } from './imager-prospects.ts';
import { imagerState } from './imager-state.ts';
import { receiptToSendAgain } from './receipt.ts';

/** Throws SetupFailure for unreadable certificates: better at the start than with the first film. */
export function dicomPrinter(destination: DicomDestination): DestinationDriver {
  imagerAddress(destination);
  let delivering = 0;
  return {
    name: destination.name,
    deliver: async (task, signal) => {
      delivering += 1;
      try {
        return await new Forwarding(destination, task, await task.films(), signal).run();
      } catch (error) {
        if (signal.aborted) throw error;
        return failureOf(error);
      } finally {
        delivering -= 1;
      }
    },
    prospects: (sizes) => imagerProspects(destination, sizes),
    sendAgain: receiptToSendAgain,
    deviceState: async (signal) => {
      const state = await imagerState(destination, signal);
      // Some imagers accept one association at a time, and this server has it now.
      if (delivering === 0 || state.info !== 'PRINTER BUSY') return state;
      return {
        status: 'NORMAL',
        info: 'NORMAL',
        ready: true,
        detail: `${destination.aeTitle} is printing a job of this server.`,
      };
    },
  };
}
