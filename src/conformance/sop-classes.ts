// What the statement says of each SOP class besides its operations and their statuses: the attributes that are read, and
// those that are answered. The tables are those that the operations walk; only what no table can say is said here.
import type { Config } from '../config/config.ts';
import { sopClasses } from '../dicom/uids.ts';
import { annotationBoxAttributes } from '../print-scp/annotation-box-attributes.ts';
import { annotationFormatIds, annotationLayout } from '../print-scp/annotation-formats.ts';
import { filmBoxAttributes, filmBoxSettableAttributes } from '../print-scp/film-box-attributes.ts';
import { filmSessionAttributes } from '../print-scp/film-session-attributes.ts';
import {
  colorImageAttributes,
  grayImageAttributes,
  imageBoxAttributes,
  retiredImageBoxAttributes,
} from '../print-scp/image-box-attributes.ts';
import type { OperationKind } from '../print-scp/operation-statuses.ts';
import { presentationLutAttributes } from '../print-scp/presentation-lut-attributes.ts';
import { configurationDescription } from '../print-scp/configuration-information.ts';
import { smoothingTypes } from '../print-scp/printer-configuration.ts';
import { filmOrientations } from '../film.ts';
import { printableMatrix } from '../render/printable-matrix.ts';
import type { Printer } from '../printer.ts';
import { overlayBoxAttributes, overlayPlaneAttributes } from '../print-scp/overlay-box-attributes.ts';
import { voiLutBoxAttributes } from '../print-scp/voi-lut-box-attributes.ts';
import { requestTable } from './attribute-tables.ts';
import { printerTables, printJobTables } from './answered-attributes.ts';
import { devicesOf, namesOf } from './devices.ts';
import { paragraph, table, type Block } from './document.ts';
import { attributeCells } from './names.ts';

type OperationBlocks = Readonly<
  Partial<Record<OperationKind | 'N-EVENT-REPORT', (printer: Printer, config: Config) => readonly Block[]>>
>;

const fails = 'Failure (0106)';

function imageBoxBlocks(color: boolean) {
  const kind = color ? 'color' : 'grayscale';
  return (printer: Printer, config: Config): readonly Block[] => [
    requestTable(
      `Basic ${kind} image box N-SET request attributes`,
      [
        { table: imageBoxAttributes(config.dicom.limits.boxesPerFilm) },
        ...(printer.retiredClasses ? [{ table: retiredImageBoxAttributes }] : []),
        {
          sequence: [
            color ? 'BasicColorImageSequence' : 'BasicGrayscaleImageSequence',
            'one item; none erases the image',
            fails,
          ],
          table: color ? colorImageAttributes : grayImageAttributes,
          bytes: [
            'PixelData',
            `native, of the length that the attributes say; up to ${config.dicom.limits.imageBytes} bytes`,
          ],
        },
      ],
      printer,
    ),
    paragraph(
      `Image Box Position is at most the number of image boxes of the film box. Pixel Data is as long as Rows, Columns, Samples per Pixel and Bits Allocated say. Bits Stored may not exceed Bits Allocated, High Bit lies between Bits Stored − 1 and Bits Allocated − 1. The image is looked for in ${color ? 'Basic Color Image Sequence (2020,0111)' : 'Basic Grayscale Image Sequence (2020,0110)'}, and also where some clients put it by mistake: in the sequence of the other class and in Referenced Image Box Sequence (2010,0510).`,
    ),
    paragraph(
      'The position sent counts, not the order of arrival. If another box of the film already shows an image at that position, the box’s own place is used. What is not sent is inherited from the film box (see the attribute mapping).',
    ),
    paragraph(
      `An image fills its box as far as its aspect ratio lets it, and is centred; Requested Image Size sets its printed width. An image that does not fit is shrunk to its box (DECIMATE), shows its middle at the size asked for (CROP), or is not printed (FAIL). ${color ? coloursOn(printer) : 'Grey images may be printed on films with colour images.'}`,
    ),
    matrixTable(printer),
    paragraph(smoothing),
  ];
}

