// Destination `dicom`: films go on to a real imager by our own print client, pixel for pixel where the formats agree.
// The work is in forwarding.ts; imager-state.ts asks how the imager is.
import type { DicomDestination } from './dicom-settings.ts';
import type { DestinationDriver } from '../destination.ts';
import { failureOf } from './dicom-failure.ts';
import { Forwarding } from './forwarding.ts';
import { imagerAddress } from './imager-address.ts';
import { imagerProspects } from './imager-prospects.ts';
import { imagerState } from './imager-state.ts';
import { receiptToSendAgain } from './receipt.ts';

/** Throws SetupFailure for certificates that cannot be read: better at the start than with the first film. */
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
      // Some imagers take one association at a time, and that is ours.
      if (delivering === 0 || state.info !== 'PRINTER BUSY') return state;
      return {
        status: 'NORMAL',
        info: 'NORMAL',
        ready: true,
        detail: `${destination.aeTitle} is printing for us.`,
      };
    },
  };
}
