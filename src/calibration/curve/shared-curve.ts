// One printer has one curve, whatever stands behind it. Which devices share it is said where it matters: they are alike only
// as far as they are of one model, with one toner, on one paper.
import type { Printer } from '../../shared/film/printer.ts';

/** A sentence on the devices that share the curve of a printer; undefined for one device or none. */
export function sharedCurve({
  aeTitle,
  destinations,
}: Pick<Printer, 'aeTitle' | 'destinations'>): string | undefined {
  const devices = destinations.flatMap(({ calibrated }) => calibrated);
  if (devices.length < 2) return undefined;
  const pool = destinations.some(({ calibrated }) => calibrated.length > 1);
  const comesOut = pool ? 'the target comes out of one of them only' : 'the target comes out of each';
  return `${devices.join(', ')} print with one calibration, that of ${aeTitle}, and ${comesOut}: the one whose target is measured sets the greys of all. Unless they are of one model, with the same toner and paper, give each a printer of its own.`;
}
