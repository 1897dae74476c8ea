// The rows of the status tables of PS3.2 annex E, one test each, named by table and code: a request over an association and the
// status it gets. The data returned with the status is asserted in the tests of each SOP class.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { sopClasses, sopInstances } from '../../src/dicom/data-set/uids.ts';
import { newUid } from '../../src/shared/uid.ts';
import { grayImage, PrintClient, uidOf, type Answer, type ClientOptions } from '../support/print-client.ts';

const { BasicFilmSession, BasicFilmBox, BasicGrayscaleImageBox, BasicAnnotationBox } = sopClasses;
const { PresentationLut, Printer, PrintJob, Verification } = sopClasses;

/** Rows, tag and VR of an element that promises more than comes. */
const undecodable = Uint8Array.from([0x00, 0x20, 0x10, 0x00, 0x49, 0x53, 0xff, 0x7f, 0x31]);
const elsewhere = newUid();
const image = (changes: Parameters<typeof dataSetOf>[0] = {}) =>
  grayImage(2, 2, Uint8Array.of(1, 2, 3, 4), changes);
const imageBox = (changes: Parameters<typeof dataSetOf>[0] = {}) => ({
  ImageBoxPosition: 1,
  BasicGrayscaleImageSequence: [image()],
  ...changes,
});
const unknownLut = {
  ReferencedPresentationLUTSequence: [
    dataSetOf({ ReferencedSOPClassUID: PresentationLut, ReferencedSOPInstanceUID: elsewhere }),
  ],
};
const noSpace = () => Object.assign(new Error('no space'), { code: 'ENOSPC' });

/** A session and a film box, by default with an image. */
async function film(client: PrintClient, values: Parameters<typeof dataSetOf>[0] = {}, empty = false) {
  const session = await client.session();
  const { uid, images } = await client.filmBox(values);
  const [first = ''] = images;
  if (!empty) await client.set(BasicGrayscaleImageBox, first, imageBox());
  return { session, filmBox: uid, image: first };
}

async function annotation(
  client: PrintClient,
  values: Parameters<typeof dataSetOf>[0] | Uint8Array,
  uid?: string,
) {
  await client.session();
  const answer = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\1,1',
    AnnotationDisplayFormatID: 'LABEL',
  });
  const [box] = answer.dataSet.items('ReferencedBasicAnnotationBoxSequence');
  const requestedSopInstanceUid = uid ?? box?.string('ReferencedSOPInstanceUID') ?? '';
  return client.request(
    { kind: 'N-SET-RQ', requestedSopClassUid: BasicAnnotationBox, requestedSopInstanceUid },
    values instanceof Uint8Array ? values : dataSetOf(values),
  );
}

const create = (client: PrintClient, sopClass: string, bytes: Uint8Array) =>
  client.request({ kind: 'N-CREATE-RQ', affectedSopClassUid: sopClass }, bytes);
const set = (client: PrintClient, sopClass: string, uid: string, bytes: Uint8Array) =>
  client.request({ kind: 'N-SET-RQ', requestedSopClassUid: sopClass, requestedSopInstanceUid: uid }, bytes);

const box = { ImageDisplayFormat: 'STANDARD\\1,1' };
const lutOf = (descriptor: readonly number[]) => ({
  PresentationLUTSequence: [dataSetOf({ LUTDescriptor: [...descriptor], LUTData: new Uint8Array(8) })],
});

type Scenario = (client: PrintClient) => Promise<Answer>;
interface Row {
  readonly run: Scenario;
  /** The status where the standard's is another than the annex's. */
  readonly status?: number;
  readonly options?: ClientOptions;
}
const annexE: ClientOptions = { profile: 'annex-e' };

