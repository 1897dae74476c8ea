// PDF documents as pages to print, rendered by PDFium (WebAssembly) at 300 pixels per inch: sharp text on film, pages
// in true size. Start at `describePdf`.
import type { PDFiumDocument } from '@hyzyla/pdfium';
import { messageOf } from '../../shared/errors/errors.ts';
import { grayAsRgb, rgbImage } from '../pixels/color-image.ts';
import { preparedGray, type PreparedImage, type PrepareOptions } from '../pixels/prepared-image.ts';

export interface PdfPage {
  readonly rows: number;
  readonly columns: number;
  readonly color: boolean;
  /** Distance between columns in mm. */
  readonly columnSpacingMm: number;
}

const pixelsPerInch = 300;
/**
 * A page of 50 megapixels takes 200 MB while it is rendered; sheets larger than 580 × 580 mm get fewer pixels per
 * inch.
 */
const maxPixels = 50_000_000;
const pointsPerInch = 72;
const mmPerInch = 25.4;
/** Longer side of the preview, in pixels, in which a page is searched for color. */
const previewPixels = 120;
/** Differences between red, green and blue up to this do not count as color. */
const colorTolerance = 12;

export function looksLikePdf(bytes: Uint8Array): boolean {
  // Readers find the header within the first kilobyte (ISO 32000-1, annex H).
  return Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');
}

async function newLibrary() {
  const { PDFiumLibrary } = await import('@hyzyla/pdfium');
  return PDFiumLibrary.init();
}

/** Loading takes 400 ms, so PDFium is loaded once, when the first PDF is opened. */
let library: ReturnType<typeof newLibrary> | undefined;

/** @throws RangeError when the bytes are not a PDF, are broken or need a password, and errors of `use`. */
async function withDocument<T>(bytes: Uint8Array, use: (document: PDFiumDocument) => Promise<T>): Promise<T> {
  library ??= newLibrary();
  const pdfium = await library;
  let document: PDFiumDocument;
  try {
    document = await pdfium.loadDocument(bytes);
  } catch (error) {
    const reason = messageOf(error);
    throw new RangeError(
      /password/i.test(reason)
        ? 'it is a PDF that needs a password; print it without one'
        : `it is a PDF that cannot be read (${reason})`,
      { cause: error },
    );
  }
  try {
    const result = await use(document);
    document.destroy();
    return result;
  } catch (error) {
    if (error instanceof RangeError) {
      document.destroy();
      throw error;
    }
    // An instance that failed is not used again.
    library = undefined;
    throw new RangeError(`a page of it cannot be drawn (${messageOf(error)})`, { cause: error });
  }
}

interface Size {
  readonly widthPoints: number;
  readonly heightPoints: number;
}

function pageOf(document: PDFiumDocument, index: number) {
  const page = document.getPage(index);
  const { originalWidth: widthPoints, originalHeight: heightPoints } = page.getOriginalSize();
  if (!(widthPoints > 0 && heightPoints > 0)) throw new RangeError(`its page ${index + 1} is broken`);
  return { page, size: { widthPoints, heightPoints } };
}

function pixelsOf({ widthPoints, heightPoints }: Size): { columns: number; rows: number } {
  const full = pixelsPerInch / pointsPerInch;
  const scale = Math.min(full, Math.sqrt(maxPixels / (widthPoints * heightPoints)));
  const side = (points: number) => Math.min(Math.max(1, Math.round(points * scale)), 65535);
  return { columns: side(widthPoints), rows: side(heightPoints) };
}

async function hasColor(document: PDFiumDocument, index: number): Promise<boolean> {
  const { page, size } = pageOf(document, index);
  const scale = previewPixels / Math.max(size.widthPoints, size.heightPoints);
  const width = Math.max(1, Math.round(size.widthPoints * scale));
  const height = Math.max(1, Math.round(size.heightPoints * scale));
  const { data } = await page.render({ width, height, scale: 1, render: 'bitmap', renderFormFields: true });
  for (let at = 0; at + 3 < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > colorTolerance) return true;
  }
  return false;
}

/**
 * The pages of a document.
 * @throws RangeError when it cannot be read.
 */
export async function describePdf(bytes: Uint8Array): Promise<readonly PdfPage[]> {
  return withDocument(bytes, async (document) => {
    const pages: PdfPage[] = [];
    for (let index = 0; index < document.getPageCount(); index++) {
      const color = await hasColor(document, index);
      const { size } = pageOf(document, index);
      const pixels = pixelsOf(size);
      const widthMm = (size.widthPoints / pointsPerInch) * mmPerInch;
      pages.push({ ...pixels, color, columnSpacingMm: widthMm / pixels.columns });
    }
    if (pages.length === 0) throw new RangeError('it is a PDF without pages');
    return pages;
  });
}

/**
 * Draws a page.
 * @param index from 0
 * @throws RangeError when it cannot be drawn.
 */
export async function preparePdfPage(
  bytes: Uint8Array,
  described: PdfPage,
  index: number,
  options: PrepareOptions,
): Promise<PreparedImage> {
  return withDocument(bytes, async (document) => {
    const { columns, rows } = described;
    const { page } = pageOf(document, index);
    const inColor = options.color && described.color;
    const { data } = await page.render({
      width: columns,
      height: rows,
      scale: 1,
      render: 'bitmap',
      colorSpace: inColor ? 'BGRA' : 'Gray',
      renderFormFields: true,
    });
    if (inColor) return rgbImage(described, planes(data, rows * columns));
    if (options.color || options.bits === 8) {
      const gray = preparedGray(described, 8, data);
      return options.color ? grayAsRgb(gray) : gray;
    }
    const words = Uint16Array.from(data, (value) => Math.round((value / 255) * 4095));
    return preparedGray(described, 12, new Uint8Array(words.buffer));
  });
}

/** RGBA… → RRR…GGG…BBB… */
function planes(data: Uint8Array, pixels: number): Uint8Array {
  const result = new Uint8Array(pixels * 3);
  for (let plane = 0; plane < 3; plane++) {
    for (let pixel = 0; pixel < pixels; pixel++)
      result[plane * pixels + pixel] = data[pixel * 4 + plane] ?? 0;
  }
  return result;
}
