// The SOP classes that printers use as SCU: with the imagers that films are forwarded to, and with remote systems.
import type { Config } from '../../config/config.ts';
import type { ConfiguredPrinter } from '../../config/printer-config.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import { kindsOf, remotesOf } from '../tables/devices.ts';

/** Proposed to the imagers of a printer, for films and for status queries; empty without imagers. */
export function forwardingClasses(printer: ConfiguredPrinter): readonly string[] {
  const proposed = kindsOf(printer).flatMap(({ conformance }) => conformance.associations?.sopClasses ?? []);
  return [...new Set(proposed)];
}

/** The same, with Verification if remote systems are verified under the AE title of the printer. */
export function usedClasses(printer: ConfiguredPrinter, config: Config): readonly string[] {
  const verified = remotesOf(printer, config).length > 0 ? [sopClasses.Verification] : [];
  return [...new Set([...forwardingClasses(printer), ...verified])];
}
