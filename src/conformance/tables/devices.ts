// The devices behind a printer, one by one, pools taken apart: what the statement says depends on which there are.
import type { Destination, DicomDestination, IppDestination, Printer } from '../../shared/film/printer.ts';

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

export const namesOf = (devices: readonly { readonly name: string }[]): string =>
  devices.map(({ name }) => name).join(', ');
