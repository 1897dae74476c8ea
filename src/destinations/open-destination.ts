// Configuration → destination: the one place that knows every kind.
import type { Destination } from '../printer.ts';
import type { DestinationDriver } from './destination.ts';
import { pdfFolder } from './pdf-folder.ts';

const kinds = { pdf: pdfFolder } satisfies Record<Destination['kind'], unknown>;

/** Opens nothing yet: a folder or a device is looked at when something is delivered. */
export function openDestination(destination: Destination): DestinationDriver {
  return kinds[destination.kind](destination);
}
