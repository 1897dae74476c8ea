// Retired classes that old clients still propose: Print Queue, Basic Print Image Overlay Box, VOI LUT Box; and the
// printer's switch for them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataSetOf, DataSet, type Element } from '../../src/dicom/data-set/data-set.ts';
import { tagOf } from '../../src/dicom/data-set/dictionary.ts';
import { sopClasses, sopInstances, transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import { printAbstractSyntaxes } from '../../src/print-scp/operations/services.ts';
import { grayImage, PrintClient, testPrinter, uidOf, type ClientOptions } from '../support/print-client.ts';

const {
  BasicFilmBox,
  BasicGrayscaleImageBox,
  BasicGrayscalePrintManagementMeta,
  BasicPrintImageOverlayBox,
  PrintQueueManagement,
  VoiLutBox,
} = sopClasses;

type Values = Parameters<typeof dataSetOf>[0];

/** A client with one image box, and what it prints. */
async function oneBox(options: ClientOptions = {}) {
  const client = new PrintClient({
    abstractSyntaxes: [BasicGrayscalePrintManagementMeta, BasicPrintImageOverlayBox, VoiLutBox],
    ...options,
  });
  await client.session();
  const filmBox = await client.filmBox();
  const set = (values: Values) =>
    client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', {
      ImageBoxPosition: 1,
      BasicGrayscaleImageSequence: [grayImage(4, 4, new Uint8Array(16))],
      ...values,
    });
  const print = async () => {
    assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0x0000);
    const request = client.spool.accepted.at(-1);
    const image = request?.films[0]?.images[0];
    assert.ok(request && image);
    return { request, image };
  };
  return { client, set, print };
}

const refersTo = (sopClass: string, ...uids: readonly string[]) =>
  uids.map((uid) => dataSetOf({ ReferencedSOPClassUID: sopClass, ReferencedSOPInstanceUID: uid }));
const overlaySequence = (...uids: readonly string[]) => ({
  ReferencedImageOverlayBoxSequence: refersTo(BasicPrintImageOverlayBox, ...uids),
});

const plane = (values: Values = {}) =>
  dataSetOf({
    OverlayRows: 2,
    OverlayColumns: 8,
    OverlayOrigin: [2, 3],
    OverlayBitsAllocated: 1,
    OverlayBitPosition: 0,
    OverlayType: 'G',
    OverlayData: Uint8Array.of(0b1000_0001, 0b0111_1110),
    ...values,
  });

/** The same plane in another group. */
const inGroup = (group: number, item: DataSet) =>
  new DataSet(
    [...item].map((element): Element => ({ ...element, tag: group * 0x10000 + (element.tag & 0xffff) })),
  );

test('the print queue is normal and empty; other instances are 0112, unknown tags 0107', async () => {
  const client = new PrintClient({
    abstractSyntaxes: [PrintQueueManagement],
    settings: { warnings: 'sent' },
  });
  const answer = await client.get(PrintQueueManagement, sopInstances.PrintQueue);
  assert.equal(answer.status, 0x0000);
  assert.equal(answer.dataSet.string('QueueStatus'), 'NORMAL');
  assert.equal(answer.dataSet.string('PrinterName'), 'Film to PDF');
  assert.ok(answer.dataSet.isEmpty('PrintJobDescriptionSequence'));
  const some = await client.get(PrintQueueManagement, sopInstances.PrintQueue, [0x21200010, 0x21100010]);
  assert.equal(some.status, 0x0107);
  assert.deepEqual(some.command.attributeIdentifierList, [0x21100010]);
  assert.equal(some.dataSet.size, 1);
  assert.equal((await client.get(PrintQueueManagement, sopInstances.Printer)).status, 0x0112);
  assert.equal((await client.action(PrintQueueManagement, sopInstances.PrintQueue)).status, 0x0211);
  await client.close();
});

