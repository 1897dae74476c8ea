// Sequences of references (tables E.4.2-19, -22 and -26), row by row: UIDs of existing instances, of missing ones, of another
// class, empty and absent UIDs.
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { grayImage, uidOf, type Answer } from '../../support/print-client.ts';
import type { TcpPrintClient } from '../../support/tcp-print-client.ts';
import { probe, type Probe, type Values } from './probe.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox, PresentationLut } = sopClasses;
export const nowhere = '2.25.4711';

/** The rows of one sequence. `send` makes what is referred to, and sends the item that `item` makes of its UID. */
function referenceProbes(
  table: string,
  sequence: string,
  { own, missing }: { readonly own: string; readonly missing: string },
  send: (client: TcpPrintClient, item: (uid: string) => Values) => Promise<Answer>,
): readonly Probe[] {
  const row = (what: string, sent: string, annex: string, item: (uid: string) => Values) =>
    probe(table, [`${sequence} >${what}`, sent], annex, (client) => send(client, item));
  const [classUid, instanceUid] = ['Referenced SOP Class UID', 'Referenced SOP Instance UID'];
  return [
    row(classUid, own, '0000', (uid) => ({ ReferencedSOPClassUID: own, ReferencedSOPInstanceUID: uid })),
    row(classUid, '1.2.840.10008.5.1.1.99', '0106', (uid) => ({
      ReferencedSOPClassUID: '1.2.840.10008.5.1.1.99',
      ReferencedSOPInstanceUID: uid,
    })),
    row(classUid, '(empty)', '0121', (uid) => ({
      ReferencedSOPClassUID: [],
      ReferencedSOPInstanceUID: uid,
    })),
    row(classUid, '(missing)', missing, (uid) => ({ ReferencedSOPInstanceUID: uid })),
    row(instanceUid, '(empty)', '0121', () => ({
      ReferencedSOPClassUID: own,
      ReferencedSOPInstanceUID: [],
    })),
    row(instanceUid, '(missing)', missing, () => ({ ReferencedSOPClassUID: own })),
    // What the client says of image boxes is the server's to make: any UID of them will do.
    ...(sequence === 'ReferencedImageBoxSequence'
      ? []
      : [
          row(instanceUid, 'unknown', '0106', () => ({
            ReferencedSOPClassUID: own,
            ReferencedSOPInstanceUID: nowhere,
          })),
        ]),
  ];
}

const format = { ImageDisplayFormat: 'STANDARD\\1,1' };
export const image = {
  ImageBoxPosition: 1,
  BasicGrayscaleImageSequence: [grayImage(2, 2, Uint8Array.of(1, 2, 3, 4))],
};
export const lutOf = async (client: TcpPrintClient) =>
  uidOf(await client.create(PresentationLut, { PresentationLUTShape: 'IDENTITY' }));

export const references: readonly Probe[] = [
  ...referenceProbes(
    'E.4.2-19 film box N-CREATE',
    'ReferencedFilmSessionSequence',
    { own: BasicFilmSession, missing: '0120' },
    async (client, item) => {
      const session = await client.session();
      return client.create(BasicFilmBox, {
        ...format,
        ReferencedFilmSessionSequence: [dataSetOf(item(session))],
      });
    },
  ),
  ...referenceProbes(
    'E.4.2-19 film box N-CREATE',
    'ReferencedImageBoxSequence',
    { own: BasicGrayscaleImageBox, missing: '0120' },
    async (client, item) => {
      await client.session();
      return client.create(BasicFilmBox, {
        ...format,
        ReferencedImageBoxSequence: [dataSetOf(item('2.25.12'))],
      });
    },
  ),
  ...referenceProbes(
    'E.4.2-19 film box N-CREATE',
    'ReferencedPresentationLUTSequence',
    { own: PresentationLut, missing: '0120' },
    async (client, item) => {
      await client.session();
      return client.create(BasicFilmBox, {
        ...format,
        ReferencedPresentationLUTSequence: [dataSetOf(item(await lutOf(client)))],
      });
    },
  ),
  ...referenceProbes(
    'E.4.2-22 film box N-SET',
    'ReferencedPresentationLUTSequence',
    // Table E.4.2-23 has no 0120.
    { own: PresentationLut, missing: '0106' },
    async (client, item) => {
      await client.session();
      const { uid } = await client.filmBox();
      return client.set(BasicFilmBox, uid, {
        ReferencedPresentationLUTSequence: [dataSetOf(item(await lutOf(client)))],
      });
    },
  ),
  ...referenceProbes(
    'E.4.2-26 image box N-SET',
    'ReferencedPresentationLUTSequence',
    { own: PresentationLut, missing: '0120' },
    async (client, item) => {
      await client.session();
      const { images } = await client.filmBox();
      return client.set(BasicGrayscaleImageBox, images[0] ?? '', {
        ...image,
        ReferencedPresentationLUTSequence: [dataSetOf(item(await lutOf(client)))],
      });
    },
  ),
];
