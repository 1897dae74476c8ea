// ClearCanvas (Dicom/Network/Scu/PrintScu.cs and PrintScu2.cs): the server assigns the UIDs of session and film boxes, film
// boxes are printed and deleted one by one, each with the images that it has room for.
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import {
  BasicColorImageBox,
  BasicFilmBox,
  BasicFilmSession,
  BasicGrayscaleImageBox,
  boxesOf,
  colorMeta,
  explicitLittle,
  grayMeta,
  grayPixels,
  imageSide,
  implicitLittle,
  rgbPixels,
  type ClientScript,
  type PrintCase,
  type Step,
} from './script.ts';

function filmSteps(name: string, film: PrintCase): readonly Step[] {
  const { color, columns, rows } = film;
  const boxes = Array.from({ length: boxesOf(film) }, (_, index) => index + 1);
  const reference = dataSetOf({
    ReferencedSOPClassUID: BasicFilmSession,
    ReferencedSOPInstanceUID: '{session}',
  });
  const image = (box: number) =>
    dataSetOf({
      SamplesPerPixel: color ? 3 : 1,
      PhotometricInterpretation: color ? 'RGB' : 'MONOCHROME2',
      ...(color ? { PlanarConfiguration: 0 } : {}),
      Rows: imageSide,
      Columns: imageSide,
      PixelAspectRatio: [1, 1],
      BitsAllocated: 8,
      BitsStored: 8,
      HighBit: 7,
      PixelRepresentation: 0,
      PixelData: color ? rgbPixels(box, boxes.length) : grayPixels(box, boxes.length),
    });
  return [
    {
      kind: 'N-CREATE',
      sopClass: BasicFilmBox,
      name,
      ownUid: false,
      values: {
        ImageDisplayFormat: `STANDARD\\${columns},${rows}`,
        FilmOrientation: 'PORTRAIT',
        FilmSizeID: '8INX10IN',
        MagnificationType: 'NONE',
        ReferencedFilmSessionSequence: [reference],
      },
    },
    ...boxes.map((box): Step => ({
      kind: 'N-SET',
      sopClass: color ? BasicColorImageBox : BasicGrayscaleImageBox,
      instance: `{${name}.image${box}}`,
      values: {
        ImageBoxPosition: box,
        ...(color
          ? { BasicColorImageSequence: [image(box)] }
          : { BasicGrayscaleImageSequence: [image(box)] }),
      },
    })),
    { kind: 'N-ACTION', sopClass: BasicFilmBox, instance: `{${name}}` },
    { kind: 'N-DELETE', sopClass: BasicFilmBox, instance: `{${name}}` },
  ];
}

/** Films of one kind, all gray or all in color. */
export function clearCanvas(films: readonly PrintCase[]): ClientScript {
  const meta = films.some(({ color }) => color) ? colorMeta : grayMeta;
  return {
    callingAeTitle: 'CLEARCANVAS',
    implementationVersionName: 'CC DICOM 1.0',
    contexts: [{ abstractSyntax: meta, transferSyntaxes: [explicitLittle, implicitLittle] }],
    contextFor: () => meta,
    steps: [
      {
        kind: 'N-CREATE',
        sopClass: BasicFilmSession,
        name: 'session',
        ownUid: false,
        values: { NumberOfCopies: 1 },
      },
      ...films.flatMap((film, index) => filmSteps(`filmBox${index + 1}`, film)),
      { kind: 'N-DELETE', sopClass: BasicFilmSession, instance: '{session}' },
    ],
  };
}
