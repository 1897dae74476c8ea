// Printer Configuration Retrieval SOP Class (PS3.4 H.4.11, table H.4-26; PS3.3 C.13.13): N-GET of the printer's capabilities,
// computed from its configuration. One item per Meta class.
import { dataSetOf, type DataSet } from '../../dicom/data-set/data-set.ts';
import type { Keyword } from '../../dicom/data-set/dictionary.ts';
import { sopInstances } from '../../dicom/data-set/uids.ts';
import { filmOrientations, magnificationTypes } from '../../shared/film/film.ts';
import { displayFormatText, type ImageDisplayFormat } from '../../shared/film/display-format.ts';
import { filmSizeOf } from '../../shared/film/film-sizes.ts';
import type { Medium, Printer } from '../../shared/film/printer.ts';
import { manufacturer } from '../../shared/product.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import { printerName } from '../events/client-view.ts';
import { failure, type SopClassOperations } from '../film/operation.ts';
import { grantableKilobytes } from './memory-allocation.ts';
import type { BlankSheet, PrintScpPorts } from '../ports.ts';
import { metaSopClasses, optionalSopClassesOf } from '../tables/sop-classes.ts';
import { getFor, modelName, type GetTable } from './status-objects.ts';
import { status } from '../rules/status.ts';
import { configurationDescription } from '../rules/configuration-information.ts';
import { smoothingTypes } from '../rules/smoothing-type.ts';

interface ConfigurationView {
  readonly printer: Printer;
  readonly metaSopClass: string;
  readonly roomBytes: number;
  /** Setting of the client's profile; default: `standard`. */
  readonly statuses?: ClientProfile['statuses'];
  readonly matrix: PrintScpPorts['printableMatrix'];
}

interface MediaView {
  readonly printer: Printer;
  readonly itemNumber: number;
  readonly filmSizeId: string;
}

interface SheetView {
  readonly printer: Printer;
  readonly matrix: PrintScpPorts['printableMatrix'];
  readonly sheet: BlankSheet;
}

/** Medium Type of the printer's medium; PAPER for displays. */
function mediumType(mediumName: string, medium: Medium): string {
  if (mediumName === 'blue-film') return 'BLUE FILM';
  return medium.kind === 'transmissive' ? 'CLEAR FILM' : 'PAPER';
}

/** >Media Installed Sequence (2000,00A2): every film size is installed, the default first. */
export const mediaInstalledAttributes = {
  ItemNumber: (view: MediaView) => view.itemNumber,
  MediumType: ({ printer }: MediaView) => mediumType(printer.mediumName, printer.medium),
  FilmSizeID: (view: MediaView) => view.filmSizeId,
  MinDensity: (view: MediaView) => view.printer.densities.min,
  MaxDensity: (view: MediaView) => view.printer.densities.max,
} as const satisfies GetTable<MediaView>;

/** Distance between pixels in mm, as DS. */
function pixelSpacing(pixelsPerInch: number): string {
  return String(Number((25.4 / pixelsPerInch).toFixed(8)));
}

/** >Supported Image Display Formats Sequence (2000,00A8). Rows and Columns only where all boxes are alike (-/MC). */
export const displayFormatAttributes = {
  Rows: ({ printer, matrix, sheet }: SheetView) => matrix(sheet, printer)?.rows,
  Columns: ({ printer, matrix, sheet }: SheetView) => matrix(sheet, printer)?.columns,
  ImageDisplayFormat: (view: SheetView) => displayFormatText(view.sheet.imageDisplayFormat),
  FilmOrientation: (view: SheetView) => view.sheet.filmOrientation,
  FilmSizeID: (view: SheetView) => view.sheet.filmSizeId,
  PrinterResolutionID: (view: SheetView) => view.sheet.requestedResolutionId,
  PrinterPixelSpacing: ({ printer, sheet }: SheetView) => {
    const high = sheet.requestedResolutionId === 'HIGH';
    const spacing = pixelSpacing(high ? printer.highResolution : printer.resolution);
    return [spacing, spacing];
  },
  RequestedImageSizeFlag: () => 'YES',
} as const satisfies GetTable<SheetView>;