const smoothing = `Smoothing Type counts with Magnification Type CUBIC: ${smoothingTypes.join(', ')}, and the numbers between them, from sharp to smooth. Any other text leaves CUBIC sharp. Configuration Information: ${configurationDescription}`;

/** Device pixels of the one image of a sheet (PS3.4 H.3.4: the printable matrix of each film size). */
function matrixTable(printer: Printer): Block {
  const resolutions = [
    ['STANDARD', printer.resolution],
    ['HIGH', printer.highResolution],
  ] as const;
  return table(
    'Printable pixel matrix of each film size, STANDARD\\1,1, columns × rows',
    [
      'Film Size ID',
      ...resolutions.flatMap(([id, dpi]) => filmOrientations.map((way) => `${id} (${dpi}), ${way}`)),
    ],
    printer.filmSizes.map((filmSizeId) => [
      filmSizeId,
      ...resolutions.flatMap(([requestedResolutionId]) =>
        filmOrientations.map((filmOrientation) => {
          const matrix = printableMatrix(
            {
              ...{ filmSizeId, filmOrientation, requestedResolutionId },
              imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 1 },
            },
            printer,
          );
          return matrix ? `${matrix.columns} × ${matrix.rows}` : '';
        }),
      ),
    ]),
  );
}

/** What Medium Type and Film Destination do, which only devices heed. */
function mediaAndTrays(printer: Printer): string {
  const { ipp, imagers } = devicesOf(printer);
  const chosen = ipp.flatMap(({ name, mediumTypes, trays }) => [
    ...Object.entries(mediumTypes).map(
      ([term, type]) => `Medium Type ${term} is media-type ${type} at ${name}`,
    ),
    ...Object.entries(trays).map(([term, { source, bin }]) => {
      const parts = [...(source ? [`media-source ${source}`] : []), ...(bin ? [`output-bin ${bin}`] : [])];
      return `Film Destination ${term} is ${parts.join(' and ') || 'nothing special'} at ${name}`;
    }),
  ]);
  return [
    chosen.length > 0
      ? `Devices are asked for paper and trays as far as they have them: ${chosen.join('; ')}. What is not listed is printed on what is loaded.`
      : 'Medium Type and Film Destination choose neither paper nor tray of Hardcopy’s own in this configuration.',
    ...(imagers.length > 0 ? [`Both are passed on to the imagers ${namesOf(imagers)}.`] : []),
    'Films are toned for the medium of the printer, whatever Medium Type asks for; both are kept with the print job. Owner ID changes nothing.',
  ].join(' ');
}

/** What becomes of colour, which devices without it cannot print. */
function coloursOn(printer: Printer): string {
  const { ipp, imagers } = devicesOf(printer);
  return [
    'Colours are taken as sRGB.',
    ...(ipp.length + imagers.length === 0
      ? ['They are printed in colour by every destination of this configuration.']
      : ['Folders get them in colour.']),
    ...(ipp.length > 0
      ? [`Of ${namesOf(ipp)} a device without colour prints the grey of their luminance (Rec. 709).`]
      : []),
    ...(imagers.length > 0
      ? [`The imagers ${namesOf(imagers)} are sent colour if they take it, else grey.`]
      : []),
  ].join(' ');
}

const sessionBlocks =
  (operation: string) =>
  (printer: Printer): readonly Block[] => [
    requestTable(
      `Basic film session ${operation} request attributes`,
      [{ table: filmSessionAttributes }],
      printer,
    ),
    ...(operation === 'N-SET' ? [paragraph('Attributes that are not sent keep their values.')] : []),
    paragraph(mediaAndTrays(printer)),
  ];

const returnedReference = (sopClass: string): readonly (readonly string[])[] => [
  [...attributeCells('ReferencedSOPClassUID', 1), `That of the ${sopClass}`],
  [...attributeCells('ReferencedSOPInstanceUID', 1), 'The instance'],
];

