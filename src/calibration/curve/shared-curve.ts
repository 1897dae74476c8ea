// One printer has one curve, whatever stands behind it. Which devices share it is said where it matters: they are alike only
// as far as they are of one model, with one toner, on one paper.
import type { Destination, Printer } from '../../shared/film/printer.ts';

/** Devices that put ink on a medium by the printer's tone; imagers get P-values and have a tone of their own. */
function inkDevices(destination: Destination): readonly string[] {
  switch (destination.kind) {
    case 'ipp':
      return [destination.name];
    case 'pool':
      return destination.devices.flatMap(inkDevices);
    case 'pdf':
    case 'dicom':
      return [];
  }
}

/** A sentence on the devices that share the curve of a printer; undefined for one device or none. */
export function sharedCurve({
  aeTitle,
  destinations,
}: Pick<Printer, 'aeTitle' | 'destinations'>): string | undefined {
  const devices = destinations.flatMap(inkDevices);
  if (devices.length < 2) return undefined;
  const pool = destinations.some(({ kind }) => kind === 'pool');
  const comesOut = pool ? 'the target comes out of one of them only' : 'the target comes out of each';
  return `${devices.join(', ')} print with one calibration, that of ${aeTitle}, and ${comesOut}: the one whose target is measured sets the greys of all. Unless they are of one model, with the same toner and paper, give each a printer of its own.`;
}