for (const [syntax, transferSyntax] of Object.entries(transferSyntaxes)) {
  test(`an overlay reaches the image bit for bit in ${syntax}`, async () => {
    const { client, set, print } = await oneBox({ transferSyntax });
    const created = await client.create(BasicPrintImageOverlayBox, {
      OverlayPixelDataSequence: [plane()],
      OverlayForegroundDensity: 'BLACK',
      OverlayBackgroundDensity: 'WHITE',
      OverlayMagnificationType: 'REPLICATE',
    });
    assert.equal(created.status, 0x0000);
    assert.equal(created.dataSet.string('OverlayForegroundDensity'), 'BLACK');
    assert.equal((await set(overlaySequence(uidOf(created)))).status, 0x0000);
    const { image } = await print();
    const [overlay, ...others] = image.overlays ?? [];
    assert.ok(overlay);
    assert.deepEqual(others, []);
    const { data, ...described } = overlay;
    assert.deepEqual(described, {
      rows: 2,
      columns: 8,
      top: 1,
      left: 2,
      pitch: 1,
      foregroundDensity: { kind: 'black' },
    });
    const bytes = client.spool.blobs.get(data.key);
    assert.deepEqual([...(bytes ?? [])], [0b1000_0001, 0b0111_1110]);
    await client.close();
    // What an accepted film shows is its own.
    assert.ok(client.spool.blobs.has(data.key));
  });
}

test('a plane of any group is read; an origin may lie outside; a width to magnify to is kept as a ratio', async () => {
  const { client, set, print } = await oneBox();
  const created = await client.create(BasicPrintImageOverlayBox, {
    OverlayPixelDataSequence: [inGroup(0x6012, plane({ OverlayOrigin: [-3, 1] }))],
    MagnifyToNumberOfColumns: 4,
    OverlayForegroundDensity: '150',
  });
  assert.equal(created.status, 0x0000);
  await set(overlaySequence(uidOf(created)));
  const [overlay] = (await print()).image.overlays ?? [];
  assert.ok(overlay);
  assert.deepEqual(
    [overlay.top, overlay.left, overlay.pitch, overlay.foregroundDensity],
    [-4, 0, 0.5, { kind: 'density', hundredthsOfOD: 150 }],
  );
  await client.close();
});

test('several overlays lie on one image; N-SET changes them for films to come; the last density wins', async () => {
  const { client, set, print } = await oneBox();
  const create = async () =>
    uidOf(await client.create(BasicPrintImageOverlayBox, { OverlayPixelDataSequence: [plane()] }));
  const [one, two] = [await create(), await create()];
  await set(overlaySequence(one, two));
  const overlaysPrinted = async () => {
    const [first, second] = (await print()).image.overlays ?? [];
    assert.ok(first && second);
    return [first, second] as const;
  };
  const before = await overlaysPrinted();
  assert.deepEqual(before[0].foregroundDensity, { kind: 'white' });

  const changed = await client.set(BasicPrintImageOverlayBox, two, { OverlayForegroundDensity: 'BLACK' });
  assert.equal(changed.status, 0x0000);
  const moved = await client.set(BasicPrintImageOverlayBox, one, {
    OverlayPixelDataSequence: [plane({ OverlayOrigin: [1, 1], OverlayData: Uint8Array.of(1, 2) })],
  });
  assert.equal(moved.status, 0x0000);
  const after = await overlaysPrinted();
  assert.deepEqual(after[1], { ...before[1], foregroundDensity: { kind: 'black' } });
  assert.deepEqual([after[0].top, after[0].left], [0, 0]);
  assert.notEqual(after[0].data.key, before[0].data.key);
  assert.deepEqual([...(client.spool.blobs.get(after[0].data.key) ?? [])], [1, 2]);
  // The film printed before keeps its own.
  assert.ok(client.spool.blobs.has(before[0].data.key));
  await client.close();
});

test('an overlay box that an image refers to many times is drawn once, where it was named last', async () => {
  const { client, set, print } = await oneBox();
  const create = async (density: string) =>
    uidOf(
      await client.create(BasicPrintImageOverlayBox, {
        OverlayPixelDataSequence: [plane()],
        OverlayForegroundDensity: density,
      }),
    );
  const [one, two] = [await create('110'), await create('120')];
  assert.equal((await set(overlaySequence(one, two, ...Array<string>(300).fill(one)))).status, 0x0000);
  const { image } = await print();
  assert.deepEqual(
    image.overlays?.map(({ foregroundDensity }) => foregroundDensity),
    [
      { kind: 'density', hundredthsOfOD: 120 },
      { kind: 'density', hundredthsOfOD: 110 },
    ],
  );
  await client.close();
});

