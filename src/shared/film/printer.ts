// The type of a configured printer: a virtual film imager with an AE title, the film sizes and values that it offers, the medium
// of its sheets, and their destinations. Start at `Printer`.
import type {
  AnnotationPlace,
  DecimateCropBehavior,
  FilmOrientation,
  MagnificationType,
  PrintPriority,
} from './film.ts';
import type { BoxPart, SlideKind } from './display-format.ts';
import type { FilmSizeRules } from './film-size-text.ts';
import { filmSizeIds, type PrintableAreas } from './film-sizes.ts';

/** Space that a scale mark or a ruler takes along an edge of a page, mm. */
export const markRoomMm = 5;

/** The medium that a person looks at. Densities in OD, luminances in cd/m². */
export type Medium =
  | {
      readonly kind: 'reflective';
      readonly dmin: number;
      readonly dmax: number;
      readonly illumination: number;
    }
  | {
      readonly kind: 'transmissive';
      readonly dmin: number;
      readonly dmax: number;
      readonly illumination: number;
      readonly ambient: number;
    }
  /** A screen: no densities, only its darkest and brightest luminance. */
  | { readonly kind: 'display'; readonly lmin: number; readonly lmax: number };

/** Media known by name. */
export const media = {
  paper: { kind: 'reflective', dmin: 0.05, dmax: 2.1, illumination: 150 },
  'blue-film': { kind: 'transmissive', dmin: 0.2, dmax: 3.0, illumination: 2000, ambient: 10 },
  'clear-film': { kind: 'transmissive', dmin: 0.05, dmax: 3.2, illumination: 2000, ambient: 10 },
  display: { kind: 'display', lmin: 0.5, lmax: 250 },
} as const satisfies Record<string, Medium>;

export type MediumName = keyof typeof media;

/** From the lightest to the darkest, hundredths of OD. */
export interface DensityRange {
  readonly min: number;
  readonly max: number;
}

/**
 * Minimum contrast of a range, hundredths of OD: below it, the lightest gray of a film lets through less than twice the light
 * of the darkest, and the film looks empty. Such ranges come from clients that write densities in other units (3 or 30 for 3.0).
 */
export const minContrast = 30;

/** A range with contrast; a range without, or an inverted one, means "not specified". */
export function withContrast(range: DensityRange): DensityRange | undefined {
  return range.max - range.min >= minContrast ? range : undefined;
}

/** One measured point: the device value (0…255) sent, and the density measured for it. */
export interface CalibrationPoint {
  readonly deviceValue: number;
  readonly density: number;
}

/** What every kind of destination has. */
export interface DestinationBase {
  /** Name of the destination in jobs and logs. */
  readonly name: string;
  /** Whether a job is DONE only after its delivery here; false: best effort. */
  readonly required: boolean;
}

/** A destination of a printer's sheets, with the properties that all folders can use. destinations/ has those of each kind. */
export interface PrinterDestination extends DestinationBase {
  readonly kind: string;
  /** Whether it prints films of any size; a film imager has sheets of certain sizes only. */
  readonly takesAnyFilmSize: boolean;
  /** Names of its devices to which the printer's calibration applies; where there are several, one of them prints a job. */
  readonly calibrated: readonly string[];
}

/** A DICOM system to which associations are opened: an imager, or a system whose connectivity is verified. */
export interface RemoteEntity {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** AE title of the system; `callingAeTitle`: our own AE title. */
  readonly aeTitle: string;
  readonly callingAeTitle: string;
  /** UIDs of the transfer syntaxes that are proposed to it, the preferred one first; default: those of the print client. */
  readonly transferSyntaxes?: readonly string[];
  /** Files in PEM, absolute; default: unencrypted. */
  readonly tls?: {
    readonly ca?: string;
    readonly certificate?: string;
    readonly key?: string;
    /** The name that the system's certificate must have; default: `host`. */
    readonly serverName?: string;
  };
}

/** Meaning of an Annotation Display Format ID: the number of boxes, and the place of their texts. */
export interface AnnotationFormat {
  readonly boxes: number;
  /** `below image`: below the image whose position is the text's. */
  readonly place: AnnotationPlace['kind'];
}

/** The slides of a film in portrait: by film size, then by kind. */
export type SlideGrids = Readonly<
  Record<
    string,
    Readonly<Partial<Record<SlideKind, { readonly columns: number; readonly rows: number } | undefined>>>
  >
>;

/** By the number i of CUSTOM\i; the boxes by position. */
export type CustomFormats = Readonly<Record<string, readonly BoxPart[]>>;

export const scaleMarks = ['auto', 'always', 'never'] as const;
export type ScaleMark = (typeof scaleMarks)[number];

export const rulerPlaces = ['none', 'left', 'bottom'] as const;
export type RulerPlace = (typeof rulerPlaces)[number];

/**
 * What happens to a film that is larger than every sheet of paper: scaled down, true size over several sheets, not printed.
 */
export const tooSmallRules = ['fit', 'tile', 'refuse'] as const;
export type TooSmallRule = (typeof tooSmallRules)[number];

/** Placeholders of a header or footer line of the printer: `Printed {date}, page {page} of {pages}`. */
export const linePlaceholders = [
  'date',
  'time',
  'sessionLabel',
  'callingAeTitle',
  'printer',
  'page',
  'pages',
  'filmSize',
  'patientName',
  'patientId',
  'accessionNumber',
  'studyDate',
] as const;
export type LinePlaceholder = (typeof linePlaceholders)[number];
/** A placeholder in a line: `{date}`. */
export const linePlaceholder = /\{([^{}]*)\}/g;

