// Min and Max Density as clients send them, from the request to the pixels of the page: a range without contrast means the
// range of the printer, wherever it is sent; no film is printed in a single gray.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { dataSetOf } from '../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../src/dicom/data-set/uids.ts';
import { compose, open, ramp, type Connection } from './support/network-print.ts';
import { colorImage, grayImage, PrintClient, type ClientOptions } from './support/print-client.ts';
import { grayPage, type GrayPage } from './support/pages.ts';
import { TestServer } from './support/server.ts';

type Values = Parameters<typeof dataSetOf>[0];
const { BasicColorImageBox, BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox, PresentationLut } =
  sopClasses;

interface Asked {
  readonly film?: Values;
  readonly box?: Values;
}

/** Min and Max Density of the film box or the image box, and those in use, on a printer of 20 to 320. */
const cases: readonly (readonly [
  name: string,
  asked: Asked,
  film: readonly number[],
  image: readonly number[],
])[] = [
  ['nothing', {}, [20, 320], [20, 320]],
  ['both 0', { film: { MinDensity: 0, MaxDensity: 0 } }, [20, 320], [20, 320]],
  ['both 0 in the image box', { box: { MinDensity: 0, MaxDensity: 0 } }, [20, 320], [20, 320]],
  [
    'both 0 everywhere',
    { film: { MinDensity: 0, MaxDensity: 0 }, box: { MinDensity: 0, MaxDensity: 0 } },
    [20, 320],
    [20, 320],
  ],
  ['equal', { film: { MinDensity: 150, MaxDensity: 150 } }, [20, 320], [20, 320]],
  ['reversed', { film: { MinDensity: 300, MaxDensity: 20 } }, [20, 320], [20, 320]],
  ['both too dark', { film: { MinDensity: 400, MaxDensity: 500 } }, [20, 320], [20, 320]],
  ['both too light', { box: { MinDensity: 1, MaxDensity: 9 } }, [20, 320], [20, 320]],
  ['next to the darkest', { film: { MinDensity: 319, MaxDensity: 320 } }, [20, 320], [20, 320]],
  ['next to the lightest', { box: { MinDensity: 0, MaxDensity: 21 } }, [20, 320], [20, 320]],
  ['in tenths of OD', { film: { MinDensity: 2, MaxDensity: 32 } }, [20, 320], [20, 320]],
  ['in whole OD', { film: { MaxDensity: 3 } }, [20, 320], [20, 320]],
  ['a little more than none', { film: { MinDensity: 100, MaxDensity: 129 } }, [20, 320], [20, 320]],
  ['the least contrast there is', { film: { MinDensity: 100, MaxDensity: 130 } }, [100, 130], [100, 130]],
  ['zero length', { film: { MinDensity: [], MaxDensity: [] } }, [20, 320], [20, 320]],
  ['max 0 alone', { film: { MaxDensity: 0 } }, [20, 320], [20, 320]],
  ['min too dark alone', { film: { MinDensity: 65_535 } }, [20, 320], [20, 320]],
  ['min 0 alone', { film: { MinDensity: 0 } }, [20, 320], [20, 320]],
  ['max too dark alone', { box: { MaxDensity: 999 } }, [20, 320], [20, 320]],
  ['beyond both ends', { film: { MinDensity: 0, MaxDensity: 4095 } }, [20, 320], [20, 320]],
  ['min alone', { film: { MinDensity: 50 } }, [50, 320], [50, 320]],
  ['max alone', { box: { MaxDensity: 200 } }, [20, 320], [20, 200]],
  ['as light as possible to 200', { film: { MinDensity: 5, MaxDensity: 200 } }, [20, 200], [20, 200]],
  [
    'image without contrast on a film with',
    { film: { MinDensity: 50, MaxDensity: 250 }, box: { MinDensity: 0, MaxDensity: 0 } },
    [50, 250],
    [50, 250],
  ],
  ['image min above film max', { film: { MaxDensity: 200 }, box: { MinDensity: 250 } }, [20, 200], [20, 200]],
  [
    'image with contrast on a film without',
    { film: { MinDensity: 0, MaxDensity: 0 }, box: { MinDensity: 50, MaxDensity: 250 } },
    [20, 320],
    [50, 250],
  ],
  [
    'image max over a film of both 0',
    { film: { MinDensity: 0, MaxDensity: 0 }, box: { MaxDensity: 200 } },
    [20, 320],
    [20, 200],
  ],
];

