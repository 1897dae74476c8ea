// Where images go whose requests name box and position in unexpected ways: each must be on the film, at the place that the
// client most likely means, and none may be lost silently (image-placement.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { grayImage, PrintClient, type ClientOptions } from '../../support/print-client.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox, BasicColorImageBox } = sopClasses;
const { BasicGrayscalePrintManagementMeta, BasicColorPrintManagementMeta } = sopClasses;

/** A box and the position that is sent with it; '' is zero length, undefined sends none. */
type Sent = readonly [box: number, position: number | '' | undefined];

class Film {
  readonly client: PrintClient;
  readonly uid: string;
  readonly boxes: readonly string[];

  constructor(client: PrintClient, filmBox: { readonly uid: string; readonly images: readonly string[] }) {
    this.client = client;
    this.uid = filmBox.uid;
    this.boxes = filmBox.images;
  }

  /** Sends image number `image` (all its pixels have that value) and gives the answer. */
  set([box, position]: Sent, image: number) {
    return this.client.set(BasicGrayscaleImageBox, this.boxes[box - 1] ?? '', {
      ...(position === undefined ? {} : { ImageBoxPosition: position }),
      BasicGrayscaleImageSequence: [grayImage(2, 2, new Uint8Array(4).fill(image))],
    });
  }

  async print(): Promise<void> {
    assert.equal((await this.client.action(BasicFilmBox, this.uid)).status, 0x0000);
  }

  get job() {
    const request = this.client.spool.accepted.at(-1);
    assert.ok(request);
    return request;
  }

  /** Image numbers by position on the film printed last. */
  get shown(): Record<number, number | undefined> {
    const images = this.job.films[0]?.images ?? [];
    return Object.fromEntries(
      images.map(({ position, pixels }) => [position, this.client.spool.blobs.get(pixels.data.key)?.[0]]),
    );
  }

  get notes() {
    return this.job.substitutions.map(({ attribute, requested, used }) => [attribute, requested, used]);
  }
}

async function filmOf(format: string, options: ClientOptions = {}): Promise<Film> {
  const client = new PrintClient(options);
  await client.session();
  return new Film(client, await client.filmBox({ ImageDisplayFormat: format }));
}

const own = (boxes: number): readonly Sent[] => Array.from({ length: boxes }, (_, at) => [at + 1, at + 1]);

for (const { who, format, sent, shown } of [
  { who: 'as the standard wants it', format: 'STANDARD\\2,2', sent: own(4), shown: [1, 2, 3, 4] },
  {
    who: 'every image to the first box, the position counted up',
    format: 'STANDARD\\2,2',
    sent: [
      [1, 1],
      [1, 2],
      [1, 3],
      [1, 4],
    ],
    shown: [1, 2, 3, 4],
  },
  {
    who: 'every image to the last box, from the last position to the first',
    format: 'ROW\\1,2',
    sent: [
      [3, 3],
      [3, 2],
      [3, 1],
    ],
    shown: [3, 2, 1],
  },
  {
    who: 'two boxes for four positions',
    format: 'COL\\2,2',
    sent: [
      [1, 1],
      [2, 2],
      [1, 3],
      [2, 4],
    ],
    shown: [1, 2, 3, 4],
  },
  {
    who: 'positions from 0',
    format: 'STANDARD\\2,2',
    sent: [
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 3],
    ],
    shown: [1, 2, 3, 4],
  },
  {
    who: 'every image to the first box, positions from 0',
    format: 'STANDARD\\2,2',
    sent: [
      [1, 0],
      [1, 1],
      [1, 2],
      [1, 3],
    ],
    shown: [1, 2, 3, 4],
  },
  {
    who: 'every position 1',
    format: 'STANDARD\\3,1',
    sent: [
      [1, 1],
      [2, 1],
      [3, 1],
    ],
    shown: [1, 2, 3],
  },
  {
    who: 'no position at all',
    format: 'STANDARD\\3,1',
    sent: [
      [1, undefined],
      [2, ''],
      [3, 0],
    ],
    shown: [1, 2, 3],
  },
  {
    who: 'positions counted over two films',
    format: 'STANDARD\\2,1',
    sent: [
      [1, 3],
      [2, 4],
    ],
    shown: [1, 2],
  },
  {
    who: 'two boxes that claim one position',
    format: 'STANDARD\\3,1',
    sent: [
      [2, 3],
      [1, 3],
    ],
    shown: [2, undefined, 1],
  },
] satisfies readonly {
  who: string;
  format: string;
  sent: readonly Sent[];
  shown: readonly (number | undefined)[];
}[]) {
  test(`every image is on the film, and no answer warns: ${who}`, async () => {
    const film = await filmOf(format);
    for (const [index, address] of sent.entries()) {
      const answer = await film.set(address, index + 1);
      assert.equal(answer.status, 0x0000, `image ${index + 1}`);
      const used = shown.indexOf(index + 1) + 1;
      assert.equal(answer.dataSet.number('ImageBoxPosition'), used);
    }
    await film.print();
    assert.deepEqual(
      film.shown,
      Object.fromEntries(shown.flatMap((image, at) => (image === undefined ? [] : [[at + 1, image]]))),
    );
    const moved = sent.flatMap(([, position], index) => {
      const used = shown.indexOf(index + 1) + 1;
      const text = position === undefined || position === '' ? 'none' : String(position);
      return position === used ? [] : [['ImageBoxPosition', text, String(used)]];
    });
    assert.deepEqual(film.notes.toSorted(), moved.toSorted());
    await film.client.close();
  });
}

