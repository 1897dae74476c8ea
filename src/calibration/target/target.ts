// The calibration target as a film. It is processed like any other film; only its presentation LUT marks its values
// as device values. To print it, pass it to the spool's `accept`.
import type { AnnotationBox, BlobRef, Film } from '../../shared/film/film.ts';
import { filmSizeOf, type FilmSizeId } from '../../shared/film/film-sizes.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { printerChecksum, type TargetCode } from './target-code.ts';
import { drawTarget, type TargetImage } from './target-image.ts';
import { targetLevels, type TargetKind } from './target-layout.ts';

export interface TargetOptions {
  readonly kind: TargetKind;
  /** Number of distinct values of the wedge; default: 32, and for a test the 18 of TG18. */
  readonly levels?: number;
  /** Default: the first of the printer's film sizes that fits on an office scanner. */
  readonly filmSizeId?: string;
  /** Number that distinguishes prints, 0 to 32767. */
  readonly serial: number;
}

type TargetPrinter = Pick<
  Printer,
  'aeTitle' | 'mediumName' | 'filmSizes' | 'customFilmSizes' | 'densities' | 'defaults'
>;

/** Sizes that fit on an office scanner, the most common one first. */
const scannable: readonly FilmSizeId[] = ['A4', '8_5INX11IN', '8INX10IN'];

export function targetFilmSize({ filmSizes, defaults }: TargetPrinter): string {
  return scannable.find((size) => filmSizes.includes(size)) ?? defaults.filmSize;
}

function targetCode(printer: TargetPrinter, { kind, levels, serial }: TargetOptions): TargetCode {
  const checksum = printerChecksum(printer.aeTitle, printer.mediumName);
  return {
    kind,
    levels: levels ?? (kind === 'device' ? targetLevels.usual : targetLevels.least),
    printer: checksum,
    serial,
  };
}

function lines(printer: TargetPrinter, { kind, serial }: TargetOptions): readonly AnnotationBox[] {
  const what = kind === 'device' ? 'Calibration target' : 'Test target';
  const texts = [
    [`${what} ${serial} of ${printer.aeTitle} on ${printer.mediumName}`, 'top'],
    ['Measure the patches by number, or scan the page at 300 dpi without automatic corrections', 'bottom'],
  ] as const;
  return texts.map(([text, place], index) => ({
    kind: 'annotation',
    position: index + 1,
    text,
    place: { kind: place },
  }));
}

/** The picture of a target as a stored image. */
export interface StoredTarget {
  readonly image: TargetImage;
  /** The blob that holds the pixels of `image`. */
  readonly pixels: BlobRef;
}

/** The film of a target. */
export function targetFilm(
  printer: TargetPrinter,
  options: TargetOptions,
  { image, pixels }: StoredTarget,
  newUid: () => string,
): Film {
  const { min, max } = printer.densities;
  const densities = { minDensity: min, maxDensity: max };
  return {
    kind: 'film',
    sopInstanceUid: newUid(),
    imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 1 },
    filmOrientation: 'PORTRAIT',
    ...filmSizeOf(options.filmSizeId ?? targetFilmSize(printer), printer),
    borderDensity: { kind: 'white' },
    emptyImageDensity: { kind: 'white' },
    ...densities,
    trim: false,
    requestedResolutionId: 'STANDARD',
    images: [
      {
        kind: 'image',
        sopInstanceUid: newUid(),
        position: 1,
        pixels: {
          kind: 'gray',
          photometricInterpretation: 'MONOCHROME2',
          signed: false,
          rows: image.rows,
          columns: image.columns,
          pixelAspectRatio: [1, 1],
          data: pixels,
          bitsAllocated: 8,
          bitsStored: 8,
          highBit: 7,
        },
        polarity: 'NORMAL',
        magnificationType: 'REPLICATE',
        presentationLut: { kind: options.kind === 'device' ? 'DEVICE' : 'IDENTITY' },
        ...densities,
        requestedDecimateCropBehavior: 'DECIMATE',
      },
    ],
    annotations: lines(printer, options),
  };
}

/** The picture of a target. */
export function targetImage(printer: TargetPrinter, options: TargetOptions): TargetImage {
  return drawTarget(targetCode(printer, options));
}