/** The custom display formats in words (PS3.4 H.3.4). */
function customFormats({ customFormats: formats }: Printer): string {
  const ids = Object.keys(formats).map((id) => `CUSTOM\\${id}`);
  return ids.length === 0
    ? 'There are no custom display formats in this configuration.'
    : `The custom display formats are ${ids.join(', ')}; their boxes are those of the configuration (customFormats of the printer).`;
}

function filmBoxCreateBlocks(printer: Printer, config: Config): readonly Block[] {
  const { boxesPerFilm, filmsPerSession } = config.dicom.limits;
  return [
    requestTable(
      'Basic film box N-CREATE request attributes',
      [{ table: filmBoxAttributes(boxesPerFilm) }],
      printer,
    ),
    paragraph(
      `The reference to the film session may be absent, for an association has one film session; a wrong one is refused. A film session may have ${filmsPerSession} film boxes at a time. Film boxes stay usable until they are deleted (to clients of profile annex-e only the last one is). Without Illumination and Reflected Ambient Light those of the printer’s medium count. ${customFormats(printer)} An Image Display Format that cannot be read fails; to clients whose profile infers formats a grid is used instead. A Film Size ID that the printer does not have is replaced: no film waits for a size to be loaded.`,
    ),
    paragraph(smoothing),
    table(
      'References returned with film box N-CREATE',
      ['Attribute', 'Tag', 'VR', 'Value'],
      [
        [...attributeCells('ReferencedFilmSessionSequence'), 'The film session'],
        ...returnedReference('Basic Film Session SOP Class'),
        [
          ...attributeCells('ReferencedImageBoxSequence'),
          'One item for each image box, in the order of positions',
        ],
        ...returnedReference('Basic Grayscale or Basic Color Image Box SOP Class'),
        [
          ...attributeCells('ReferencedBasicAnnotationBoxSequence'),
          'One item for each annotation box; if Basic Annotation Box was negotiated or the format has such boxes',
        ],
        ...returnedReference('Basic Annotation Box SOP Class'),
      ],
    ),
    annotationFormats(printer),
  ];
}

/** How many image boxes the rows of the format table suppose. */
const exampleImages = 4;

function annotationFormats(printer: Printer): Block {
  return table(
    `Annotation display formats, for a film with ${exampleImages} image boxes`,
    ['Annotation Display Format ID', 'Annotation boxes', 'Annotation Position', 'Where texts print'],
    annotationFormatIds(printer).map((id) => {
      const layout = annotationLayout(id, exampleImages, printer);
      const [first, last] = layout.positions;
      const places = new Set(
        [layout.placeOf(first), layout.placeOf(Math.min(last, exampleImages))].map(({ kind }) => kind),
      );
      return layout.boxes === 0
        ? [id, '0', 'none', 'nowhere']
        : [
            ...[id, String(layout.boxes), first === last ? String(first) : `${first} to ${last}`],
            [...places].join(', '),
          ];
    }),
  );
}

function lutBlocks(printer: Printer): readonly Block[] {
  const lut = requestTable('', [{ table: presentationLutAttributes }], printer);
  return [
    {
      ...lut,
      title: 'Presentation LUT N-CREATE request attributes',
      rows: [
        [...attributeCells('PresentationLUTSequence'), 'U/MC', 'one item', 'No default', fails],
        [
          ...attributeCells('LUTDescriptor', 1),
          ...['M/M', 'entries (0 stands for 65536), 0, and 10 to 16 bits', 'Mandatory, no default', fails],
        ],
        [...attributeCells('LUTExplanation', 1), 'U/U', 'any; not used', 'No default', 'none'],
        [
          ...attributeCells('LUTData', 1),
          ...['M/M', 'two bytes for each entry, as OW or US', 'Mandatory, no default', fails],
        ],
        ...lut.rows,
      ],
    },
    paragraph(
      'Exactly one of sequence and shape is to be sent. P-Values are scaled by the bits of the LUT Descriptor. To clients of profile annex-e an invalid shape is answered with 0107, sequence and shape together with 0108.',
    ),
  ];
}

