// The Print SCU sample of fo-dicom (fo-dicom-samples, Core/Print SCU) with the printing classes of fo-dicom 5: the most copied
// .NET print client. All objects are created on the first accepted of the two Meta contexts, so film boxes of color images come
// on the grayscale one; image boxes go on the context of their own class. Densities are 0 and 0.
import type { DataSet } from '../../../src/dicom/data-set/data-set.ts';
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
  type Step,
} from './script.ts';

function image(color: boolean, pixels: Uint8Array): DataSet {
  return dataSetOf({
    SamplesPerPixel: color ? 3 : 1,
    PhotometricInterpretation: color ? 'RGB' : 'MONOCHROME2',
    PlanarConfiguration: 0,
    NumberOfFrames: 1,
    Rows: imageSide,
    Columns: imageSide,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: pixels,
  });
}

function filmSteps(name: string, film: PrintCase): readonly Step[] {
  const { color, columns, rows } = film;
  const imageClass = color ? BasicColorImageBox : BasicGrayscaleImageBox;
  const boxes = Array.from({ length: boxesOf(film) }, (_, index) => index + 1);
  const reference = (sopClass: string, uid: string) =>
    dataSetOf({ ReferencedSOPClassUID: sopClass, ReferencedSOPInstanceUID: uid });
  return [
    {
      kind: 'N-CREATE',
      sopClass: BasicFilmBox,
      name,
      ownUid: true,
      values: {
        SOPClassUID: BasicFilmBox,
        SOPInstanceUID: `{${name}}`,
        ImageDisplayFormat: `STANDARD\\${columns},${rows}`,
        FilmOrientation: 'PORTRAIT',
        FilmSizeID: 'A4',
        MagnificationType: 'NONE',
        BorderDensity: 'BLACK',
        EmptyImageDensity: 'BLACK',
        MinDensity: 0,
        MaxDensity: 0,
        Trim: 'NO',
        RequestedResolutionID: 'STANDARD',
        ReferencedFilmSessionSequence: [reference(BasicFilmSession, '{session}')],
        ReferencedImageBoxSequence: boxes.map((box) => reference(imageClass, `{${name}}.${box}`)),
      },
    },
    ...boxes.map((box): Step => {
      const item = image(color, color ? rgbPixels(box, boxes.length) : grayPixels(box, boxes.length));
      const instance = `{${name}.image${box}}`;
      return {
        kind: 'N-SET',
        sopClass: imageClass,
        instance,
        values: {
          SOPClassUID: imageClass,
          SOPInstanceUID: instance,
          ImageBoxPosition: box,
          ...(color ? { BasicColorImageSequence: [item] } : { BasicGrayscaleImageSequence: [item] }),
        },
      };
    }),
  ];
}

/** One film session with these films, printed as one. */
export function foDicom(films: readonly PrintCase[]): ClientScript {
  return {
    callingAeTitle: 'PRINTSCU',
    implementationVersionName: 'fo-dicom 5.2.2',
    contexts: [grayMeta, colorMeta].map((abstractSyntax) => ({
      abstractSyntax,
      transferSyntaxes: [implicitLittle],
    })),
    contextFor: (sopClass) => (sopClass === BasicColorImageBox ? colorMeta : grayMeta),
    steps: [
      {
        kind: 'N-CREATE',
        sopClass: BasicFilmSession,
        name: 'session',
        ownUid: true,
        values: {
          SOPClassUID: BasicFilmSession,
          SOPInstanceUID: '{session}',
          FilmSessionLabel: 'DICOM PRINT JOB',
          MediumType: 'PAPER',
          NumberOfCopies: 1,
        },
      },
      ...films.flatMap((film, index) => filmSteps(`filmBox${index + 1}`, film)),
      { kind: 'N-ACTION', sopClass: BasicFilmSession, instance: '{session}' },
    ],
  };
}
