// A printer has one curve for all its devices. Messages name the devices that share it, because devices are alike
// only if they have the same model, toner and paper.
import type { Printer } from '../../shared/film/printer.ts';

/** A sentence about the devices that share the curve of a printer; undefined for fewer than two devices. */
export function sharedCurve({
  aeTitle,
  destinations,
}: Pick<Printer, 'aeTitle' | 'destinations'>): string | undefined {
  const devices = destinations.flatMap(({ calibrated }) => calibrated);
  if (devices.length < 2) return undefined;
  const pool = destinations.some(({ calibrated }) => calibrated.length > 1);
  const comesOut = pool ? 'the target comes out of one of them only' : 'the target comes out of each';
  return `${devices.join(', ')} print with one calibration, that of ${aeTitle}, and ${comesOut}: the one whose target is measured sets the grays of all. Unless they are of one model, with the same toner and paper, give each a printer of its own.`;
}