test('an image has up to 16 overlays; one more is 0106, and the image box stays as it was', async () => {
  const { client, set, print } = await oneBox();
  const uids: string[] = [];
  for (let box = 0; box < 17; box++) {
    uids.push(uidOf(await client.create(BasicPrintImageOverlayBox, { OverlayPixelDataSequence: [plane()] })));
  }
  assert.equal((await set(overlaySequence(...uids.slice(1)))).status, 0x0000);
  const refused = await set(overlaySequence(...uids));
  assert.equal(refused.status, 0x0106);
  assert.match(refused.command.errorComment ?? '', /ReferencedImageOverlayBoxSequence/);
  assert.equal((await print()).image.overlays?.length, 16);
  await client.close();
});

test('one VOI LUT box is referred to, however often; two are 0106', async () => {
  const { client, set, print } = await oneBox();
  const window = async (width: string) =>
    uidOf(await client.create(VoiLutBox, { WindowCenter: '1', WindowWidth: width }));
  const [one, two] = [await window('10'), await window('20')];
  const refer = (...uids: readonly string[]) =>
    set({ ReferencedVOILUTBoxSequence: refersTo(VoiLutBox, ...uids) });
  assert.equal((await refer(...Array<string>(300).fill(one))).status, 0x0000);
  assert.equal((await refer(one, two)).status, 0x0106);
  assert.deepEqual((await print()).image.voiLut, { kind: 'window', center: 1, width: 10 });
  await client.close();
});

test('a deleted overlay box can no longer be referred to; images that do keep it', async () => {
  const { client, set, print } = await oneBox();
  const uid = uidOf(await client.create(BasicPrintImageOverlayBox, { OverlayPixelDataSequence: [plane()] }));
  await set(overlaySequence(uid));
  assert.equal((await client.remove(BasicPrintImageOverlayBox, uid)).status, 0x0000);
  assert.equal((await set(overlaySequence(uid))).status, 0x0106);
  assert.equal((await print()).image.overlays?.length, 1);
  assert.equal((await client.remove(BasicPrintImageOverlayBox, uid)).status, 0x0112);
  await client.close();
});

for (const [what, values, expected, tags] of [
  ['no plane', {}, 0x0120, [0x20400020]],
  ['no rows', { OverlayPixelDataSequence: [plane({ OverlayRows: undefined })] }, 0x0120, [0x60000010]],
  ['no data', { OverlayPixelDataSequence: [plane({ OverlayData: undefined })] }, 0x0120, [0x60003000]],
  ['two planes', { OverlayPixelDataSequence: [plane(), plane()] }, 0x0106, undefined],
  [
    'eight bits per pixel',
    { OverlayPixelDataSequence: [plane({ OverlayBitsAllocated: 8 })] },
    0x0106,
    undefined,
  ],
  ['too few bits', { OverlayPixelDataSequence: [plane({ OverlayRows: 3 })] }, 0x0106, undefined],
] as const) {
  test(`an overlay box with ${what} is refused and leaves nothing`, async () => {
    const { client } = await oneBox();
    const answer = await client.create(BasicPrintImageOverlayBox, values);
    assert.equal(answer.status, expected);
    if (tags) assert.deepEqual(answer.command.attributeIdentifierList, tags);
    assert.equal(client.spool.blobs.size, 0);
    assert.equal(client.spool.openBlobs, 0);
    await client.close();
  });
}

test('an overlay larger than any film is C605, and a full disk too', async () => {
  const { client } = await oneBox({ limits: { imageBytes: 1 } });
  const large = await client.create(BasicPrintImageOverlayBox, { OverlayPixelDataSequence: [plane()] });
  assert.equal(large.status, 0xc605);
  await client.close();
  const full = await oneBox();
  full.client.spool.failWrite = Object.assign(new Error('full'), { code: 'ENOSPC' });
  const answer = await full.client.create(BasicPrintImageOverlayBox, { OverlayPixelDataSequence: [plane()] });
  assert.equal(answer.status, 0xc605);
  assert.equal(full.client.spool.openBlobs, 0);
  await full.client.close();
});

