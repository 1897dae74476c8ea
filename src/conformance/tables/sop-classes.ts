// What the statement says of each SOP class besides its operations and their statuses: the attributes that are read, and
// those that are answered. The tables are those that the operations walk; only what no table can say is said here.
// Begin at `sopClassBlocks`.
import type { Config } from '../../config/config.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import { shippedProfile, shippedProfileNames } from '../../print-scp/clients/client-profiles.ts';
import { annotationBoxAttributes } from '../../print-scp/tables/annotation-box-attributes.ts';
import { filmSessionAttributes } from '../../print-scp/tables/film-session-attributes.ts';
import type { OperationKind } from '../../print-scp/tables/status-rows.ts';
import type { ConfiguredPrinter } from '../../config/printer-config.ts';
import { printerTables, printJobTables } from './answered-attributes.ts';
import { requestTable } from './attribute-tables.ts';
import { kindsOf } from './devices.ts';
import { paragraph, type Block } from '../formats/document.ts';
import { filmBoxCreateBlocks, filmBoxSetBlocks } from './film-box-tables.ts';
import { imageBoxBlocks } from './image-box-tables.ts';
import { overlayBoxBlocks, presentationLutBlocks, voiLutBoxBlocks } from './lut-tables.ts';

type OperationBlocks = Readonly<
  Partial<
    Record<OperationKind | 'N-EVENT-REPORT', (printer: ConfiguredPrinter, config: Config) => readonly Block[]>
  >
>;

/** Shipped profiles that read strictly. */
const strictProfiles = shippedProfileNames
  .filter((name) => shippedProfile(name).reading === 'strict')
  .join(', ');

/** What Medium Type and Film Destination do, which only devices use. */
function mediaAndTrays(printer: ConfiguredPrinter): string {
  const kinds = kindsOf(printer);
  const chosen = kinds.flatMap(({ devices }) =>
    devices.flatMap(({ name, media }) => media.map((clause) => `${clause} at ${name}`)),
  );
  return [
    chosen.length > 0
      ? `Devices are asked for paper and trays as far as they have them: ${chosen.join('; ')}. What is not listed is printed on what is loaded.`
      : 'Medium Type and Film Destination choose neither paper nor tray of Hardcopy’s own in this configuration.',
    ...kinds.flatMap(({ conformance, names }) => conformance.mediaNote?.(names) ?? []),
    'Films are toned for the medium of the printer, whatever Medium Type asks for; both are kept with the print job. Owner ID changes nothing.',
  ].join(' ');
}

const sessionBlocks =
  (operation: string) =>
  (printer: ConfiguredPrinter): readonly Block[] => [
    requestTable(
      `Basic film session ${operation} request attributes`,
      [{ table: filmSessionAttributes }],
      printer,
    ),
    ...(operation === 'N-SET' ? [paragraph('Attributes that are not sent keep their values.')] : []),
    paragraph(mediaAndTrays(printer)),
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
    'N-SET-RQ': filmBoxSetBlocks,
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
        `An annotation box is known by its instance UID; the positions of each Annotation Display Format ID are listed with N-CREATE of the film box. A position that does not fit, is taken by another text or is not sent is replaced by a free one and recorded with the job. A UID of the client’s own means a box of the last film box. To clients whose profile has reading: strict (${strictProfiles}) a position is mandatory and must be one of the format’s (0106), and an instance that does not exist is answered 0112.`,
      ),
    ],
  },
  [sopClasses.PresentationLut]: { 'N-CREATE-RQ': presentationLutBlocks },
  [sopClasses.BasicPrintImageOverlayBox]: {
    'N-CREATE-RQ': overlayBoxBlocks('N-CREATE'),
    'N-SET-RQ': overlayBoxBlocks('N-SET'),
  },
  [sopClasses.VoiLutBox]: {
    'N-CREATE-RQ': voiLutBoxBlocks('N-CREATE'),
    'N-SET-RQ': voiLutBoxBlocks('N-SET'),
  },
  ...printerTables,
  ...printJobTables,
};
