// The statement's texts on presentation LUTs, and on the retired boxes that image boxes refer to.
import type { Keyword } from '../../dicom/data-set/dictionary.ts';
import {
  overlayBoxAttributes,
  overlayPlaneAttributes,
} from '../../print-scp/tables/overlay-box-attributes.ts';
import { presentationLutAttributes } from '../../print-scp/tables/presentation-lut-attributes.ts';
import { voiLutBoxAttributes } from '../../print-scp/tables/voi-lut-box-attributes.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { failsWith, requestTable, type RequestRow } from './attribute-tables.ts';
import { paragraph, type Block } from '../formats/document.ts';
import { attributeCells } from './names.ts';

const fails = failsWith.invalidValue;

/**
 * A sequence of one look-up table (print-scp/tables/lut-table.ts reads it). `descriptor`: the allowed LUT Descriptor.
 */
function lutRows(sequence: Keyword, descriptor: string): readonly RequestRow[] {
  const mandatory = 'Mandatory, no default';
  return [
    [...attributeCells(sequence), 'U/MC', 'one item', 'No default', fails],
    [...attributeCells('LUTDescriptor', 1), 'M/M', descriptor, mandatory, fails],
    [...attributeCells('LUTExplanation', 1), 'U/U', 'any; not used', 'No default', 'None'],
    [...attributeCells('LUTData', 1), 'M/M', 'two bytes for each entry, as OW or US', mandatory, fails],
  ];
}

export function presentationLutBlocks(printer: Printer): readonly Block[] {
  const rows = lutRows('PresentationLUTSequence', 'entries (0 stands for 65536), 0, and 10 to 16 bits');
  return [
    requestTable(
      'Presentation LUT N-CREATE request attributes',
      [{ rows }, { table: presentationLutAttributes }],
      printer,
    ),
    paragraph(
      'Exactly one of sequence and shape must be sent. P-Values are scaled by the bits of the LUT Descriptor. For clients with profile annex-e, an invalid shape is answered with 0107, sequence and shape together with 0108.',
    ),
  ];
}

/** `operation`: N-CREATE or N-SET. */
export const overlayBoxBlocks =
  (operation: string) =>
  (printer: Printer): readonly Block[] => [
    requestTable(
      `Basic print image overlay box ${operation} request attributes`,
      [
        { table: overlayBoxAttributes },
        {
          sequence: ['OverlayPixelDataSequence', 'one item', fails],
          table: overlayPlaneAttributes,
          bytes: ['OverlayData', 'one bit per pixel, of the length given by rows and columns'],
        },
      ],
      printer,
    ),
    paragraph(
      `Retired by the standard. ${operation === 'N-SET' ? 'Without the sequence the plane stays as it was. ' : ''}The plane may be of any group from 6000 to 601E. It is drawn on every image whose image box refers to the overlay box.`,
    ),
  ];

/** `operation`: N-CREATE or N-SET. */
export const voiLutBoxBlocks =
  (operation: string) =>
  (printer: Printer): readonly Block[] => {
    const descriptor = 'entries (0 stands for 65536), the value that the first one is for, and 8 to 16 bits';
    return [
      requestTable(
        `VOI LUT box ${operation} request attributes`,
        [{ table: voiLutBoxAttributes }, { rows: lutRows('VOILUTSequence', descriptor) }],
        printer,
      ),
      paragraph(
        'Retired by the standard. Window Center and Window Width, or the sequence; the table has priority over the window. It is applied before the presentation LUT to every image whose image box refers to the VOI LUT box.',
      ),
    ];
  };