test('an image that takes the place of one that was not printed: 0116 at once, and on the job how many', async () => {
  for (const sent of [
    [
      [1, 1],
      [1, 1],
    ],
    [
      [2, 2],
      [2, 2],
      [2, 2],
    ],
    [
      [1, undefined],
      [1, undefined],
    ],
  ] satisfies readonly (readonly Sent[])[]) {
    const film = await filmOf('STANDARD\\2,1');
    const statuses: number[] = [];
    for (const [index, address] of sent.entries()) {
      const { status, command } = await film.set(address, index + 1);
      statuses.push(status);
      if (index > 0) {
        assert.equal(
          command.errorComment,
          `the image at position ${sent[0]?.[0]} is replaced; it was not printed`,
        );
      }
    }
    assert.deepEqual(statuses, [0x0000, ...sent.slice(1).map(() => 0x0116)]);
    assert.equal(film.client.spool.blobs.size, 1);
    await film.print();
    assert.deepEqual(Object.values(film.shown), [sent.length]);
    assert.deepEqual(
      film.notes.find(([attribute]) => attribute === 'PixelData'),
      ['PixelData', `${sent.length} images at position ${sent[0]?.[0]}`, 'the last one'],
    );
    await film.client.close();
  }
});

test('a full film: another box’s image gives way to a valid position with 0116, any other position is 0106', async () => {
  const film = await filmOf('STANDARD\\2,1');
  await film.set([1, 1], 1);
  await film.set([2, 2], 2);
  assert.equal((await film.set([1, 2], 3)).status, 0x0116);
  for (const position of [0, 3, 99]) {
    const refused = await film.set([1, position], 4);
    assert.equal(refused.status, 0x0106);
    assert.equal(
      refused.command.errorComment,
      `ImageBoxPosition ${position}, and all 2 image boxes are taken`,
    );
  }
  await film.print();
  assert.deepEqual(film.shown, { 1: 1, 2: 3 });
  assert.equal(film.client.spool.blobs.size, 2);
  await film.client.close();
});

for (const level of ['film box', 'film session'] as const) {
  test(`what was printed by its ${level} gives way without a warning: films that are used again`, async () => {
    const film = await filmOf('STANDARD\\2,2');
    const print = async () => {
      if (level === 'film box') return film.print();
      // It names no instance: an association has one session.
      assert.equal((await film.client.action(BasicFilmSession, undefined)).status, 0x0000);
    };
    for (const [index, address] of own(4).entries()) await film.set(address, index + 1);
    await print();
    for (const position of [1, 2, 3, 4]) {
      assert.equal((await film.set([1, position], 10 + position)).status, 0x0000);
    }
    await print();
    assert.deepEqual(film.shown, { 1: 11, 2: 12, 3: 13, 4: 14 });
    assert.deepEqual(film.notes, []);
    await film.client.close();
  });
}

