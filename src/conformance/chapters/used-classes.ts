// The SOP classes that printers use of other systems (SCU): of the devices that their films go on to, and of remote systems.
import type { Config } from '../../config/config.ts';
import type { ConfiguredPrinter } from '../../config/printer-config.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import { kindsOf, remotesOf } from '../tables/devices.ts';

/** Proposed to the devices of a printer, for films and for their status; none where it calls none. */
export function forwardingClasses(printer: ConfiguredPrinter): readonly string[] {
  const proposed = kindsOf(printer).flatMap(({ conformance }) => conformance.associations?.sopClasses ?? []);
  return [...new Set(proposed)];
}

/** The same, with Verification where remote systems are verified in the name of the printer. */
export function usedClasses(printer: ConfiguredPrinter, config: Config): readonly string[] {
  const verified = remotesOf(printer, config).length > 0 ? [sopClasses.Verification] : [];
  return [...new Set([...forwardingClasses(printer), ...verified])];
}