const rows: Readonly<Record<string, Scenario | Row>> = {
  'E.4.2-11 0000': (c) => c.request({ kind: 'C-ECHO-RQ', affectedSopClassUid: Verification }),

  'E.4.2-15 0000': (c) => c.create(BasicFilmSession, { NumberOfCopies: 2 }),
  'E.4.2-15 0116': (c) => c.create(BasicFilmSession, { NumberOfCopies: 100 }),
  'E.4.2-15 B600': (c) => {
    c.spool.roomBytes = 1_000_000;
    return c.create(BasicFilmSession, { MemoryAllocation: '1000' });
  },
  'E.4.2-15 0107': (c) => c.create(BasicFilmSession, { PatientName: 'X' }),
  'E.4.2-15 0106': (c) => c.create(BasicFilmSession, unknownLut),
  'E.4.2-15 0110': (c) => create(c, BasicFilmSession, undecodable),
  'E.4.2-15 0117': (c) => c.create(BasicFilmSession, {}, '1.02.no'),
  'E.4.2-15 0213': async (c) => {
    await c.session();
    return c.create(BasicFilmSession, {});
  },

  'E.4.2-16 0000': async (c) => c.set(BasicFilmSession, await c.session(), { NumberOfCopies: 2 }),
  'E.4.2-16 0116': async (c) => c.set(BasicFilmSession, await c.session(), { PrintPriority: 'NOW' }),
  'E.4.2-16 0107': async (c) => c.set(BasicFilmSession, await c.session(), { PatientName: 'X' }),
  'E.4.2-16 B600': async (c) => {
    const session = await c.session({ MemoryAllocation: '1000' });
    c.spool.roomBytes = 1_000_000;
    return c.set(BasicFilmSession, session, { MemoryAllocation: '2000' });
  },
  'E.4.2-16 0106': async (c) => c.set(BasicFilmSession, await c.session(), unknownLut),
  'E.4.2-16 0110': async (c) => set(c, BasicFilmSession, await c.session(), undecodable),
  'E.4.2-16 0112': (c) => c.set(BasicFilmSession, elsewhere, { NumberOfCopies: 2 }),

  'E.4.2-17 0000': async (c) => c.remove(BasicFilmSession, await c.session()),
  'E.4.2-17 0112': (c) => c.remove(BasicFilmSession, elsewhere),

  'E.4.2-18 0000': async (c) => c.action(BasicFilmSession, (await film(c)).session),
  'E.4.2-18 B602': async (c) => c.action(BasicFilmSession, (await film(c, {}, true)).session),
  'E.4.2-18 0112': (c) => c.action(BasicFilmSession, elsewhere),
  'E.4.2-18 0211': {
    options: annexE,
    run: async (c) => c.action(BasicFilmSession, (await film(c)).session, 2),
  },
  'E.4.2-18 C600': async (c) => c.action(BasicFilmSession, await c.session()),
  'E.4.2-18 C601': async (c) => {
    const { session } = await film(c);
    c.spool.failAccept = noSpace();
    return c.action(BasicFilmSession, session);
  },

  'E.4.2-21 0000': async (c) => {
    await c.session();
    return c.create(BasicFilmBox, box);
  },
  'E.4.2-21 0116': async (c) => {
    await c.session();
    return c.create(BasicFilmBox, { ...box, FilmSizeID: '99INX99IN' });
  },
  'E.4.2-21 B605': async (c) => {
    await c.session();
    return c.create(BasicFilmBox, { ...box, MaxDensity: 999 });
  },
  'E.4.2-21 0106': async (c) => {
    await c.session();
    return c.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\0,0' });
  },
  'E.4.2-21 0110': async (c) => {
    await c.session();
    return create(c, BasicFilmBox, undecodable);
  },
  'E.4.2-21 0111': async (c) => c.create(BasicFilmBox, box, await c.session()),
  'E.4.2-21 0117': async (c) => {
    await c.session();
    return c.create(BasicFilmBox, box, '1.02.no');
  },
  'E.4.2-21 0120': async (c) => {
    await c.session();
    return c.create(BasicFilmBox, { FilmSizeID: 'A4' });
  },
  'E.4.2-21 0121': async (c) => {
    await c.session();
    return c.create(BasicFilmBox, { ImageDisplayFormat: '' });
  },
  'E.4.2-21 0213': {
    options: { limits: { filmsPerSession: 1 } },
    run: async (c) => {
      await film(c);
      return c.create(BasicFilmBox, box);
    },
  },
  'E.4.2-21 C616': {
    options: { printer: { maxCollatedFilms: 0 } },
    run: async (c) => {
      await film(c);
      return c.create(BasicFilmBox, box);
    },
  },

  'E.4.2-23 0000': async (c) => c.set(BasicFilmBox, (await film(c)).filmBox, { Trim: 'YES' }),
  'E.4.2-23 0107': async (c) =>
    c.set(BasicFilmBox, (await film(c)).filmBox, { ImageDisplayFormat: 'STANDARD\\2,2' }),
  'E.4.2-23 0116': async (c) => c.set(BasicFilmBox, (await film(c)).filmBox, { Trim: 'MAYBE' }),
  'E.4.2-23 0106': async (c) => c.set(BasicFilmBox, (await film(c)).filmBox, unknownLut),
  'E.4.2-23 0110': async (c) => set(c, BasicFilmBox, (await film(c)).filmBox, undecodable),
  'E.4.2-23 0112': (c) => c.set(BasicFilmBox, elsewhere, { Trim: 'YES' }),

  'E.4.2-23 0121': {
    options: annexE,
    run: async (c) => c.set(BasicFilmBox, (await film(c)).filmBox, { Trim: 'YES', Illumination: [] }),
  },

  'E.4.2-24 0000': async (c) => c.remove(BasicFilmBox, (await film(c)).filmBox),
  'E.4.2-24 0112': (c) => c.remove(BasicFilmBox, elsewhere),

  'E.4.2-25 0000': async (c) => c.action(BasicFilmBox, (await film(c)).filmBox),
  'E.4.2-25 B603': async (c) => c.action(BasicFilmBox, (await film(c, {}, true)).filmBox),
  'E.4.2-25 C602': async (c) => {
    const { filmBox } = await film(c);
    c.spool.failAccept = noSpace();
    return c.action(BasicFilmBox, filmBox);
  },

  'E.4.2-27 0000': async (c) => c.set(BasicGrayscaleImageBox, (await film(c)).image, imageBox()),
  'E.4.2-27 0116': async (c) =>
    c.set(BasicGrayscaleImageBox, (await film(c)).image, imageBox({ MagnificationType: 'HUGE' })),
  'E.4.2-27 0112': async (c) => {
    await film(c);
    return c.set(BasicGrayscaleImageBox, elsewhere, imageBox());
  },
  'E.4.2-27 0120': async (c) =>
    c.set(BasicGrayscaleImageBox, (await film(c)).image, { BasicGrayscaleImageSequence: [image()] }),
  'E.4.2-27 0121': async (c) =>
    c.set(BasicGrayscaleImageBox, (await film(c)).image, imageBox({ ImageBoxPosition: [] })),
  'E.4.2-27 C605': async (c) => {
    const { image: uid } = await film(c);
    c.spool.failWrite = noSpace();
    return c.set(BasicGrayscaleImageBox, uid, imageBox());
  },

  'E.4.2-29 0000': (c) => c.get(Printer, sopInstances.Printer),
  'E.4.2-29 0107': (c) => c.get(Printer, sopInstances.Printer, [0x21100010, 0x00100010]),

  'E.4.2-33 0000': (c) => annotation(c, { AnnotationPosition: 0, TextString: 'A' }),
  'E.4.2-33 0116': (c) => annotation(c, { AnnotationPosition: 0, TextString: 'A'.repeat(65) }),
  'E.4.2-33 0106': (c) => annotation(c, { AnnotationPosition: 7, TextString: 'A' }),
  'E.4.2-33 0110': (c) => annotation(c, undecodable),
  'E.4.2-33 0112': (c) => annotation(c, { AnnotationPosition: 0 }, elsewhere),
  'E.4.2-33 0120': (c) => annotation(c, { TextString: 'A' }),
  'E.4.2-33 0121': (c) => annotation(c, { AnnotationPosition: [], TextString: 'A' }),

  'E.4.2-37 0000': async (c) => {
    await c.action(BasicFilmBox, (await film(c)).filmBox);
    return c.get(PrintJob, c.spool.accepted[0]?.printJobUid ?? '');
  },
  'E.4.2-37 0107': async (c) => {
    await c.action(BasicFilmBox, (await film(c)).filmBox);
    return c.get(PrintJob, c.spool.accepted[0]?.printJobUid ?? '', [0x21000020, 0x00100010]);
  },
  'E.4.2-37 0112': (c) => c.get(PrintJob, elsewhere),

  'E.4.2-39 0000': (c) => c.create(PresentationLut, { PresentationLUTShape: 'IDENTITY' }),
  'E.4.2-39 B605': (c) => c.create(PresentationLut, { PresentationLUTShape: 'IDENTITY', MaxDensity: 999 }),
  'E.4.2-39 0106': (c) => c.create(PresentationLut, lutOf([4, 1, 12])),
  'E.4.2-39 0107': {
    options: annexE,
    run: (c) => c.create(PresentationLut, { PresentationLUTShape: 'WAVE' }),
  },
  'E.4.2-39 0108': {
    options: annexE,
    run: (c) => c.create(PresentationLut, { ...lutOf([4, 0, 12]), PresentationLUTShape: 'IDENTITY' }),
  },
};