test('a request without an image changes the attributes of the one that is there, and moves it', async () => {
  const film = await filmOf('STANDARD\\3,1');
  const change = (box: number, values: Parameters<PrintClient['set']>[2]) =>
    film.client.set(BasicGrayscaleImageBox, film.boxes[box - 1] ?? '', values);
  await film.set([1, 1], 1);
  await film.set([1, 2], 2);
  await film.set([3, 3], 3);
  assert.equal((await change(1, { ImageBoxPosition: 2, Polarity: 'REVERSE' })).status, 0x0000);
  assert.equal((await change(3, { MagnificationType: 'REPLICATE' })).status, 0x0000);
  await film.print();
  assert.deepEqual(film.shown, { 1: 1, 2: 2, 3: 3 });
  assert.deepEqual(
    film.job.films[0]?.images.map(({ polarity, magnificationType }) => [polarity, magnificationType]),
    [
      ['NORMAL', 'CUBIC'],
      ['REVERSE', 'CUBIC'],
      ['NORMAL', 'REPLICATE'],
    ],
  );
  // Two images were set through the first box: which one is meant is not said.
  assert.equal((await change(1, { Polarity: 'NORMAL' })).status, 0x0120);
  assert.equal((await change(2, { ImageBoxPosition: 2, Polarity: 'NORMAL' })).status, 0x0120);
  await film.client.close();

  const moved = await filmOf('STANDARD\\3,1');
  await moved.set([1, 1], 1);
  await moved.set([2, 2], 2);
  const move = (position: number) =>
    moved.client.set(BasicGrayscaleImageBox, moved.boxes[0] ?? '', { ImageBoxPosition: position });
  assert.equal((await move(3)).dataSet.number('ImageBoxPosition'), 3);
  // A place that is taken stays so.
  assert.equal((await move(2)).dataSet.number('ImageBoxPosition'), 3);
  await moved.print();
  assert.deepEqual(moved.shown, { 2: 2, 3: 1 });
  assert.deepEqual(moved.notes, [['ImageBoxPosition', '2', '3']]);
  assert.equal(moved.client.spool.blobs.size, 2);
  await moved.client.close();
});

test('an empty sequence erases the image that it means, wherever that is, and no other', async () => {
  const film = await filmOf('STANDARD\\2,2');
  const erase = (box: number, position?: number) =>
    film.client.set(BasicGrayscaleImageBox, film.boxes[box - 1] ?? '', {
      ...(position === undefined ? {} : { ImageBoxPosition: position }),
      BasicGrayscaleImageSequence: [],
    });
  for (const position of [1, 2, 3]) await film.set([1, position], position);
  await film.set([2, 4], 4);
  assert.equal((await erase(1, 3)).status, 0x0000);
  await film.print();
  assert.deepEqual(film.shown, { 1: 1, 2: 2, 4: 4 });
  // The only image that was set through the second box is at position 4.
  assert.equal((await erase(2, 2)).status, 0x0000);
  await film.print();
  assert.deepEqual(film.shown, { 1: 1, 2: 2 });
  // Without a position everything that came through the first box.
  assert.equal((await erase(1)).status, 0x0000);
  assert.equal((await film.client.action(BasicFilmBox, film.uid)).status, 0xb603);
  await film.client.close();
});

test('an image in the wrong class of box is taken where nothing else can be meant; annex-e refuses it', async () => {
  for (const [profile, expected] of [
    ['standard', 0x0000],
    ['silent', 0x0000],
    ['annex-e', 0x0119],
  ] as const) {
    const client = new PrintClient({
      profile,
      abstractSyntaxes: [BasicGrayscalePrintManagementMeta, BasicColorPrintManagementMeta],
    });
    await client.session();
    const { uid, images } = await client.filmBox();
    const { status, command } = await client.set(BasicColorImageBox, images[0] ?? '', {
      ImageBoxPosition: 1,
      BasicGrayscaleImageSequence: [grayImage(2, 2, new Uint8Array(4))],
    });
    assert.equal(status, expected, profile);
    assert.ok('affectedSopClassUid' in command && command.affectedSopClassUid === BasicColorImageBox);
    assert.equal((await client.action(BasicFilmBox, uid)).status, expected === 0 ? 0x0000 : 0xb603);
    await client.close();
  }
});
