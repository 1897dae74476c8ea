// Stand-ins for the dependencies of the pipeline: a printer, and rendering that writes a line instead of a PDF.
import { writeFile } from 'node:fs/promises';
import { media, type Printer } from '../../src/shared/film/printer.ts';
import type { DocumentTask, WrittenDocument } from '../../src/render/formats/pdf.ts';

export const testPrinter: Printer = {
  aeTitle: 'HARDCOPY',
  aeTitleAliases: [],
  anyAeTitle: false,
  name: 'Film to PDF',
  mediumName: 'paper',
  medium: media.paper,
  resolution: 300,
  highResolution: 600,
  bits: 8,
  dither: false,
  pdfImages: { compression: 'lossless', quality: 95 },
  whiteBorders: false,
  scaleMark: 'auto',
  ruler: 'none',
  densities: { min: 20, max: 320 },
  filmSizes: ['14INX17IN'],
  gapMm: 2,
  marginMm: 5,
  linOdZero: 'darkest',
  maxCopies: 99,
  maxCollatedFilms: 12,
  annotationFormats: {},
  customFormats: {},
  slides: {},
  retiredClasses: true,
  storedPrint: true,
  defaults: {
    filmSize: '14INX17IN',
    filmOrientation: 'PORTRAIT',
    magnificationType: 'CUBIC',
    smoothingType: '',
    priority: 'LOW',
    mediumType: 'CURRENT',
    filmDestination: 'CURRENT',
    borderDensity: 'BLACK',
    emptyImageDensity: 'BLACK',
    decimateCrop: 'DECIMATE',
  },
  destinations: [],
};

/** Writes the title of the document as the document. */
export async function fakeRender(task: DocumentTask): Promise<WrittenDocument> {
  await writeFile(task.output, task.title);
  return { pages: task.films.length, byteLength: Buffer.byteLength(task.title) };
}