/** Tables whose letter only a client gets that is read strictly. */
const strictTables = /^E\.4\.2-(27|33) /;

for (const [name, row] of Object.entries(rows)) {
  const { run, options = strictTables.test(name) ? annexE : {} }: Row =
    typeof row === 'function' ? { run: row } : row;
  test(name, async () => {
    const client = new PrintClient({ settings: { warnings: 'sent' }, ...options });
    const answer = await run(client);
    assert.equal(answer.status.toString(16).toUpperCase().padStart(4, '0'), name.split(' ')[1]);
    await client.close();
  });
}

test('E.4.2-31 0113', async () => {
  const client = new PrintClient();
  client.confirms = false;
  await client.get(Printer, sopInstances.Printer);
  client.spool.changePrinter({ status: 'WARNING', info: 'SUPPLY LOW' });
  assert.deepEqual(await client.eventTypes(1), [2]);
  client.spool.changePrinter({ status: 'NORMAL', info: 'NORMAL' });
  const [first] = client.events;
  assert.ok(first);
  client.confirm(first.command, 0x0113);
  // Whatever the client says to an event, the next one follows and the association continues.
  assert.deepEqual(await client.eventTypes(2), [2, 1]);
  assert.equal((await client.get(Printer, sopInstances.Printer)).status, 0x0000);
  await client.close();
});

test('E.4.2-18 and E.4.2-39, by the standard: a wrong action type is 0123; a LUT with a wrong shape 0106', async () => {
  const client = new PrintClient();
  const { filmBox } = await film(client);
  assert.equal((await client.action(BasicFilmBox, filmBox, 2)).status, 0x0123);
  assert.equal((await client.create(PresentationLut, { PresentationLUTShape: 'WAVE' })).status, 0x0106);
  assert.notEqual(uidOf(await client.create(PresentationLut, { PresentationLUTShape: 'LIN OD' })), '');
  await client.close();
});
