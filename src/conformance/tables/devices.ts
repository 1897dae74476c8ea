// The devices behind a printer, one by one, pools taken apart: what the statement says depends on which there are.
import type { Config } from '../../config/config.ts';
import { verificationLimits } from '../../destinations/dicom/verification.ts';
import type {
  Destination,
  DicomDestination,
  IppDestination,
  Printer,
  RemoteEntity,
} from '../../shared/film/printer.ts';
import { sameAeTitle } from '../../shared/film/printer-titles.ts';

export interface Devices {
  readonly folders: number;
  readonly ipp: readonly IppDestination[];
  readonly imagers: readonly DicomDestination[];
}

/** What a printer delivers to, by kind. */
export function devicesOf({ destinations }: Printer): Devices {
  const single = destinations.flatMap((destination): Destination[] =>
    destination.kind === 'pool' ? [...destination.devices] : [destination],
  );
  return {
    folders: single.filter(({ kind }) => kind === 'pdf').length,
    ipp: single.filter((destination) => destination.kind === 'ipp'),
    imagers: single.filter((destination) => destination.kind === 'dicom'),
  };
}

/** Associations that are open at once to verify remote systems. */
export const verificationsAtOnce = verificationLimits.atOnce;

/** Remote systems that are verified in the name of a printer; the first printer stands for titles that none has. */
export function remotesOf(
  { aeTitle }: Printer,
  { printers, remotes }: Pick<Config, 'printers' | 'remotes'>,
): readonly RemoteEntity[] {
  return remotes.filter(({ callingAeTitle }) => {
    const caller = printers.find((printer) => sameAeTitle(printer.aeTitle, callingAeTitle)) ?? printers[0];
    return caller?.aeTitle === aeTitle;
  });
}

export const namesOf = (devices: readonly { readonly name: string }[]): string =>
  devices.map(({ name }) => name).join(', ');
