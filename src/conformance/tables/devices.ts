// The destinations of a printer, with pools expanded: the statement depends on their kinds.
import type { Config } from '../../config/config.ts';
import type { ConfiguredPrinter } from '../../config/printer-config.ts';
import { verificationLimits } from '../../destinations/dicom/verification.ts';
import type { SingleDestination } from '../../destinations/destination-kind.ts';
import type { RemoteEntity } from '../../shared/film/printer.ts';
import { sameAeTitle } from '../../shared/film/printer-titles.ts';

/** The destinations of one kind that a printer has. */
export interface KindOfPrinter {
  readonly conformance: SingleDestination['conformance'];
  readonly devices: readonly SingleDestination[];
  /** Their names, joined. */
  readonly names: string;
}

type WithDestinations = Pick<ConfiguredPrinter, 'destinations'>;

/** The destinations of a printer, by kind. */
export function kindsOf({ destinations }: WithDestinations): readonly KindOfPrinter[] {
  const kinds = Map.groupBy(
    destinations.flatMap(({ members }) => members),
    ({ kind }) => kind,
  );
  return [...kinds.values()].flatMap((devices) =>
    devices.slice(0, 1).map(({ conformance }) => {
      return { conformance, devices, names: devices.map(({ name }) => name).join(', ') };
    }),
  );
}

/** Associations that are open at once to verify remote systems. */
export const verificationsAtOnce = verificationLimits.atOnce;

/**
 * Remote systems that are verified under the AE title of a printer; the first printer is used for titles that no
 * printer has.
 */
export function remotesOf(
  { aeTitle }: Pick<ConfiguredPrinter, 'aeTitle'>,
  { printers, remotes }: Pick<Config, 'printers' | 'remotes'>,
): readonly RemoteEntity[] {
  return remotes.filter(({ callingAeTitle }) => {
    const caller = printers.find((printer) => sameAeTitle(printer.aeTitle, callingAeTitle)) ?? printers[0];
    return caller?.aeTitle === aeTitle;
  });
}
