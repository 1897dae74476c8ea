// Resolves configured printers: media by name, defaults filled in, destinations resolved. Part of config.ts.
import type { Destination } from '../destinations/destination-kind.ts';
import { stated } from '../shared/stated.ts';
import { filmSizeRules } from './schema/film-size-schema.ts';
import { media, type Printer } from '../shared/film/printer.ts';
import { printableAreasOf } from './printable-matrices.ts';
import type { PrinterFile } from './schema/printer-schema.ts';

/** A printer with the capabilities of all its destinations. */
export interface ConfiguredPrinter extends Printer {
  readonly destinations: readonly Destination[];
}

/** `dataFolder` and `configFolder` are absolute; relative paths of destinations are resolved against them. */
export function resolvePrinter(
  printer: PrinterFile,
  dataFolder: string,
  configFolder: string,
): ConfiguredPrinter {
  const {
    medium,
    gap,
    margin,
    bits,
    defaults,
    destinations,
    calibration,
    name,
    header,
    footer,
    splitAbove,
    anyFilmSize,
    printableMatrices: _matrices,
    ...rest
  } = printer;
  const filmSizes = filmSizeRules(printer);
  return {
    ...rest,
    ...filmSizes,
    // A PDF has samples of 8 or 16 bits.
    bits: bits === 8 ? 8 : 16,
    printingBitDepth: bits,
    name: name ?? printer.aeTitle,
    mediumName: typeof medium === 'string' ? medium : medium.kind,
    medium: typeof medium === 'string' ? media[medium] : medium,
    gapMm: gap,
    marginMm: margin,
    ...(calibration ? { calibration } : {}),
    ...stated({ header, footer, splitAbove, anyFilmSize }),
    ...stated({ printableAreas: printableAreasOf(printer) }),
    defaults: { ...defaults, filmSize: defaults.filmSize ?? filmSizes.filmSizes[0] ?? '14INX17IN' },
    destinations: destinations.map((destination) =>
      destination.resolve({ printer, dataFolder, configFolder }),
    ),
  };
}
