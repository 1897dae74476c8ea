// Ginkgo CADx (dicomprintassociation.cpp on DCMTK): queries the printer first, lets the server assign the UID of the film box,
// and sends every image to the first image box with its own Image Box Position. Owner ID is empty, grayscale only; any status
// but 0000 ends the print.
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopInstances } from '../../../src/dicom/data-set/uids.ts';
import {
  BasicFilmBox,
  BasicFilmSession,
  BasicGrayscaleImageBox,
  boxesOf,
  explicitBig,
  explicitLittle,
  grayMeta,
  grayPixels,
  imageSide,
  implicitLittle,
  Printer,
  type ClientScript,
  type PrintCase,
  type Step,
} from './script.ts';

export function ginkgoCadx(film: PrintCase): ClientScript {
  const boxes = Array.from({ length: boxesOf(film) }, (_, index) => index + 1);
  return {
    callingAeTitle: 'GINKGO',
    implementationVersionName: 'OFFIS_DCMTK_361',
    contexts: [{ abstractSyntax: grayMeta, transferSyntaxes: [explicitLittle, explicitBig, implicitLittle] }],
    contextFor: () => grayMeta,
    steps: [
      { kind: 'N-GET', sopClass: Printer, instance: sopInstances.Printer },
      {
        kind: 'N-CREATE',
        sopClass: BasicFilmSession,
        name: 'session',
        ownUid: true,
        values: {
          NumberOfCopies: 1,
          PrintPriority: 'MED',
          MediumType: 'BLUE FILM',
          FilmDestination: 'MAGAZINE',
          FilmSessionLabel: 'GNK Print Session',
          OwnerID: '',
        },
      },
      {
        kind: 'N-CREATE',
        sopClass: BasicFilmBox,
        name: 'filmBox1',
        ownUid: false,
        values: {
          ImageDisplayFormat: `STANDARD\\${film.columns},${film.rows}`,
          FilmOrientation: 'PORTRAIT',
          FilmSizeID: '14INX17IN',
          MagnificationType: 'BILINEAR',
          BorderDensity: 'BLACK',
          EmptyImageDensity: 'BLACK',
          Trim: 'NO',
          ReferencedFilmSessionSequence: [
            dataSetOf({ ReferencedSOPClassUID: BasicFilmSession, ReferencedSOPInstanceUID: '{session}' }),
          ],
        },
      },
      ...boxes.map((box): Step => ({
        kind: 'N-SET',
        sopClass: BasicGrayscaleImageBox,
        instance: '{filmBox1.image1}',
        values: {
          ImageBoxPosition: box,
          BasicGrayscaleImageSequence: [
            dataSetOf({
              SamplesPerPixel: 1,
              PhotometricInterpretation: 'MONOCHROME2',
              Rows: imageSide,
              Columns: imageSide,
              BitsAllocated: 8,
              BitsStored: 8,
              HighBit: 7,
              PixelRepresentation: 0,
              PixelData: grayPixels(box, boxes.length),
            }),
          ],
        },
      })),
      { kind: 'N-ACTION', sopClass: BasicFilmBox, instance: '{filmBox1}' },
      { kind: 'N-DELETE', sopClass: BasicFilmBox, instance: '{filmBox1}' },
      { kind: 'N-DELETE', sopClass: BasicFilmSession, instance: '{session}' },
    ],
  };
}