test('overlay boxes and VOI LUT boxes are bounded, and go with the association', async () => {
  const { client } = await oneBox({ limits: { boxesPerFilm: 2 } });
  const overlay = () => client.create(BasicPrintImageOverlayBox, { OverlayPixelDataSequence: [plane()] });
  assert.equal((await overlay()).status, 0x0000);
  assert.equal((await overlay()).status, 0x0000);
  assert.equal((await overlay()).status, 0x0213);
  const window = () => client.create(VoiLutBox, { WindowCenter: '1', WindowWidth: '1' });
  for (let box = 0; box < 64; box++) assert.equal((await window()).status, 0x0000);
  assert.equal((await window()).status, 0x0213);
  assert.equal(client.spool.blobs.size, 2);
  await client.close();
  assert.equal(client.spool.blobs.size, 0);
});

test('boxes that come and go leave nothing behind, but for what images still show', async () => {
  const { client, set, print } = await oneBox();
  const overlay = async () =>
    uidOf(await client.create(BasicPrintImageOverlayBox, { OverlayPixelDataSequence: [plane()] }));
  const table = { LUTDescriptor: [2, 0, 8], LUTData: Uint8Array.of(1, 0, 2, 0) };
  const voi = async () => uidOf(await client.create(VoiLutBox, { VOILUTSequence: [dataSetOf(table)] }));
  const [shownOverlay, shownVoi] = [await overlay(), await voi()];
  await set({
    ...overlaySequence(shownOverlay),
    ReferencedVOILUTBoxSequence: refersTo(VoiLutBox, shownVoi),
  });
  for (let count = 0; count < 3; count++) {
    await client.remove(BasicPrintImageOverlayBox, count === 0 ? shownOverlay : await overlay());
    await client.remove(VoiLutBox, count === 0 ? shownVoi : await voi());
    assert.equal(client.spool.blobs.size, 3, 'the pixels, the overlay and the table of the image');
  }
  const { image } = await print();
  assert.equal(image.voiLut?.kind, 'table');
  assert.equal(image.overlays?.length, 1);
  await client.close();
});

test('an overlay too far from its image is drawn at its corner', async () => {
  const { client, set, print } = await oneBox();
  const farAway: Element = {
    tag: tagOf('OverlayOrigin'),
    vr: 'DS',
    value: { kind: 'text', values: ['1', '99999'] },
  };
  const answer = await client.create(BasicPrintImageOverlayBox, {
    OverlayPixelDataSequence: [plane().with([farAway])],
  });
  assert.equal(answer.status, 0x0116);
  await set(overlaySequence(uidOf(answer)));
  const [overlay] = (await print()).image.overlays ?? [];
  assert.deepEqual([overlay?.top, overlay?.left], [0, 0]);
  await client.close();
});

test('a window is kept with the images that refer to it', async () => {
  const { client, set, print } = await oneBox();
  const created = await client.create(VoiLutBox, { WindowCenter: '-40.5', WindowWidth: '400' });
  assert.equal(created.status, 0x0000);
  assert.equal(created.dataSet.number('WindowWidth'), 400);
  const uid = uidOf(created);
  const answer = await set({ ReferencedVOILUTBoxSequence: refersTo(VoiLutBox, uid) });
  assert.equal(answer.status, 0x0000);
  assert.deepEqual((await print()).image.voiLut, { kind: 'window', center: -40.5, width: 400 });
  await client.set(VoiLutBox, uid, { WindowCenter: ['10', '20'], WindowWidth: ['30', '40'] });
  assert.deepEqual((await print()).image.voiLut, { kind: 'window', center: 10, width: 30 });
  assert.equal((await client.remove(VoiLutBox, uid)).status, 0x0000);
  assert.equal((await set({ ReferencedVOILUTBoxSequence: refersTo(VoiLutBox, uid) })).status, 0x0106);
  await client.close();
});

test('a table is kept too, with the value its first entry is for', async () => {
  const { client, set, print } = await oneBox();
  const words = Uint8Array.of(1, 0, 2, 0, 255, 0);
  const item = dataSetOf({ LUTDescriptor: [3, 0xfff0, 8], LUTData: words });
  const uid = uidOf(await client.create(VoiLutBox, { VOILUTSequence: [item] }));
  await set({ ReferencedVOILUTBoxSequence: refersTo(VoiLutBox, uid) });
  const { voiLut } = (await print()).image;
  assert.ok(voiLut?.kind === 'table');
  assert.deepEqual([voiLut.firstMapped, voiLut.entries, voiLut.bits], [0xfff0, 3, 8]);
  assert.deepEqual(Uint8Array.from(client.spool.blobs.get(voiLut.data.key) ?? []), words);
  // Replaced by a window: no film of this one refers to the table any more but the printed one.
  await client.set(VoiLutBox, uid, { WindowCenter: '10', WindowWidth: '30' });
  assert.ok(client.spool.blobs.has(voiLut.data.key));
  await client.close();
});

