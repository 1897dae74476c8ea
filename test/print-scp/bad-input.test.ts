// Bad input to the Print SCP, byte by byte over a socket: malformed data sets, absurd sizes, peers that stall. Requests that
// can be understood are printed, the others get their status, and the next request is served.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { defaultTimeouts } from '../../src/dicom/net/timeouts.ts';
import { sopClasses, transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import { chars, wire } from '../support/data-set-bytes.ts';
import {
  associateRequest,
  commandElement,
  commandSet,
  printAcceptor,
  word,
  type PrintAcceptor,
  type PrintAcceptorOptions,
  type WireAnswer,
  type WireClient,
} from '../support/print-acceptor.ts';
import { grayImage } from '../support/print-client.ts';
import { recordingLog } from '../support/recording-log.ts';

const {
  BasicColorImageBox,
  BasicColorPrintManagementMeta: colorMeta,
  BasicFilmBox,
  BasicFilmSession,
  BasicGrayscaleImageBox,
  BasicGrayscalePrintManagementMeta: grayMeta,
  PresentationLut,
} = sopClasses;
const { explicitLittle } = transferSyntaxes;

/** An element of explicit VR little endian: the length is what the bytes are, odd or not. */
function element(tag: string, vr: string, value: Uint8Array): Buffer {
  const [group = '', number = ''] = tag.split(',');
  const long = ['OB', 'OW', 'SQ', 'UN', 'UT', 'UC', 'UR'].includes(vr);
  const length = Buffer.alloc(long ? 6 : 2);
  if (long) length.writeUInt32LE(value.length, 2);
  else length.writeUInt16LE(value.length);
  const reversed = (hex: string) => Buffer.from(hex, 'hex').reverse();
  return wire(reversed(group), reversed(number), chars(vr), length, value);
}

const int32 = (value: number) => wire(word(value & 0xffff), word(value >>> 16));
const item = (...elements: readonly Buffer[]) => {
  const bytes = wire(...elements);
  return wire('feff00e0', int32(bytes.length), bytes);
};

function statusOf({ command }: WireAnswer): string {
  assert.ok('status' in command, command.kind);
  return command.status.toString(16).padStart(4, '0');
}

function createRq(affectedSopClassUid: string, hasDataSet = true) {
  return { kind: 'N-CREATE-RQ', messageId: 1, affectedSopClassUid, hasDataSet } as const;
}

function setRq(requestedSopInstanceUid: string, requestedSopClassUid: string = BasicGrayscaleImageBox) {
  return {
    kind: 'N-SET-RQ',
    messageId: 2,
    requestedSopClassUid,
    requestedSopInstanceUid,
    hasDataSet: true,
  } as const;
}

function actionRq(requestedSopInstanceUid: string) {
  return {
    kind: 'N-ACTION-RQ',
    messageId: 3,
    requestedSopClassUid: BasicFilmBox,
    requestedSopInstanceUid,
    actionTypeId: 1,
    hasDataSet: false,
  } as const;
}

interface Scene extends PrintAcceptor {
  readonly client: WireClient;
}

/** A client that has a film session. */
async function scene(
  t: TestContext,
  options: PrintAcceptorOptions = {},
  syntaxes: readonly string[] = [grayMeta, PresentationLut],
): Promise<Scene> {
  const printer = await printAcceptor(t, options);
  const contexts = syntaxes.map((syntax) => [syntax, explicitLittle] as const);
  const { client } = await printer.associate({ contexts }, explicitLittle);
  assert.equal(statusOf(await client.request(createRq(BasicFilmSession, false))), '0000');
  return { ...printer, client };
}

const filmUid = ({ command }: WireAnswer): string =>
  'affectedSopInstanceUid' in command ? (command.affectedSopInstanceUid ?? '') : '';
const boxUids = ({ dataSet }: WireAnswer): readonly string[] =>
  dataSet.items('ReferencedImageBoxSequence').map((box) => box.string('ReferencedSOPInstanceUID') ?? '');

const oneImage = dataSetOf({
  ImageBoxPosition: 1,
  BasicGrayscaleImageSequence: [grayImage(2, 2, Uint8Array.of(0, 85, 170, 255))],
});

/** A film as it should be: whatever came before did no harm. */
async function printsStill({ client, spool }: Scene): Promise<void> {
  const before = spool.accepted.length;
  const created = await client.request(
    createRq(BasicFilmBox),
    dataSetOf({ ImageDisplayFormat: 'STANDARD\\1,1' }),
  );
  assert.equal(statusOf(created), '0000');
  assert.equal(statusOf(await client.request(setRq(boxUids(created)[0] ?? ''), oneImage)), '0000');
  assert.equal(statusOf(await client.request(actionRq(filmUid(created)))), '0000');
  assert.equal(spool.accepted.length, before + 1);
}

describe('data sets', () => {
  test('reads values with a wrong VR by their content', async (t) => {
    const on = await scene(t);
    const created = await on.client.request(
      createRq(BasicFilmBox),
      wire(
        // Image Display Format ST as LO, Film Orientation CS as SH, Max Density US as UL, Min Density US as IS
        element('2010,0010', 'LO', chars('STANDARD\\1,1')),
        element('2010,0040', 'SH', chars('LANDSCAPE ')),
        element('2010,0120', 'IS', chars('25')),
        element('2010,0130', 'UL', int32(300)),
      ),
    );
    assert.equal(statusOf(created), '0000');
    const image = item(
      element('0028,0002', 'SS', word(1)),
      element('0028,0004', 'LO', chars('MONOCHROME2 ')),
      element('0028,0010', 'UL', int32(2)),
      element('0028,0011', 'IS', chars('2 ')),
      element('0028,0100', 'US', word(8)),
      element('0028,0101', 'US', word(8)),
      element('0028,0102', 'SS', word(7)),
      element('0028,0103', 'US', word(0)),
      element('7fe0,0010', 'UN', Buffer.of(1, 2, 3, 4)),
    );
    const set = await on.client.request(
      setRq(boxUids(created)[0] ?? ''),
      wire(element('2020,0010', 'UL', int32(1)), element('2020,0110', 'SQ', image)),
    );
    assert.equal(statusOf(set), '0000');
    assert.equal(statusOf(await on.client.request(actionRq(filmUid(created)))), '0000');
    const film = on.spool.accepted[0]?.films[0];
    assert.equal(film?.filmOrientation, 'LANDSCAPE');
    assert.deepEqual([film.minDensity, film.maxDensity], [25, 300]);
    const pixels = film.images[0]?.pixels;
    assert.deepEqual([pixels?.rows, pixels?.columns], [2, 2]);
    assert.deepEqual(on.spool.blobs.get(pixels?.data.key ?? ''), Buffer.of(1, 2, 3, 4));
  });

  test('accepts odd lengths without padding', async (t) => {
    const on = await scene(t);
    const created = await on.client.request(
      createRq(BasicFilmBox),
      wire(
        element('2010,0010', 'ST', chars('STANDARD\\1,10').subarray(0, 13)),
        element('2010,0100', 'CS', chars('WHITE')),
      ),
    );
    assert.equal(statusOf(created), '0000');
    assert.equal(boxUids(created).length, 10);
    const image = item(
      element('0028,0002', 'US', word(1)),
      element('0028,0004', 'CS', chars('MONOCHROME2')),
      element('0028,0010', 'US', word(3)),
      element('0028,0011', 'US', word(3)),
      element('0028,0100', 'US', word(8)),
      element('0028,0101', 'US', word(8)),
      element('0028,0102', 'US', word(7)),
      element('0028,0103', 'US', word(0)),
      element('7fe0,0010', 'OB', Buffer.of(1, 2, 3, 4, 5, 6, 7, 8, 9)),
    );
    const set = await on.client.request(
      setRq(boxUids(created)[0] ?? ''),
      wire(element('2020,0010', 'US', word(1)), element('2020,0110', 'SQ', image)),
    );
    assert.equal(statusOf(set), '0000');
    assert.equal(statusOf(await on.client.request(actionRq(filmUid(created)))), '0000');
    const film = on.spool.accepted[0]?.films[0];
    assert.deepEqual(film?.borderDensity, { kind: 'white' });
    const pixels = film.images[0]?.pixels;
    assert.deepEqual(on.spool.blobs.get(pixels?.data.key ?? ''), Buffer.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
  });

  test('UIDs with NULs, spaces, or without padding mean the same instance', async (t) => {
    const on = await scene(t);
    const created = await on.client.request(
      createRq(BasicFilmBox),
      dataSetOf({ ImageDisplayFormat: 'STANDARD\\1,1' }),
    );
    const [box = ''] = boxUids(created);
    assert.equal(statusOf(await on.client.request(setRq(box), oneImage)), '0000');
    const paddings = [Buffer.alloc(0), Buffer.alloc(1), Buffer.alloc(5), chars(' '), chars('   \0')];
    for (const padding of paddings) {
      const answer = await on.client.request(
        commandSet(
          commandElement(0x0003, wire(chars(BasicFilmBox), padding)),
          commandElement(0x0100, word(0x0130)),
          commandElement(0x0110, word(7)),
          commandElement(0x0800, word(0x0101)),
          commandElement(0x1001, wire(chars(filmUid(created)), padding)),
          commandElement(0x1008, word(1)),
        ),
      );
      assert.equal(statusOf(answer), '0000', padding.toString('hex'));
    }
    // In a data set: a film box whose reference to its session is padded.
    assert.equal(on.spool.accepted.length, paddings.length);
    const lut = await on.client.request(
      createRq(PresentationLut),
      dataSetOf({ PresentationLUTShape: 'IDENTITY' }),
      3,
    );
    for (const padding of ['\0\0\0', '  ', '\0 ']) {
      const reference = item(
        element('0008,1150', 'UI', chars(`${PresentationLut}${padding}`)),
        element('0008,1155', 'UI', chars(`${filmUid(lut)}${padding}`)),
      );
      const film = await on.client.request(
        createRq(BasicFilmBox),
        wire(element('2010,0010', 'ST', chars('STANDARD\\1,1')), element('2050,0500', 'SQ', reference)),
      );
      assert.equal(statusOf(film), '0000', JSON.stringify(padding));
    }
  });

  test('both Meta classes on one association: each context makes its own image boxes, and both print', async (t) => {
    const on = await scene(t, {}, [grayMeta, colorMeta]);
    for (const [contextId, imageBoxClass] of [
      [1, BasicGrayscaleImageBox],
      [3, BasicColorImageBox],
    ] as const) {
      const created = await on.client.request(
        createRq(BasicFilmBox),
        dataSetOf({ ImageDisplayFormat: 'STANDARD\\1,1' }),
        contextId,
      );
      const [box] = created.dataSet.items('ReferencedImageBoxSequence');
      assert.equal(box?.string('ReferencedSOPClassUID'), imageBoxClass);
      const color = dataSetOf({
        SamplesPerPixel: 3,
        PhotometricInterpretation: 'RGB',
        PlanarConfiguration: 0,
        Rows: 1,
        Columns: 2,
        BitsAllocated: 8,
        BitsStored: 8,
        HighBit: 7,
        PixelRepresentation: 0,
        PixelData: Uint8Array.of(1, 2, 3, 4, 5, 6),
      });
      const image =
        contextId === 1 ? oneImage : dataSetOf({ ImageBoxPosition: 1, BasicColorImageSequence: [color] });
      const uid = box.string('ReferencedSOPInstanceUID') ?? '';
      assert.equal(statusOf(await on.client.request(setRq(uid, imageBoxClass), image, contextId)), '0000');
      assert.equal(
        statusOf(await on.client.request(actionRq(filmUid(created)), undefined, contextId)),
        '0000',
      );
    }
    assert.deepEqual(
      on.spool.accepted.map(({ films }) => films[0]?.images[0]?.pixels.kind),
      ['gray', 'rgb'],
    );
  });

  for (const [what, vr, entries, length] of [
    ['0 entries for 65536', 'US', 0, 131_072],
    ['0 entries of signed VR', 'SS', 0, 131_072],
    ['40000 entries of signed VR, a negative number', 'SS', 40_000, 80_000],
  ] as const) {
    test(`a LUT descriptor with ${what} is understood`, async (t) => {
      const on = await scene(t);
      const data = Buffer.alloc(length, 0x21);
      const table = item(
        element('0028,3002', vr, wire(word(entries), word(0), word(16))),
        element('0028,3006', 'OW', data),
      );
      const lut = await on.client.request(createRq(PresentationLut), element('2050,0010', 'SQ', table), 3);
      assert.equal(statusOf(lut), '0000');
      const reference = dataSetOf({
        ReferencedSOPClassUID: PresentationLut,
        ReferencedSOPInstanceUID: filmUid(lut),
      });
      const created = await on.client.request(
        createRq(BasicFilmBox),
        dataSetOf({ ImageDisplayFormat: 'STANDARD\\1,1', ReferencedPresentationLUTSequence: [reference] }),
      );
      assert.equal(statusOf(await on.client.request(setRq(boxUids(created)[0] ?? ''), oneImage)), '0000');
      assert.equal(statusOf(await on.client.request(actionRq(filmUid(created)))), '0000');
      const used = on.spool.accepted[0]?.films[0]?.images[0]?.presentationLut;
      assert.ok(used?.kind === 'table', used?.kind);
      assert.equal(used.entries, length / 2);
    });
  }

  test('prints 4,000 image boxes if the limit allows them, and refuses them otherwise', async (t) => {
    const many = { ImageDisplayFormat: 'STANDARD\\40,100' };
    const on = await scene(t, { limits: { boxesPerFilm: 4096 } });
    const created = await on.client.request(createRq(BasicFilmBox), dataSetOf(many));
    assert.equal(statusOf(created), '0000');
    const boxes = boxUids(created);
    assert.equal(new Set(boxes).size, 4000);
    const last = oneImage.with(dataSetOf({ ImageBoxPosition: 4000 }));
    assert.equal(statusOf(await on.client.request(setRq(boxes[3999] ?? ''), last)), '0000');
    assert.equal(statusOf(await on.client.request(actionRq(filmUid(created)))), '0000');
    assert.deepEqual(
      on.spool.accepted[0]?.films[0]?.images.map(({ position }) => position),
      [4000],
    );

    const fewer = await scene(t);
    assert.equal(statusOf(await fewer.client.request(createRq(BasicFilmBox), dataSetOf(many))), '0106');
    await printsStill(fewer);
  });

  for (const [what, length, expected] of [
    ['a text that fits into memory', 60_000, '0106'],
    ['a megabyte', 1_048_576, '0110'],
  ] as const) {
    test(`a display format of ${what} is refused, and the association continues`, async (t) => {
      const on = await scene(t);
      const text = chars(`ROW\\${'1,'.repeat(length / 2)}1 `);
      const vr = length > 65_535 ? 'UT' : 'ST';
      const answer = await on.client.request(createRq(BasicFilmBox), element('2010,0010', vr, text));
      assert.equal(statusOf(answer), expected);
      await printsStill(on);
    });
  }
});

describe('peers that stall', () => {
  test('a request that is sent a byte at a time must be complete before ARTIM expires', async (t) => {
    const { log, lines } = recordingLog();
    const timeouts = { ...defaultTimeouts, artim: 600 };
    const on = await printAcceptor(t, { acceptor: { timeouts, log } });
    const peer = await on.connected();
    const bytes = associateRequest({ contexts: [[grayMeta, explicitLittle]] });
    let sent = 0;
    const timer = setInterval(() => peer.send(bytes.subarray(sent, ++sent)), 10);
    try {
      await peer.closed;
    } finally {
      clearInterval(timer);
    }
    assert.ok(sent > 1 && sent < bytes.length, String(sent));
    assert.equal(lines.filter(({ event }) => event === 'association.accepted').length, 0);
  });

  test('a data set that arrives one byte at a time is processed, and does not delay other clients', async (t) => {
    const on = await scene(t);
    const peer = await on.connected();
    peer.send(associateRequest({ callingAeTitle: 'SLOW', contexts: [[grayMeta, explicitLittle]] }));
    await peer.receive();
    const command = commandSet(
      commandElement(0x0002, chars(BasicFilmSession)),
      commandElement(0x0100, word(0x0140)),
      commandElement(0x0110, word(1)),
      commandElement(0x0800, word(0x0101)),
    );
    const pdv = wire(Buffer.from([0, 0, 0, command.length + 2, 1, 3]), command);
    const bytes = wire('0400', Buffer.from([0, 0, 0, pdv.length]), pdv);
    for (const [index, byte] of bytes.entries()) {
      if (index === bytes.length >> 1) await printsStill(on);
      await new Promise<unknown>((resolve) => peer.socket.write(Buffer.of(byte), resolve));
    }
    // P-DATA-TF with the answer.
    assert.equal((await peer.receive())[0], 0x04);
  });

  test('a client that does not read answers is aborted, and waiting answers are discarded', async (t) => {
    const { log, lines } = recordingLog();
    const timeouts = { ...defaultTimeouts, idle: 400, artim: 100 };
    const limits = { boxesPerFilm: 1024, filmsPerSession: 1000 };
    const on = await scene(t, { limits, acceptor: { timeouts, log } });
    on.client.peer.socket.pause();
    // Each answer has a thousand image boxes: together far more than the system's buffers hold.
    for (let film = 0; film < 150; film += 1) {
      on.client.send(createRq(BasicFilmBox), dataSetOf({ ImageDisplayFormat: 'STANDARD\\20,50' }));
    }
    await on.acceptor.close(60_000);
    const end = lines.find(({ event }) => event === 'association.aborted');
    assert.match(
      String(end?.fields.why),
      /the peer read less than 65536 bytes of what was sent to it in 0\.4 s/,
    );
  });
});
