// Weasis (weasis-dicom-explorer, DicomPrint.java on dcm4che 3) with the defaults of its print dialog: every layout is drawn
// into one bitmap that fills an image box of STANDARD\1,1. Densities are 0 and 255, and any status but 0000 is an error.
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import {
  BasicColorImageBox,
  BasicFilmBox,
  BasicFilmSession,
  BasicGrayscaleImageBox,
  boxesOf,
  colorMeta,
  grayMeta,
  grayPixels,
  imageSide,
  implicitLittle,
  rgbPixels,
  type ClientScript,
  type PrintCase,
} from './script.ts';

/** The layout as one bitmap of this many columns: images side by side, without a gap. */
function composed({ columns, rows, color }: PrintCase): Uint8Array {
  const samples = color ? 3 : 1;
  const boxes = columns * rows;
  const images = Array.from({ length: boxes }, (_, index) =>
    color ? rgbPixels(index + 1, boxes) : grayPixels(index + 1, boxes),
  );
  const lineBytes = imageSide * samples;
  const pixels = new Uint8Array(boxes * imageSide * lineBytes);
  for (const [index, image] of images.entries()) {
    const [boxRow, boxColumn] = [Math.floor(index / columns), index % columns];
    for (let line = 0; line < imageSide; line += 1) {
      const at = ((boxRow * imageSide + line) * columns + boxColumn) * lineBytes;
      pixels.set(image.subarray(line * lineBytes, (line + 1) * lineBytes), at);
    }
  }
  return pixels;
}

export function weasis(film: PrintCase): ClientScript {
  const { color, columns, rows } = film;
  const meta = color ? colorMeta : grayMeta;
  const item = dataSetOf({
    SamplesPerPixel: color ? 3 : 1,
    PhotometricInterpretation: color ? 'RGB' : 'MONOCHROME2',
    ...(color ? { PlanarConfiguration: 0 } : {}),
    Rows: rows * imageSide,
    Columns: columns * imageSide,
    PixelAspectRatio: [1, 1],
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: composed(film),
  });
  if (boxesOf(film) === 0) throw new RangeError('a layout has a box');
  return {
    callingAeTitle: 'WEASIS_AE',
    implementationVersionName: 'dcm4che-5.23.0',
    contexts: [{ abstractSyntax: meta, transferSyntaxes: [implicitLittle] }],
    contextFor: () => meta,
    steps: [
      {
        kind: 'N-CREATE',
        sopClass: BasicFilmSession,
        name: 'session',
        ownUid: true,
        values: {
          NumberOfCopies: 1,
          PrintPriority: 'LOW',
          MediumType: 'BLUE FILM',
          FilmDestination: 'MAGAZINE',
        },
      },
      {
        kind: 'N-CREATE',
        sopClass: BasicFilmBox,
        name: 'filmBox1',
        ownUid: true,
        values: {
          ImageDisplayFormat: 'STANDARD\\1,1',
          FilmOrientation: 'PORTRAIT',
          FilmSizeID: '8INX10IN',
          MagnificationType: 'CUBIC',
          SmoothingType: 'MEDIUM',
          BorderDensity: 'WHITE',
          MinDensity: 0,
          MaxDensity: 255,
          Trim: 'NO',
          ReferencedFilmSessionSequence: [
            dataSetOf({ ReferencedSOPClassUID: BasicFilmSession, ReferencedSOPInstanceUID: '{session}' }),
          ],
        },
      },
      {
        kind: 'N-SET',
        sopClass: color ? BasicColorImageBox : BasicGrayscaleImageBox,
        instance: '{filmBox1.image1}',
        values: {
          ImageBoxPosition: 1,
          ...(color ? { BasicColorImageSequence: [item] } : { BasicGrayscaleImageSequence: [item] }),
        },
      },
      { kind: 'N-ACTION', sopClass: BasicFilmBox, instance: '{filmBox1}' },
      { kind: 'N-DELETE', sopClass: BasicFilmBox, instance: '{filmBox1}' },
      { kind: 'N-DELETE', sopClass: BasicFilmSession, instance: '{session}' },
    ],
  };
}