for (const [what, values, expected] of [
  ['nothing', {}, 0x0120],
  ['a center only', { WindowCenter: '1' }, 0x0120],
  ['a width below 1', { WindowCenter: '1', WindowWidth: '0.5' }, 0x0106],
  ['an invalid width', { WindowCenter: '1', WindowWidth: 'wide' }, 0x0106],
  [
    'a table that is too short',
    { VOILUTSequence: [dataSetOf({ LUTDescriptor: [3, 0, 8], LUTData: Uint8Array.of(1, 0) })] },
    0x0106,
  ],
  [
    'two tables',
    { VOILUTSequence: [dataSetOf({ LUTDescriptor: [1, 0, 8] }), dataSetOf({ LUTDescriptor: [1, 0, 8] })] },
    0x0106,
  ],
] as const) {
  test(`a VOI LUT box with ${what} is refused: ${expected.toString(16)}`, async () => {
    const { client } = await oneBox();
    assert.equal((await client.create(VoiLutBox, values)).status, expected);
    assert.equal(client.spool.blobs.size, 0);
    await client.close();
  });
}

test('instances of other classes are 0119, unknown ones 0112, taken UIDs 0111', async () => {
  const { client, set } = await oneBox();
  const voi = uidOf(await client.create(VoiLutBox, { WindowCenter: '1', WindowWidth: '1' }, '1.2.3'));
  const overlay = uidOf(
    await client.create(BasicPrintImageOverlayBox, { OverlayPixelDataSequence: [plane()] }),
  );
  assert.equal(voi, '1.2.3');
  const again = await client.create(VoiLutBox, { WindowCenter: '1', WindowWidth: '1' }, '1.2.3');
  assert.equal(again.status, 0x0111);
  assert.equal((await client.remove(BasicPrintImageOverlayBox, voi)).status, 0x0119);
  assert.equal((await client.set(BasicPrintImageOverlayBox, voi, {})).status, 0x0119);
  assert.equal((await client.remove(VoiLutBox, overlay)).status, 0x0119);
  assert.equal((await client.set(VoiLutBox, '1.2.9', {})).status, 0x0112);
  assert.equal((await set(overlaySequence(voi))).status, 0x0106);
  assert.equal((await set({ ReferencedVOILUTBoxSequence: refersTo(VoiLutBox, overlay) })).status, 0x0106);
  // Nothing of the refused images stays behind.
  assert.equal(client.spool.blobs.size, 1);
  await client.close();
});

test('a printer without retired classes does not offer them, and does not know their attributes', async () => {
  const off = { printer: { retiredClasses: false } };
  const { client, set, print } = await oneBox(off);
  for (const [sopClass, values] of [
    [VoiLutBox, { WindowCenter: '1', WindowWidth: '1' }],
    [BasicPrintImageOverlayBox, { OverlayPixelDataSequence: [plane()] }],
  ] as const) {
    assert.equal((await client.create(sopClass, values)).status, 0x0118);
  }
  assert.equal((await client.get(PrintQueueManagement, sopInstances.PrintQueue)).status, 0x0118);
  const answer = await set(overlaySequence('1.2.3'));
  assert.equal(answer.status, 0x0107);
  assert.deepEqual(answer.command.attributeIdentifierList, [0x20200130]);
  const { image } = await print();
  assert.equal(image.overlays, undefined);
  await client.close();
  assert.equal([...client.spool.blobs.keys()].length, 1);

  const retired = [VoiLutBox, BasicPrintImageOverlayBox, PrintQueueManagement];
  const offered = (...switches: readonly boolean[]) =>
    retired.filter((uid) =>
      printAbstractSyntaxes(switches.map((on) => testPrinter({ retiredClasses: on }))).has(uid),
    );
  assert.deepEqual(offered(false), []);
  assert.deepEqual(offered(false, true), retired);
});