const lutOf = (kind: 'none' | 'IDENTITY' | 'LIN OD' | 'table'): Values =>
  kind === 'table'
    ? {
        PresentationLUTSequence: [
          dataSetOf({
            LUTDescriptor: [256, 0, 12],
            LUTData: new Uint8Array(Uint16Array.from({ length: 256 }, (_, at) => at * 16).buffer),
          }),
        ],
      }
    : { PresentationLUTShape: kind };

async function frozen(
  asked: Asked,
  color: boolean,
  lut: Parameters<typeof lutOf>[0],
  options: ClientOptions = {},
) {
  const meta = color
    ? sopClasses.BasicColorPrintManagementMeta
    : sopClasses.BasicGrayscalePrintManagementMeta;
  const client = new PrintClient({ abstractSyntaxes: [meta, PresentationLut], ...options });
  await client.session();
  let referred: Values = {};
  if (lut !== 'none') {
    const { command } = await client.create(PresentationLut, lutOf(lut));
    const uid = 'affectedSopInstanceUid' in command ? (command.affectedSopInstanceUid ?? '') : '';
    referred = {
      ReferencedPresentationLUTSequence: [
        dataSetOf({ ReferencedSOPClassUID: PresentationLut, ReferencedSOPInstanceUID: uid }),
      ],
    };
  }
  const created = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\1,1',
    ...referred,
    ...asked.film,
  });
  const [reference] = created.dataSet.items('ReferencedImageBoxSequence');
  const item = color ? colorImage(2, 2, new Uint8Array(12)) : grayImage(2, 2, new Uint8Array(4));
  const set = await client.set(
    color ? BasicColorImageBox : BasicGrayscaleImageBox,
    reference?.string('ReferencedSOPInstanceUID') ?? '',
    {
      ImageBoxPosition: 1,
      [color ? 'BasicColorImageSequence' : 'BasicGrayscaleImageSequence']: [item],
      ...asked.box,
    },
  );
  const uid =
    'affectedSopInstanceUid' in created.command ? created.command.affectedSopInstanceUid : undefined;
  const action = await client.action(BasicFilmBox, uid ?? '');
  await client.close();
  const [request] = client.spool.accepted;
  const film = request?.films[0];
  assert.ok(film && request);
  return { created, set, action, film, substitutions: request.substitutions };
}

describe('the densities that a film uses', () => {
  for (const [name, asked, filmRange, imageRange] of cases) {
    test(name, async () => {
      for (const color of [false, true]) {
        for (const lut of ['none', 'IDENTITY', 'LIN OD', 'table'] as const) {
          const { created, set, action, film } = await frozen(asked, color, lut);
          const what = `${color ? 'color' : 'gray'}, ${lut}`;
          assert.deepEqual([created.status, set.status, action.status], [0, 0, 0], what);
          assert.deepEqual([film.minDensity, film.maxDensity], filmRange, what);
          const [image] = film.images;
          assert.deepEqual([image?.minDensity, image?.maxDensity], imageRange, what);
          // The answers contain the values in use.
          assert.deepEqual(
            [created.dataSet.number('MinDensity'), created.dataSet.number('MaxDensity')],
            filmRange,
            what,
          );
          for (const [at, keyword] of [
            [0, 'MinDensity'],
            [1, 'MaxDensity'],
          ] as const) {
            if (asked.box?.[keyword] === undefined) continue;
            assert.equal(set.dataSet.number(keyword), imageRange[at], `${what}, ${keyword}`);
          }
        }
      }
    });
  }
});

