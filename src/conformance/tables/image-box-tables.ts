// The statement's texts on image boxes: attributes, placement of images, colors.
import type { Config } from '../../config/config.ts';
import { filmOrientations } from '../../shared/film/film.ts';
import { filmSizeOf } from '../../shared/film/film-sizes.ts';
import { configurationDescription } from '../../print-scp/rules/configuration-information.ts';
import {
  imageAttributes,
  imageBoxAttributes,
  retiredImageBoxAttributes,
} from '../../print-scp/tables/image-box-attributes.ts';
import { smoothingTypes } from '../../print-scp/rules/smoothing-type.ts';
import type { Printer } from '../../shared/film/printer.ts';
import type { ConfiguredPrinter } from '../../config/printer-config.ts';
import { printableMatrix } from '../../render/layout/printable-matrix.ts';
import { failsWith, requestTable } from './attribute-tables.ts';
import { kindsOf } from './devices.ts';
import { paragraph, table, type Block } from '../formats/document.ts';

export function imageBoxBlocks(color: boolean) {
  const kind = color ? 'color' : 'grayscale';
  return (printer: ConfiguredPrinter, config: Config): readonly Block[] => [
    requestTable(
      `Basic ${kind} image box N-SET request attributes`,
      [
        { table: imageBoxAttributes(config.dicom.limits.boxesPerFilm) },
        ...(printer.retiredClasses ? [{ table: retiredImageBoxAttributes }] : []),
        {
          sequence: [
            color ? 'BasicColorImageSequence' : 'BasicGrayscaleImageSequence',
            'one item; none erases the image',
            failsWith.invalidValue,
          ],
          table: imageAttributes,
          bytes: [
            'PixelData',
            `native, of the length given by the attributes; up to ${config.dicom.limits.imageBytes} bytes`,
          ],
        },
      ],
      printer,
    ),
    paragraph(
      `The length of Pixel Data follows from Rows, Columns, Bits Allocated and Photometric Interpretation; up to 64 KiB or 1 % more is ignored, less is refused. Bits Stored may not exceed Bits Allocated, High Bit lies between Bits Stored − 1 and Bits Allocated − 1. Samples per Pixel, Photometric Interpretation, Planar Configuration, Bits Allocated, Bits Stored, High Bit and Pixel Representation are derived if they are missing and the other attributes determine them. ${color ? 'MONOCHROME1 and MONOCHROME2 are printed like grayscale images; YBR and PALETTE COLOR become RGB' : 'RGB, YBR and PALETTE COLOR become the gray of their luminance (Rec. 709), which is a P-value like that of MONOCHROME2'}; 4:2:2 and 4:2:0 have even columns, 4:2:0 even rows. For clients whose profile has reading: strict, only ${color ? 'RGB' : 'MONOCHROME1 and MONOCHROME2'} is accepted, and nothing is derived. The image is expected in ${color ? 'Basic Color Image Sequence (2020,0111)' : 'Basic Grayscale Image Sequence (2020,0110)'}, and also accepted where some clients put it by mistake: in the sequence of the other class and in Referenced Image Box Sequence (2010,0510).`,
    ),
    paragraph(
      'The position sent decides, not the order of arrival and not the addressed instance. If another image that is not printed yet has that position, or the film has no such position, the position of the addressed box is used, and if that is occupied, the first free one; for clients whose profile has reading: strict, a position outside the film is refused. An image replaces another one that was not printed only if it is sent with the same instance and position, or if the film has no free position; that is answered with 0116. A request without an image changes the attributes of the image that was set through the instance. Missing attributes are inherited from the film box (see the attribute mapping).',
    ),
    paragraph(
      `An image fills its box as far as its aspect ratio allows, and is centered; Requested Image Size sets its printed width. An image that does not fit is scaled down to its box (DECIMATE), cropped to its center at the requested size (CROP), or refused (FAIL). ${color ? colorsOn(printer) : 'Grayscale images may be printed on films with color images.'}`,
    ),
    matrixTable(printer),
    paragraph(smoothing),
  ];
}

/** The effect of Smoothing Type and Configuration Information, for film boxes and image boxes. */
export const smoothing = `Smoothing Type applies to Magnification Type CUBIC: ${smoothingTypes.join(', ')}, and the numbers between them, from sharp to smooth. Any other text means sharp CUBIC. Configuration Information: ${configurationDescription}`;

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
              ...filmSizeOf(filmSizeId, printer),
              filmOrientation,
              requestedResolutionId,
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

/** How color is handled by printers without color. */
function colorsOn(printer: ConfiguredPrinter): string {
  const kinds = kindsOf(printer);
  const sentences = kinds.every(({ conformance }) => conformance.color.always)
    ? ['They are printed in color by every destination of this configuration.']
    : kinds.map(({ conformance, names }) => conformance.color.sentence(names));
  return ['Colors are taken as sRGB.', ...sentences].join(' ');
}