const overlayBlocks =
  (operation: string) =>
  (printer: Printer): readonly Block[] => [
    requestTable(
      `Basic print image overlay box ${operation} request attributes`,
      [
        { table: overlayBoxAttributes },
        { sequence: ['OverlayPixelDataSequence', 'one item', fails], table: overlayPlaneAttributes },
      ],
      printer,
    ),
    paragraph(
      'Retired by the standard. Overlay Data is mandatory in the item. The plane is drawn over every image whose image box refers to the overlay box.',
    ),
  ];

const voiLutBlocks =
  (operation: string) =>
  (printer: Printer): readonly Block[] => [
    requestTable(`VOI LUT box ${operation} request attributes`, [{ table: voiLutBoxAttributes }], printer),
    paragraph(
      'Retired by the standard. Window Center and Window Width, or VOI LUT Sequence (0028,3010) with one item; the table goes before the window. It is applied before the presentation LUT to every image whose image box refers to the VOI LUT box.',
    ),
  ];

/** By SOP class UID. */
export const sopClassBlocks: Readonly<Record<string, OperationBlocks>> = {
  [sopClasses.BasicFilmSession]: {
    'N-CREATE-RQ': sessionBlocks('N-CREATE'),
    'N-SET-RQ': sessionBlocks('N-SET'),
    'N-ACTION-RQ': ({ maxCollatedFilms }) => [
      maxCollatedFilms === 0
        ? paragraph(
            'Action Type ID 1, Print. Films are not collated: the film box that is not printed yet is printed by itself, with B601. Film boxes are printed one by one; the next one is created when the last is printed.',
          )
        : paragraph(
            `Action Type ID 1, Print. All film boxes of the session that have images are printed as one job, in the order in which they were created: up to ${maxCollatedFilms} films, collated. Without a SOP Instance UID the association’s film session is meant.`,
          ),
    ],
  },
  [sopClasses.BasicFilmBox]: {
    'N-CREATE-RQ': filmBoxCreateBlocks,
    'N-SET-RQ': (printer) => [
      requestTable(
        'Basic film box N-SET request attributes',
        [{ table: filmBoxSettableAttributes }],
        printer,
      ),
      paragraph('Attributes that are not sent keep their values; image boxes stay as they are.'),
    ],
    'N-ACTION-RQ': () => [
      paragraph(
        'Action Type ID 1, Print. The film box is printed as it is now; what is changed later does not change the film. Without a SOP Instance UID the film box created last is meant.',
      ),
    ],
  },
  [sopClasses.BasicGrayscaleImageBox]: { 'N-SET-RQ': imageBoxBlocks(false) },
  [sopClasses.BasicColorImageBox]: { 'N-SET-RQ': imageBoxBlocks(true) },
  [sopClasses.BasicAnnotationBox]: {
    'N-SET-RQ': (printer, config) => [
      requestTable(
        'Basic annotation box N-SET request attributes',
        [{ table: annotationBoxAttributes([0, config.dicom.limits.boxesPerFilm]) }],
        printer,
      ),
      paragraph(
        'Annotation Position lies within the positions of the film box’s Annotation Display Format ID; these are listed with N-CREATE of the film box.',
      ),
    ],
  },
  [sopClasses.PresentationLut]: { 'N-CREATE-RQ': lutBlocks },
  [sopClasses.BasicPrintImageOverlayBox]: {
    'N-CREATE-RQ': overlayBlocks('N-CREATE'),
    'N-SET-RQ': overlayBlocks('N-SET'),
  },
  [sopClasses.VoiLutBox]: { 'N-CREATE-RQ': voiLutBlocks('N-CREATE'), 'N-SET-RQ': voiLutBlocks('N-SET') },
  ...printerTables,
  ...printJobTables,
};
