// The print example of pynetdicom's documentation (docs/service_classes and examples/print), which many scripts copy:
// 'STANDARD\1,1' in Python is a control character and `,1`; the image is in Referenced Image Box Sequence; class and instance
// of what it created are read out of the data sets of the answers.
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopInstances } from '../../../src/dicom/data-set/uids.ts';
import {
  BasicFilmBox,
  BasicFilmSession,
  BasicGrayscaleImageBox,
  explicitBig,
  explicitLittle,
  grayMeta,
  grayPixels,
  imageSide,
  implicitLittle,
  Printer,
  type ClientScript,
} from './script.ts';

export const pynetdicom: ClientScript = {
  callingAeTitle: 'PYNETDICOM',
  implementationVersionName: 'PYNETDICOM_210',
  contexts: [{ abstractSyntax: grayMeta, transferSyntaxes: [implicitLittle, explicitLittle, explicitBig] }],
  contextFor: () => grayMeta,
  steps: [
    {
      kind: 'N-GET',
      sopClass: Printer,
      instance: sopInstances.Printer,
      attributes: [0x21100010, 0x21100020],
    },
    {
      kind: 'N-CREATE',
      sopClass: BasicFilmSession,
      name: 'session',
      ownUid: true,
      values: {
        NumberOfCopies: 1,
        PrintPriority: 'LOW',
        MediumType: 'PAPER',
        FilmDestination: 'SOMEWHERE',
        FilmSessionLabel: 'TEST JOB',
        MemoryAllocation: '',
        OwnerID: 'PYNETDICOM',
      },
    },
    {
      kind: 'N-CREATE',
      sopClass: BasicFilmBox,
      name: 'filmBox1',
      ownUid: true,
      values: {
        ImageDisplayFormat: 'STANDARD\u0001,1',
        FilmOrientation: 'PORTRAIT',
        FilmSizeID: 'A4',
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
        ReferencedImageBoxSequence: [
          dataSetOf({
            SamplesPerPixel: 1,
            PhotometricInterpretation: 'MONOCHROME2',
            Rows: imageSide,
            Columns: imageSide,
            BitsAllocated: 8,
            BitsStored: 8,
            HighBit: 7,
            PixelRepresentation: 0,
            PixelData: grayPixels(1, 1),
          }),
        ],
      },
    },
    { kind: 'N-ACTION', sopClass: BasicFilmBox, instance: '{filmBox1}' },
    { kind: 'N-DELETE', sopClass: BasicFilmBox, instance: '{filmBox1}' },
  ],
};
