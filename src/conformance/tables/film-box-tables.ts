// The statement's texts on film boxes: their attributes, the references they return, and the formats of their texts.
import type { Config } from '../../config/config.ts';
import {
  annotationFormatIds,
  annotationLayout,
  maxTexts,
  sixLines,
} from '../../print-scp/rules/annotation-formats.ts';
import { annexEMaxDensity } from '../../print-scp/rules/density-limit.ts';
import { filmBoxAttributes, filmBoxSettableAttributes } from '../../print-scp/tables/film-box-attributes.ts';
import { lightIgnored } from '../../print-scp/rules/viewing-light.ts';
import { minContrast, printsAnyFilmSize, type Printer } from '../../shared/film/printer.ts';
import { requestTable } from './attribute-tables.ts';
import { paragraph, table, type Block } from '../formats/document.ts';
import { smoothing } from './image-box-tables.ts';
import { attributeCells } from './names.ts';

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

/** N-CREATE. */
export function filmBoxCreateBlocks(printer: Printer, config: Config): readonly Block[] {
  const { boxesPerFilm, filmsPerSession } = config.dicom.limits;
  return [
    requestTable(
      'Basic film box N-CREATE request attributes',
      [{ table: filmBoxAttributes(boxesPerFilm) }],
      printer,
    ),
    paragraph(
      `The reference to the film session may be absent, because an association has only one film session; a wrong one is refused. A film session may have ${filmsPerSession} film boxes at a time. Film boxes can be used until they are deleted (for clients with profile annex-e only the last one). ${light(printer)} ${densities} ${customFormats(printer)} An Image Display Format that cannot be read, or has more image boxes than the film has device pixels, fails; for clients whose profile infers formats, a grid is used instead of a format that cannot be read. ${otherSizes(printer)}`,
    ),
    paragraph(annexEDensities),
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
    paragraph(
      `An Annotation Display Format ID that is not listed is replaced by ${sixLines}; to clients whose profile has reading: strict by NONE. A format of the configuration takes up to ${maxTexts} texts, and several may have one position.`,
    ),
  ];
}

/** The handling of sizes that are not offered. */
function otherSizes(printer: Printer): string {
  const replaced =
    'replaced by the nearest of those listed, if the ID contains its dimensions, else by the default; no film waits until its size is loaded';
  return printsAnyFilmSize(printer)
    ? `A Film Size ID that is not listed but contains its dimensions is printed in that size; every other ID, and for clients whose profile has reading: strict every ID that is not listed, is ${replaced}.`
    : `A Film Size ID that is not listed is ${replaced}.`;
}

/** The meaning of a range of densities. */
const densities = `Min Density and Max Density of a film box or an image box that leave no contrast (both 0, equal, reversed, less than ${minContrast / 100} OD apart, or both beyond one end of the range) are ignored: instead of those of the image box those of the film box are used, and instead of these those of the printer. The values used are returned, and recorded on the job.`;

/** How the server follows annex E, which contradicts itself here. */
const annexEDensities = (() => {
  const { min, max, fallback } = annexEMaxDensity;
  return `PS3.2 annex E contradicts itself on densities: table E.4.2-19 answers 0116 to a Max Density outside ${min} to ${max}, table E.4.2-21 B605 to a density outside the range of the printer, and table E.4.2-23 has no B605. To clients of profile annex-e a Max Density outside ${min} to ${max} is therefore answered 0116, and ${fallback}, or the nearest density that the printer prints, is used; one within ${min} to ${max}, or a Min Density, that the printer does not print is answered B605 in N-CREATE and 0116 in N-SET, and its nearest end is used.`;
})();

/** The effect of Illumination and Reflected Ambient Light on the printer's medium. */
function light({ medium }: Printer): string {
  return medium.kind === 'transmissive'
    ? 'The defaults of Illumination and Reflected Ambient Light are those of the printer’s medium.'
    : `Illumination and Reflected Ambient Light are kept and returned, but have ${lightIgnored[medium.kind]}; that is recorded on the job.`;
}

/** The number of image boxes that the format table assumes. */
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
            id,
            String(layout.boxes),
            first === last ? String(first) : `${first} to ${last}`,
            [...places].join(', '),
          ];
    }),
  );
}

/** N-SET. */
export function filmBoxSetBlocks(printer: Printer): readonly Block[] {
  const rows = [{ table: filmBoxSettableAttributes }];
  return [
    requestTable('Basic film box N-SET request attributes', rows, printer),
    paragraph('Attributes that are not sent keep their values; image boxes stay as they are.'),
  ];
}
