// A viewer built on ClearCanvas' BasicGrayscalePrintScu (Dicom/Network/Scu/BasicGrayscalePrintScu.cs): the layout is one
// bitmap on STANDARD\1,1, inverted where the user says MONOCHROME1, and the film box has values for the light of the view box that the user never
// set: Illumination 0 and Reflected Ambient Light 0.
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import {
  BasicFilmBox,
  BasicFilmSession,
  BasicGrayscaleImageBox,
  explicitLittle,
  grayMeta,
  grayPixels,
  imageSide,
  implicitLittle,
  type ClientScript,
} from './script.ts';

export function filmPrintTool(photometricInterpretation: 'MONOCHROME1' | 'MONOCHROME2'): ClientScript {
  const pixels = grayPixels(1, 1);
  const inverted = photometricInterpretation === 'MONOCHROME1';
  return {
    callingAeTitle: 'PRINTTOOL',
    implementationVersionName: 'CC DICOM 1.0',
    contexts: [{ abstractSyntax: grayMeta, transferSyntaxes: [explicitLittle, implicitLittle] }],
    contextFor: () => grayMeta,
    steps: [
      {
        kind: 'N-CREATE',
        sopClass: BasicFilmSession,
        name: 'session',
        ownUid: true,
        values: { NumberOfCopies: 1, MediumType: 'CLEAR FILM', FilmDestination: 'PROCESSOR' },
      },
      {
        kind: 'N-CREATE',
        sopClass: BasicFilmBox,
        name: 'filmBox1',
        ownUid: true,
        values: {
          ImageDisplayFormat: 'STANDARD\\1,1',
          FilmOrientation: 'PORTRAIT',
          FilmSizeID: '14INX17IN',
          MagnificationType: 'REPLICATE',
          Illumination: 0,
          ReflectedAmbientLight: 0,
          ReferencedFilmSessionSequence: [
            dataSetOf({ ReferencedSOPClassUID: BasicFilmSession, ReferencedSOPInstanceUID: '{session}' }),
          ],
        },
      },
      {
        kind: 'N-SET',
        sopClass: BasicGrayscaleImageBox,
        instance: '{filmBox1.image1}',
        values: {
          ImageBoxPosition: 1,
          BasicGrayscaleImageSequence: [
            dataSetOf({
              SamplesPerPixel: 1,
              PhotometricInterpretation: photometricInterpretation,
              Rows: imageSide,
              Columns: imageSide,
              BitsAllocated: 8,
              BitsStored: 8,
              HighBit: 7,
              PixelRepresentation: 0,
              PixelData: inverted ? pixels.map((value) => 255 - value) : pixels,
            }),
          ],
        },
      },
      { kind: 'N-ACTION', sopClass: BasicFilmBox, instance: '{filmBox1}' },
      { kind: 'N-DELETE', sopClass: BasicFilmBox, instance: '{filmBox1}' },
      { kind: 'N-DELETE', sopClass: BasicFilmSession, instance: '{session}' },
    ],
  };
}
