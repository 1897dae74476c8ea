// The statement's texts on each SOP class, in addition to its operations and statuses: the attributes of requests and responses.
// The tables are those that the operations use; only what is not in a table is written here. Start at `sopClassBlocks`.
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

/** Shipped profiles with strict parsing. */
const strictProfiles = shippedProfileNames
  .filter((name) => shippedProfile(name).reading === 'strict')
  .join(', ');

/** The effect of Medium Type and Film Destination, which only devices use. */
function mediaAndTrays(printer: ConfiguredPrinter): string {
  const kinds = kindsOf(printer);
  const chosen = kinds.flatMap(({ devices }) =>
    devices.flatMap(({ name, media }) => media.map((clause) => `${clause} at ${name}`)),
  );
  return [
    chosen.length > 0
      ? `They select paper and trays of the devices: ${chosen.join('; ')}. For other values, films are printed on the loaded medium.`
      : 'Medium Type and Film Destination do not select paper or trays in this configuration.',
    ...kinds.flatMap(({ conformance, names }) => conformance.mediaNote?.(names) ?? []),
    'Films are toned for the medium of the printer, whatever the Medium Type; both are recorded on the print job. Owner ID has no effect.',
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
            'Action Type ID 1, Print. Films are not collated: the film box that is not printed yet is printed alone, with B601. Film boxes are printed one at a time; the next one can be created when the last is printed.',
          )
        : paragraph(
            `Action Type ID 1, Print. All film boxes of the session that have images are printed as one job, in the order in which they were created: up to ${maxCollatedFilms} films, collated. Without a SOP Instance UID, the request applies to the association’s film session.`,
          ),
    ],
  },
  [sopClasses.BasicFilmBox]: {
    'N-CREATE-RQ': filmBoxCreateBlocks,
    'N-SET-RQ': filmBoxSetBlocks,
    'N-ACTION-RQ': () => [
      paragraph(
        'Action Type ID 1, Print. The film box is printed in its present state; later changes do not affect the film. Without a SOP Instance UID, the request applies to the film box created last.',
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
        `An annotation box is identified by its instance UID; the positions of each Annotation Display Format ID are listed with N-CREATE of the film box. A position that does not exist, is used by another text or is not sent is replaced by a free one; that is recorded on the job. A UID chosen by the client stands for a box of the last film box. For clients whose profile has reading: strict (${strictProfiles}) a position is mandatory and must be one of the format’s (0106), and an instance that does not exist is answered 0112.`,
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