test('each density may come with N-CREATE or N-SET, and the last value of each is used', async () => {
  const client = new PrintClient();
  await client.session();
  const { uid, images } = await client.filmBox({ MinDensity: 0 });
  await client.set(BasicGrayscaleImageBox, images[0] ?? '', {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(1, 1, new Uint8Array(1))],
  });
  for (const [changes, used] of [
    [{ MaxDensity: 0 }, [20, 320]],
    [{ MinDensity: 100 }, [20, 320]],
    [{ MaxDensity: 250 }, [100, 250]],
    [{ MinDensity: 250 }, [20, 320]],
    [{ MinDensity: [] }, [20, 320]],
    [{ MinDensity: 249 }, [20, 320]],
    [{ MinDensity: 220 }, [220, 250]],
  ] as const) {
    const { status, dataSet } = await client.set(BasicFilmBox, uid, changes);
    assert.equal(status, 0);
    assert.deepEqual(
      [dataSet.number('MinDensity'), dataSet.number('MaxDensity')],
      used,
      JSON.stringify(changes),
    );
    await client.action(BasicFilmBox, uid);
    const film = client.spool.accepted.at(-1)?.films[0];
    assert.deepEqual([film?.minDensity, film?.maxDensity], used);
  }
  await client.close();
});

test('the record has the value in use and the reason', async () => {
  for (const [asked, records] of [
    [
      { film: { MinDensity: 0, MaxDensity: 300 } },
      [['MinDensity', '0', '20', 'below 20, the minimum density of this printer']],
    ],
    [
      { box: { MaxDensity: 4095 } },
      [['MaxDensity', '4095', '320', 'above 320, the maximum density of this printer']],
    ],
    [
      { film: { MinDensity: 0, MaxDensity: 0 } },
      [
        ...[
          ['MaxDensity', '0', '320'],
          ['MinDensity', '0', '20'],
        ].map((record) => [
          ...record,
          'no contrast between Min Density 0 and Max Density 0, so the printer’s own range 20 to 320 is used',
        ]),
      ],
    ],
    [
      { film: { MinDensity: 50, MaxDensity: 250 }, box: { MinDensity: 260 } },
      [
        [
          'MinDensity',
          '260',
          '50',
          'no contrast between Min Density 260 and Max Density 250, so the film box’s range 50 to 250 is used',
        ],
      ],
    ],
    [
      { film: { MinDensity: 20, MaxDensity: 32 } },
      [
        [
          'MaxDensity',
          '32',
          '320',
          'too little contrast between Min Density 20 and Max Density 32, so the printer’s own range 20 to 320 is used',
        ],
      ],
    ],
    [{ film: { MinDensity: 30, MaxDensity: 300 } }, []],
    [{ film: { MinDensity: 20, MaxDensity: 320 } }, []],
  ] as const) {
    const { substitutions } = await frozen(asked, false, 'none');
    assert.deepEqual(
      substitutions.map(({ attribute, requested, used, reason }) => [attribute, requested, used, reason]),
      records,
    );
  }
});

