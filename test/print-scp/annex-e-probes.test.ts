// The attribute tables of PS3.2 annex E, row by row: legal values and values that are none, each in a request of its own to a
// printer of the annex's densities in profile annex-e. What the annex answers and what we answer is the table annex-e-probes.txt
// beside this file; UPDATE_PROBES=1 writes it anew.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { dataSetOf } from '../../src/dicom/data-set.ts';
import { sopClasses } from '../../src/dicom/uids.ts';
import { grayImage, imageBoxUids, PrintClient } from '../support/print-client.ts';

const { BasicAnnotationBox, BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox, PresentationLut } =
  sopClasses;
const file = path.join(import.meta.dirname, 'annex-e-probes.txt');

type Values = Parameters<typeof dataSetOf>[0];
interface Row {
  readonly attribute: string;
  readonly legal: readonly (string | number)[];
  readonly illegal: readonly (string | number)[];
  /** What the annex answers to the illegal ones. */
  readonly answer: number;
}
const warned = (
  attribute: string,
  legal: readonly (string | number)[],
  illegal: readonly (string | number)[],
): Row => ({
  ...{ attribute, legal, illegal, answer: 0x0116 },
});
const failed = (
  attribute: string,
  legal: readonly (string | number)[],
  illegal: readonly (string | number)[],
): Row => ({
  ...{ attribute, legal, illegal, answer: 0x0106 },
});

const ofFilmBox: readonly Row[] = [
  warned('MagnificationType', ['REPLICATE', 'BILINEAR', 'CUBIC', 'NONE'], ['SHARPEN', '1']),
  warned('MaxDensity', [170, 320, 350], [351, 65_535]),
  warned('SmoothingType', ['0', '7', '15'], ['16', '99', 'abc']),
  warned('BorderDensity', ['WHITE', 'BLACK'], ['GREEN', '-1']),
  warned('Trim', ['YES', 'NO'], ['MAYBE', '2']),
  warned('Illumination', [0, 1, 2000, 65_535], []),
  warned('ReflectedAmbientLight', [0, 10, 65_535], []),
];
const image = (changes: Values) => grayImage(2, 2, Uint8Array.of(0, 85, 170, 255), changes);

type Send = (client: PrintClient, values: Values) => Promise<number>;
const film: Values = {
  ImageDisplayFormat: 'STANDARD\\1,1',
  AnnotationDisplayFormatID: 'LABEL',
};

async function setImage(client: PrintClient, values: Values): Promise<number> {
  await client.session();
  const created = await client.create(BasicFilmBox, film);
  return (await client.set(BasicGrayscaleImageBox, imageBoxUids(created)[0] ?? '', values)).status;
}

