// The client of the quirk tests: composes films with or without a socket, and returns what was printed.
import assert from 'node:assert/strict';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import type { PrintRequest } from '../../src/shared/film/film.ts';
import type { WireClient } from '../support/print-acceptor.ts';
import {
  grayImage,
  type MemorySpool,
  PrintClient,
  type Answer,
  type ClientOptions,
} from '../support/print-client.ts';

const {
  BasicFilmBox,
  BasicFilmSession,
  BasicGrayscaleImageBox,
  BasicGrayscalePrintManagementMeta: grayMeta,
  PrintJob,
} = sopClasses;

export const withPrintJob = [grayMeta, PrintJob];

/** Four pixels; `shade` distinguishes images. */
export const pixels = (shade = 0) => Uint8Array.of(shade, 85, 170, 255);

export const image = (position: number, shade = 0) => ({
  ImageBoxPosition: position,
  BasicGrayscaleImageSequence: [grayImage(2, 2, pixels(shade))],
});

/** Film session, film box and its first image, as most clients make them. */
export async function composed(options: ClientOptions = {}, film = {}) {
  const client = new PrintClient({ abstractSyntaxes: withPrintJob, ...options });
  await client.session();
  const filmBox = await client.filmBox(film);
  const set = await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image(1));
  assert.equal(set.status, 0x0000);
  return { client, filmBox };
}

/** The only request that was accepted, and its only film. */
export function printed(spool: MemorySpool): { request: PrintRequest; film: PrintRequest['films'][number] } {
  assert.equal(spool.accepted.length, 1);
  const [request] = spool.accepted;
  const [film] = request?.films ?? [];
  assert.ok(request && film);
  return { request, film };
}

/** What an image box shows: the first of its four pixels. */
export const shadesOf = (spool: MemorySpool, film: PrintRequest['films'][number]) =>
  film.images.map((box) => [box.position, spool.blobs.get(box.pixels.data.key)?.[0]]);

export const hex = (answers: readonly Answer[]) =>
  answers.map(({ status }) => status.toString(16).padStart(4, '0'));

export function createRq(sopClassUid: string, hasDataSet = sopClassUid !== BasicFilmSession) {
  return { kind: 'N-CREATE-RQ', messageId: 1, affectedSopClassUid: sopClassUid, hasDataSet } as const;
}

export function getRq(sopClassUid: string, uid: string) {
  return {
    kind: 'N-GET-RQ',
    messageId: 2,
    requestedSopClassUid: sopClassUid,
    requestedSopInstanceUid: uid,
    hasDataSet: false,
  } as const;
}

/** Film box and its first image, over a socket. */
export async function composeOverWire(client: WireClient, values = {}) {
  const created = await client.request(
    createRq(BasicFilmBox),
    dataSetOf({ ImageDisplayFormat: 'STANDARD\\1,1', ...values }),
  );
  assert.ok('status' in created.command);
  const [box] = created.dataSet.items('ReferencedImageBoxSequence');
  const set = await client.request(
    {
      kind: 'N-SET-RQ',
      messageId: 3,
      requestedSopClassUid: BasicGrayscaleImageBox,
      requestedSopInstanceUid: box?.string('ReferencedSOPInstanceUID') ?? '',
      hasDataSet: true,
    },
    dataSetOf(image(1, 7)),
  );
  assert.ok('status' in set.command);
  assert.equal(set.command.status, 0x0000);
  return { created, set, filmBox: created.command.affectedSopInstanceUid ?? '' };
}

/** Film box, image, N-ACTION. */
export async function printOverWire(client: WireClient, values = {}) {
  const composed = await composeOverWire(client, values);
  const action = await client.request({
    kind: 'N-ACTION-RQ',
    messageId: 4,
    requestedSopClassUid: BasicFilmBox,
    requestedSopInstanceUid: composed.filmBox,
    actionTypeId: 1,
    hasDataSet: false,
  });
  assert.ok('status' in action.command);
  assert.equal(action.command.status, 0x0000);
  return { ...composed, action };
}