describe('on the page', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.start({
      config: 'printers: [{ aeTitle: HARDCOPY, filmSizes: [8INX10IN], resolution: 100 }]\n',
    });
  });
  after(() => server.stop());

  /** Prints an 8-bit ramp with N-ACTION of the film session; returns the page at 50 pixels per inch. */
  async function page({ film, box }: Asked, lut: Values = {}): Promise<GrayPage> {
    const count = (await server.jobs()).length;
    const connection: Connection = await open(server.dicomPort);
    const { filmSession, filmBox, imageBoxes } = await compose(connection, ramp(), film);
    const { client } = connection;
    const set = await client.request(
      1,
      {
        kind: 'N-SET-RQ',
        requestedSopClassUid: BasicGrayscaleImageBox,
        requestedSopInstanceUid: imageBoxes[0] ?? '',
      },
      dataSetOf({ ImageBoxPosition: 1, ...box }),
    );
    if (lut.PresentationLUTShape !== undefined) {
      const made = await client.request(
        1,
        { kind: 'N-CREATE-RQ', affectedSopClassUid: PresentationLut },
        dataSetOf(lut),
      );
      const uid = made.command.affectedSopInstanceUid ?? '';
      const item = dataSetOf({ ReferencedSOPClassUID: PresentationLut, ReferencedSOPInstanceUID: uid });
      await client.request(
        1,
        { kind: 'N-SET-RQ', requestedSopClassUid: BasicFilmBox, requestedSopInstanceUid: filmBox },
        dataSetOf({ ReferencedPresentationLUTSequence: [item] }),
      );
    }
    const action = await client.request(1, {
      kind: 'N-ACTION-RQ',
      requestedSopClassUid: BasicFilmSession,
      requestedSopInstanceUid: filmSession,
      actionTypeId: 1,
    });
    assert.deepEqual([set.command.status, action.command.status], [0, 0]);
    await connection.association.release();
    const job = (await server.jobsDone(count + 1)).at(-1);
    const file = path.join(server.data, 'page.pdf');
    await writeFile(
      file,
      new Uint8Array(await (await server.get(`/api/jobs/${job?.id ?? ''}/film.pdf`)).arrayBuffer()),
    );
    return grayPage(file, 1, 50);
  }

  /** The darkest and the brightest gray of the page. */
  const endsOf = ({ pixels }: GrayPage) => {
    const sorted = pixels.toSorted();
    return [sorted[0], sorted.at(-1)];
  };
  /** Number of different grays on the page. */
  const graysOf = ({ pixels }: GrayPage) => new Set(pixels).size;

  test('a range without contrast prints the same page, pixel for pixel, as no densities', async () => {
    // The ramp ends at 252.
    for (const [lut, brightest] of [
      [{}, 251],
      [{ PresentationLUTShape: 'LIN OD' }, 249],
    ] as const) {
      const plain = await page({}, lut);
      assert.deepEqual(endsOf(plain), [0, brightest]);
      assert.ok(graysOf(plain) > 40, `a ramp of ${graysOf(plain)} grays`);
      for (const asked of [
        { film: { MinDensity: 0, MaxDensity: 0 } },
        { film: { MinDensity: 300, MaxDensity: 100 } },
        { box: { MinDensity: 999, MaxDensity: 888 } },
        { film: { MinDensity: 319, MaxDensity: 320 } },
        { box: { MinDensity: 0, MaxDensity: 30 } },
      ]) {
        const { pixels } = await page(asked, lut);
        assert.deepEqual(Buffer.compare(pixels, plain.pixels), 0, JSON.stringify(asked));
      }
    }
  });

  test('the film box of fo-dicom prints all grays: MinDensity 0, MaxDensity 0, MagnificationType NONE', async () => {
    const film = { MinDensity: 0, MaxDensity: 0, MagnificationType: 'NONE', FilmOrientation: 'PORTRAIT' };
    const printed = await page({ film });
    assert.ok(graysOf(printed) > 15, `a ramp of ${graysOf(printed)} grays, not white alone`);
    const [darkest = 255, brightest = 0] = endsOf(printed);
    assert.ok(darkest === 0 && brightest > 240, `${darkest} to ${brightest}`);
  });

  test('a range with contrast changes the page: blacks are lighter, up to Max Density', async () => {
    const light = await page({ film: { MaxDensity: 100, BorderDensity: 'WHITE' } });
    const [darkest = 0] = endsOf(light);
    assert.ok(darkest > 20, `darkest ${darkest}`);
  });
});
