// Stored Print objects and the images that they refer to, as a client stores them.
import { dataSetOf, type DataSet } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { grayImage, PrintClient, type Answer, type ClientOptions } from '../../support/print-client.ts';

export type Values = Parameters<typeof dataSetOf>[0];

export const filmUid = '1.2.3.100';

export const [first, second] = ['1.2.3.1', '1.2.3.2'];

export const pixels = Uint8Array.from({ length: 64 }, (_, index) => index * 4);

export function client(options: ClientOptions = {}): PrintClient {
  return new PrintClient({ abstractSyntaxes: [sopClasses.StoredPrint], ...options });
}

export function store(
  to: PrintClient,
  sopClass: string,
  uid: string | undefined,
  dataSet: DataSet,
): Promise<Answer> {
  return to.request(
    {
      kind: 'C-STORE-RQ',
      affectedSopClassUid: sopClass,
      ...(uid === undefined ? {} : { affectedSopInstanceUid: uid }),
      priority: 0,
    },
    dataSet,
  );
}

/** A Hardcopy Grayscale image of 8 × 8 pixels, as stations send them: with patient and study. */
export function storeGray(to: PrintClient, uid: string, changes: Values = {}): Promise<Answer> {
  const identity = dataSetOf({
    SOPClassUID: sopClasses.HardcopyGrayscaleImage,
    SOPInstanceUID: uid,
    PatientName: 'DOE^JANE',
    StudyID: '',
  });
  return store(to, sopClasses.HardcopyGrayscaleImage, uid, grayImage(8, 8, pixels, changes).with(identity));
}

export function imageBox(position: number, uid: string, changes: Values = {}): DataSet {
  return dataSetOf({
    ReferencedImageSequence: [
      dataSetOf({
        ReferencedSOPClassUID: sopClasses.HardcopyGrayscaleImage,
        ReferencedSOPInstanceUID: uid,
      }),
    ],
    ImageBoxPosition: position,
    Polarity: '',
    ...changes,
  });
}

export function storedPrint(boxes: readonly DataSet[], film: Values = {}, changes: Values = {}): DataSet {
  return dataSetOf({
    SOPClassUID: sopClasses.StoredPrint,
    SOPInstanceUID: filmUid,
    PatientName: 'DOE^JANE',
    FilmBoxContentSequence: [
      dataSetOf({
        ImageDisplayFormat: 'STANDARD\\2,1',
        FilmSizeID: '8INX10IN',
        FilmOrientation: '',
        MagnificationType: 'BILINEAR',
        ...film,
      }),
    ],
    ImageBoxContentSequence: boxes,
    ...changes,
  });
}

export const storeFilm = (to: PrintClient, ...film: Parameters<typeof storedPrint>): Promise<Answer> =>
  store(to, sopClasses.StoredPrint, filmUid, storedPrint(...film));

/** An overlay plane of 8 × 2 pixels. */
export const plane = (bits: readonly number[], changes: Values = {}) =>
  dataSetOf({
    OverlayRows: 2,
    OverlayColumns: 8,
    OverlayOrigin: [2, 3],
    OverlayBitsAllocated: 1,
    OverlayBitPosition: 0,
    OverlayType: 'G',
    OverlayData: Uint8Array.from(bits),
    ...changes,
  });

/** Table C.16-5: an overlay box of a Stored Print object. */
export const overlayBox = (uid: string, planes: readonly DataSet[], changes: Values = {}) =>
  dataSetOf({ SOPInstanceUID: uid, OverlayPixelDataSequence: planes, ...changes });

export const refersToOverlays = (...uids: readonly string[]): Values => ({
  ReferencedImageOverlayBoxSequence: uids.map((uid) =>
    dataSetOf({
      ReferencedSOPClassUID: sopClasses.BasicPrintImageOverlayBox,
      ReferencedSOPInstanceUID: uid,
    }),
  ),
});
