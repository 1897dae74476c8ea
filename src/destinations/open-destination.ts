// Configuration → destination: the one place that knows every kind.
import { unreachable } from '../shared/errors/errors.ts';
import type { Destination } from '../shared/film/printer.ts';
import type { DestinationDriver } from './destination.ts';
import { ippDestination } from './ipp/ipp-destination.ts';
import { dicomPrinter } from './dicom/dicom-printer.ts';
import { pdfFolder } from './pdf/pdf-folder.ts';
import { devicePool } from './pool/pool.ts';

/** Opens nothing yet: a folder or a device is looked at when something is delivered. */
export function openDestination(destination: Destination): DestinationDriver {
  switch (destination.kind) {
    case 'pdf':
      return pdfFolder(destination);
    case 'ipp':
      return ippDestination(destination);
    case 'dicom':
      return dicomPrinter(destination);
    case 'pool':
      return devicePool(destination, openDestination);
    default:
      throw unreachable(destination);
  }
}