const tables: readonly (readonly [string, Send, readonly Row[]])[] = [
  [
    'E.4.2-14 film session N-CREATE',
    async (client, values) => (await client.create(BasicFilmSession, values)).status,
    [
      warned('NumberOfCopies', ['1', '99'], ['0', '100', '-1']),
      warned('PrintPriority', ['HIGH', 'MED', 'LOW'], ['SOON', '1']),
      warned('MediumType', ['CLEAR FILM', 'BLUE FILM', 'PAPER', 'CURRENT'], ['GLASS', '9']),
      warned('FilmDestination', ['MAGAZINE', 'PROCESSOR', 'CURRENT'], ['DRAWER', 'TRAY_1']),
      warned('FilmSessionLabel', ['a', 'x'.repeat(64)], ['x'.repeat(65)]),
    ],
  ],
  [
    'E.4.2-19 film box N-CREATE',
    async (client, values) => {
      await client.session();
      return (await client.create(BasicFilmBox, { ...film, ...values })).status;
    },
    [
      failed('ImageDisplayFormat', ['STANDARD\\1,1', 'STANDARD\\3,4'], ['STANDARD\\0,1', 'NONSENSE']),
      warned('FilmOrientation', ['PORTRAIT', 'LANDSCAPE'], ['DIAGONAL', '1']),
      warned('FilmSizeID', ['8INX10IN', '11INX14IN', '14INX17IN', 'CURRENT'], ['HUGE', '99']),
      warned('AnnotationDisplayFormatID', ['LABEL', 'BOTTOM', 'COMBINED', 'NONE'], ['NOWHERE', '77']),
      ...ofFilmBox,
    ],
  ],
  [
    'E.4.2-22 film box N-SET',
    async (client, values) => {
      await client.session();
      const { uid } = await client.filmBox(film);
      return (await client.set(BasicFilmBox, uid, values)).status;
    },
    [...ofFilmBox, warned('ConfigurationInformation', ['CS000', 'CS015', 'LUT=0,5'], ['CS016', 'LOUD'])],
  ],
  [
    'E.4.2-26 image box N-SET',
    (client, values) =>
      setImage(client, {
        ImageBoxPosition: 1,
        BasicGrayscaleImageSequence: [image({})],
        ...values,
      }),
    [
      failed('ImageBoxPosition', [1], [0, 2]),
      failed('Polarity', ['NORMAL', 'REVERSE'], ['BACK', '1']),
      warned('MagnificationType', ['REPLICATE', 'BILINEAR', 'CUBIC', 'NONE'], ['SHARPEN', '1']),
      warned('SmoothingType', ['0', '15'], ['16', '99', 'abc']),
      warned('RequestedImageSize', ['100'], ['0', '-5', 'wide']),
    ],
  ],
  [
    'E.4.2-26 image in the sequence',
    (client, values) =>
      setImage(client, {
        ImageBoxPosition: 1,
        BasicGrayscaleImageSequence: [image(values)],
      }),
    [
      failed('SamplesPerPixel', [1], [0, 3]),
      failed('PhotometricInterpretation', ['MONOCHROME1', 'MONOCHROME2'], ['RGB', 'GRAY']),
      failed('Rows', [2], [0]),
      failed('Columns', [2], [0]),
      warned('PixelAspectRatio', ['1\\1', '32767\\1'], ['0\\1', '1\\32768']),
      failed('BitsAllocated', [8], [12, 32]),
      failed('BitsStored', [8], [7, 17]),
      failed('HighBit', [7], [6, 16]),
      failed('PixelRepresentation', [0, 1], [2]),
    ],
  ],
  [
    'E.4.2-32 annotation box N-SET',
    async (client, values) => {
      await client.session();
      const created = await client.create(BasicFilmBox, film);
      const [box] = created.dataSet.items('ReferencedBasicAnnotationBoxSequence');
      const uid = box?.string('ReferencedSOPInstanceUID') ?? '';
      return (
        await client.set(BasicAnnotationBox, uid, {
          AnnotationPosition: 0,
          ...values,
        })
      ).status;
    },
    [
      failed('AnnotationPosition', [0], [2, 99]),
      warned('TextString', ['a', 'x'.repeat(64)], ['x'.repeat(65)]),
    ],
  ],
  [
    'E.4.2-38 presentation LUT N-CREATE',
    async (client, values) => (await client.create(PresentationLut, values)).status,
    [
      {
        attribute: 'PresentationLUTShape',
        legal: ['IDENTITY', 'LIN OD'],
        illegal: ['CURVED', '1'],
        answer: 0x0107,
      },
    ],
  ],
];

const hex = (status: number): string => status.toString(16).toUpperCase().padStart(4, '0');
const short = (value: string | number): string => {
  const text = String(value);
  return text.length > 32 ? `${text.length} characters` : text;
};

test('every row of the attribute tables is answered as the reviewed table says', async () => {
  const lines = ['| table | attribute | sent | annex | answered | |', '| - | - | - | - | - | - |'];
  for (const [name, send, rows] of tables) {
    for (const { attribute, legal, illegal, answer } of rows) {
      for (const [value, wanted] of [
        ...legal.map((each) => [each, 0] as const),
        ...illegal.map((each) => [each, answer] as const),
      ]) {
        const client = new PrintClient({
          profile: 'annex-e',
          printer: { densities: { min: 17, max: 350 }, maxCopies: 99 },
        });
        const status = await send(client, { [attribute]: value });
        await client.close();
        const cells = [
          name,
          attribute,
          short(value),
          hex(wanted),
          hex(status),
          status === wanted ? '' : 'differs',
        ];
        lines.push(`| ${cells.join(' | ')} |`);
      }
    }
  }
  const found = `${lines.join('\n')}\n`;
  if (process.env.UPDATE_PROBES) writeFileSync(file, found);
  assert.equal(found, readFileSync(file, 'utf8'));
});