/** The values used where a client does not send an attribute. */
export interface PrinterDefaults {
  /** One of the printer's film sizes. */
  readonly filmSize: string;
  readonly filmOrientation: FilmOrientation;
  readonly magnificationType: MagnificationType;
  readonly smoothingType: string;
  readonly priority: PrintPriority;
  /** Default: 1. */
  readonly copies?: number;
  /** Hundredths of OD; default: the ends of `Printer.densities`. */
  readonly minDensity?: number | undefined;
  readonly maxDensity?: number | undefined;
  /** Default: NO. */
  readonly trim?: 'YES' | 'NO';
  /** Default: NORMAL. */
  readonly polarity?: 'NORMAL' | 'REVERSE';
  readonly mediumType: string;
  readonly filmDestination: string;
  /** BLACK, WHITE or hundredths of OD as text, as clients send it. */
  readonly borderDensity: string;
  readonly emptyImageDensity: string;
  readonly decimateCrop: DecimateCropBehavior;
}

export interface Printer extends FilmSizeRules {
  readonly aeTitle: string;
  /** Other titles by which clients may call it. */
  readonly aeTitleAliases: readonly string[];
  /** Whether called AE titles that no printer has mean this printer. */
  readonly anyAeTitle: boolean;
  readonly name: string;
  /** The name of the medium, else its kind: part of Manufacturer Model Name in Printer N-GET, and the name of its calibrations. */
  readonly mediumName: string;
  readonly medium: Medium;
  /** Device pixels per inch; `high` is used for Requested Resolution ID HIGH. */
  readonly resolution: number;
  readonly highResolution: number;
  /** Bits per sample in the PDF. */
  readonly bits: 8 | 16;
  /** Whether 8-bit grays are dithered; auto: with a measured calibration. */
  readonly dither: boolean | 'auto';
  /** Images in PDFs: lossless, or as JPEG with a quality from 1 to 100, which is smaller and not exact. */
  readonly pdfImages: { readonly compression: 'lossless' | 'jpeg'; readonly quality: number };
  /** Whether borders and empty image boxes are white, regardless of the request, to save toner. */
  readonly whiteBorders: boolean;
  /** Which pages have a line that states whether they are to scale: only pages that are not, every page, or none. */
  readonly scaleMark: ScaleMark;
  /** Where pages have a ruler of 100 mm that is true to size on their paper. */
  readonly ruler: RulerPlace;
  /** Header and footer lines on every film, with placeholders; default: none. */
  readonly header?: string;
  readonly footer?: string;
  /** What clients may ask for. */
  readonly densities: DensityRange;
  /** Whether the printer prints sizes that it does not offer; default: see `printsAnyFilmSize`. */
  readonly anyFilmSize?: boolean;
  /** Gap between image boxes and margin around them, mm. */
  readonly gapMm: number;
  readonly marginMm: number;
  /** Default: the margin decides, for every film size. */
  readonly printableAreas?: PrintableAreas;
  /** Which end of the LIN OD scale the value 0 is. */
  readonly linOdZero: 'darkest' | 'brightest';
  /** Measured response of the device; default: an ideal device with the sRGB transfer curve. */
  readonly calibration?: readonly CalibrationPoint[];
  /** When it was measured, and whether it has expired; default: never, or the measurement is in the configuration. */
  readonly lastCalibration?: { readonly date: Date; readonly expired: boolean };
  readonly maxCopies: number;
  /** In one film session; 0: film sessions cannot be printed, only film boxes. */
  readonly maxCollatedFilms: number;
  /** Films of more image boxes than this grid has are printed on several sheets; default: never. */
  readonly splitAbove?: { readonly columns: number; readonly rows: number };
  /** By Annotation Display Format ID, besides LABEL, BOTTOM, COMBINED and NONE. */
  readonly annotationFormats: Readonly<Record<string, AnnotationFormat>>;
  /** Image Display Formats CUSTOM\i. */
  readonly customFormats: CustomFormats;
  /** Image boxes of SLIDE and SUPERSLIDE; for film sizes without an entry, as many as fit in mounts. */
  readonly slides: SlideGrids;
  /** Whether retired SOP classes of the Print service, which old clients still propose, are served. */
  readonly retiredClasses: boolean;
  /** Whether Stored Print objects and their Hardcopy images are accepted and printed. */
  readonly storedPrint: boolean;
  /** The announced bit depth; default: `bits`. */
  readonly printingBitDepth?: number;
  readonly defaults: PrinterDefaults;
  readonly destinations: readonly PrinterDestination[];
}

/**
 * Whether the printer prints films whose size it does not offer. A printer that offers all sizes of the standard does, unless
 * it has a film imager as a destination: PDF and paper accept any size, an imager has sheets.
 */
export function printsAnyFilmSize({
  anyFilmSize,
  filmSizes,
  destinations,
}: Pick<Printer, 'anyFilmSize' | 'filmSizes' | 'destinations'>): boolean {
  const any = destinations.every(({ takesAnyFilmSize }) => takesAnyFilmSize);
  return anyFilmSize ?? (any && filmSizeIds.every((id) => filmSizes.includes(id)));
}

/** Printer Status and Printer Status Info (PS3.3 C.13.9). */
export interface PrinterStatus {
  readonly status: 'NORMAL' | 'WARNING' | 'FAILURE';
  readonly info: string;
}

/** Severity of a status, to find the worst of several. */
export const severityOf = {
  NORMAL: 0,
  WARNING: 1,
  FAILURE: 2,
} as const satisfies Record<PrinterStatus['status'], number>;