/** An item of Printer Configuration Sequence (2000,001E). */
export const configurationAttributes = {
  SOPClassesSupported: ({ printer, metaSopClass }: ConfigurationView) => [
    metaSopClass,
    ...optionalSopClassesOf(printer),
  ],
  /** The allocation that a film session would get now, in KB. */
  MaximumMemoryAllocation: (view: ConfigurationView) => grantableKilobytes(view.roomBytes),
  /** Pixels are stored with up to 16 bits. */
  MemoryBitDepth: () => 16,
  PrintingBitDepth: (view: ConfigurationView) => view.printer.printingBitDepth ?? view.printer.bits,
  MediaInstalledSequence: ({ printer }: ConfigurationView) =>
    mediaOf(printer).map((view) => itemOf(mediaInstalledAttributes, view)),
  /** Empty: every film size that can be printed is listed as installed. */
  OtherMediaAvailableSequence: () => [],
  SupportedImageDisplayFormatsSequence: ({ printer, matrix }: ConfigurationView) =>
    sheetsOf(printer).map((sheet) => itemOf(displayFormatAttributes, { printer, matrix, sheet })),
  DefaultPrinterResolutionID: () => 'STANDARD',
  DefaultMagnificationType: (view: ConfigurationView) => view.printer.defaults.magnificationType,
  OtherMagnificationTypesAvailable: ({ printer }: ConfigurationView) =>
    magnificationTypes.filter((type) => type !== printer.defaults.magnificationType),
  DefaultSmoothingType: (view: ConfigurationView) => view.printer.defaults.smoothingType,
  OtherSmoothingTypesAvailable: ({ printer }: ConfigurationView) =>
    smoothingTypes.filter((type) => type !== printer.defaults.smoothingType),
  ConfigurationInformationDescription: () => configurationDescription,
  MaximumCollatedFilms: (view: ConfigurationView) => view.printer.maxCollatedFilms,
  /** With DEF: a default that clients can override. PS3.2 table E.4.2-40 has the behavior only. */
  DecimateCropResult: ({ printer: { defaults }, statuses }: ConfigurationView) =>
    statuses === 'annex-e' ? defaults.decimateCrop : `DEF ${defaults.decimateCrop}`,
  Manufacturer: () => manufacturer,
  ManufacturerModelName: (view: ConfigurationView) => modelName(view.printer),
  PrinterName: (view: ConfigurationView) => printerName(view.printer),
} as const satisfies GetTable<ConfigurationView>;

/** PS3.4 table H.4-26. */
export const printerConfigurationAttributes = {
  PrinterConfigurationSequence: (view: Omit<ConfigurationView, 'metaSopClass'>) =>
    metaSopClasses.map((metaSopClass) => itemOf(configurationAttributes, { ...view, metaSopClass })),
} as const satisfies GetTable<Omit<ConfigurationView, 'metaSopClass'>>;

function itemOf<Source>(table: GetTable<Source>, source: Source): DataSet {
  return dataSetOf(
    Object.fromEntries(
      Object.entries(table).map(([keyword, valueOf]) => [keyword as Keyword, valueOf(source)]),
    ),
  );
}

function mediaOf(printer: Printer): readonly MediaView[] {
  const { filmSize } = printer.defaults;
  const sizes = [filmSize, ...printer.filmSizes.filter((size) => size !== filmSize)];
  return sizes.map((filmSizeId, index) => ({ printer, itemNumber: index + 1, filmSizeId }));
}

const standard = (columns: number, rows: number): ImageDisplayFormat => ({ kind: 'STANDARD', columns, rows });

const wholeSheet = standard(1, 1);
/**
 * The formats that are listed. The printer accepts any STANDARD, ROW and COL format, SLIDE and SUPERSLIDE; the list has the
 * STANDARD formats that clients usually offer, and an example of each other kind. The printer's custom formats follow.
 */
const commonFormats: readonly ImageDisplayFormat[] = [
  standard(1, 2),
  standard(2, 1),
  standard(2, 2),
  standard(2, 3),
  standard(3, 3),
  standard(3, 4),
  standard(4, 5),
  { kind: 'ROW', boxesPerRow: [1, 2] },
  { kind: 'COL', boxesPerColumn: [1, 2] },
];

/**
 * The listed sheets: one box on every film size; for the default size also the common formats and the high resolution; all of
 * them in both orientations. All combinations would make a response of megabytes, which clients hold in memory.
 */
function sheetsOf(printer: Printer): readonly BlankSheet[] {
  const { filmSize } = printer.defaults;
  return filmOrientations.flatMap((filmOrientation) => {
    const sheet = (filmSizeId: string, imageDisplayFormat: ImageDisplayFormat): BlankSheet => ({
      ...filmSizeOf(filmSizeId, printer),
      filmOrientation,
      imageDisplayFormat,
      requestedResolutionId: 'STANDARD',
    });
    return [
      ...printer.filmSizes.map((size) => sheet(size, wholeSheet)),
      ...commonFormats.map((format) => sheet(filmSize, format)),
      ...Object.entries(printer.customFormats).map(([id, boxes]) =>
        sheet(filmSize, { kind: 'CUSTOM', id: Number(id), boxes }),
      ),
      { ...sheet(filmSize, wholeSheet), requestedResolutionId: 'HIGH' },
    ];
  });
}

export const printerConfigurationOperations: SopClassOperations = {
  name: 'Printer Configuration Retrieval',
  'N-GET-RQ': ({ printer, ports, profile }, request) => {
    const uid = request.requestedSopInstanceUid ?? sopInstances.PrinterConfigurationRetrieval;
    if (uid !== sopInstances.PrinterConfigurationRetrieval) {
      return failure(
        status.noSuchSopInstance,
        `the configuration is ${sopInstances.PrinterConfigurationRetrieval}`,
      );
    }
    const view = {
      printer,
      matrix: ports.printableMatrix,
      roomBytes: ports.roomBytes(),
      statuses: profile.statuses,
    };
    return { ...getFor(profile, printerConfigurationAttributes, view, request), sopInstanceUid: uid };
  },
};
