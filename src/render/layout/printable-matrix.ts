// The number of device pixels available for an image: clients query it to scale images themselves.
import type { Film } from '../../shared/film/film.ts';
import { layoutSheet, type LayoutKeys } from './layout.ts';
import type { RenderPrinter } from '../medium.ts';
import { roomOfLines } from './printer-lines.ts';

/**
 * Rows and columns of the image boxes of a sheet that has only the printer's own texts. Boxes of one size may differ
 * by a device pixel: the smallest counts. Undefined when the boxes have different sizes.
 * @throws JobFailure of the layout.
 */
export function printableMatrix(
  sheet: Pick<Film, 'filmSizeId' | 'filmOrientation' | 'imageDisplayFormat' | 'requestedResolutionId'>,
  printer: Pick<RenderPrinter, LayoutKeys>,
): { readonly rows: number; readonly columns: number } | undefined {
  const { boxes } = layoutSheet({ ...sheet, images: [], annotations: roomOfLines(printer) }, printer);
  const heights = boxes.map((box) => box.device.height);
  const widths = boxes.map((box) => box.device.width);
  const [rows, columns] = [Math.min(...heights), Math.min(...widths)];
  if (Math.max(...heights) > rows + 1 || Math.max(...widths) > columns + 1) return undefined;
  return { rows, columns };
}
