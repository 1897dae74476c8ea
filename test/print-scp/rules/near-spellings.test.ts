// Near spellings that real clients send are understood without a warning: the status, the value in the answer, the job. A
// profile with strict reading accepts none of them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Keyword } from '../../../src/dicom/data-set/dictionary.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { nearSpellings, spellingKey } from '../../../src/print-scp/rules/near-spellings.ts';
import { grayImage, PrintClient, type Answer, type ClientOptions } from '../../support/print-client.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox } = sopClasses;

type Owner = 'session' | 'film box' | 'image box';
const pixels = Uint8Array.of(0, 85, 170, 255);

/** The answer to what creates or sets one attribute. */
async function answerTo(
  client: PrintClient,
  owner: Owner,
  attribute: Keyword,
  text: string,
): Promise<Answer> {
  if (owner === 'session') return client.create(BasicFilmSession, { [attribute]: text });
  await client.session();
  if (owner === 'film box') {
    return client.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1', [attribute]: text });
  }
  const { images } = await client.filmBox();
  return client.set(BasicGrayscaleImageBox, images[0] ?? '', {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(2, 2, pixels)],
    [attribute]: text,
  });
}

const cases: readonly (readonly [Owner, Keyword, Readonly<Record<string, string>>])[] = [
  ['session', 'PrintPriority', { MEDIUM: 'MED', Normal: 'MED', high: 'HIGH', 'LOW ': 'LOW', 'MED.': 'MED' }],
  [
    'session',
    'FilmDestination',
    { BIN: 'BIN_1', BIN1: 'BIN_1', 'bin 2': 'BIN_2', BIN_07: 'BIN_7', AUTO: 'CURRENT', magazine: 'MAGAZINE' },
  ],
  [
    'session',
    'MediumType',
    {
      TRANSPARENCY: 'CLEAR FILM',
      BLUEFILM: 'BLUE FILM',
      BLUE_FILM: 'BLUE FILM',
      'MAMMO BLUE': 'MAMMO BLUE FILM',
      'Clear Film': 'CLEAR FILM',
      'plain paper': 'PAPER',
    },
  ],
  [
    'film box',
    'MagnificationType',
    { LINEAR: 'BILINEAR', 'BI-LINEAR': 'BILINEAR', BICUBIC: 'CUBIC', Replicate: 'REPLICATE', OFF: 'NONE' },
  ],
  [
    'film box',
    'FilmOrientation',
    {
      VERTICAL: 'PORTRAIT',
      horizontal: 'LANDSCAPE',
      Portrait: 'PORTRAIT',
      LAND: 'LANDSCAPE',
      port: 'PORTRAIT',
    },
  ],
  ['film box', 'Trim', { OFF: 'NO', N: 'NO', ON: 'YES', y: 'YES', 'YES ': 'YES', NONE: 'NO', '1': 'YES' }],
  ['image box', 'MagnificationType', { BICUBIC: 'CUBIC', LINEAR: 'BILINEAR', cubic: 'CUBIC' }],
  ['image box', 'Polarity', { REVERSED: 'REVERSE', normal: 'NORMAL', INVERSE: 'REVERSE' }],
  ['image box', 'RequestedDecimateCropBehavior', { decimate: 'DECIMATE', CROPPED: 'CROP', 'FAIL ': 'FAIL' }],
];

describe('understood', () => {
  for (const [owner, attribute, spellings] of cases) {
    for (const [sent, meant] of Object.entries(spellings)) {
      test(`${attribute} "${sent}" of the ${owner} is ${meant}`, async () => {
        const client = new PrintClient();
        const answer = await answerTo(client, owner, attribute, sent);
        assert.equal(answer.status, 0x0000);
        assert.equal(answer.dataSet.string(attribute), meant);
        await client.close();
      });
    }
  }

  test('a job has what was meant, and no substitution of it', async () => {
    const client = new PrintClient();
    await client.session({ PrintPriority: 'MEDIUM', FilmDestination: 'BIN2', MediumType: 'BLUEFILM' });
    const film = await client.filmBox({ FilmOrientation: 'HORIZONTAL', Trim: 'ON' });
    await client.set(BasicGrayscaleImageBox, film.images[0] ?? '', {
      ImageBoxPosition: 1,
      BasicGrayscaleImageSequence: [grayImage(2, 2, pixels)],
    });
    assert.equal((await client.action(BasicFilmBox, film.uid)).status, 0);
    const [job] = client.spool.accepted;
    assert.deepEqual([job?.priority, job?.filmDestination, job?.mediumType], ['MED', 'BIN_2', 'BLUE FILM']);
    assert.deepEqual([job?.films[0]?.filmOrientation, job?.films[0]?.trim], ['LANDSCAPE', true]);
    assert.deepEqual(job?.substitutions, []);
    await client.close();
  });

  test('texts over their length are cut without a warning, and recorded', async () => {
    const client = new PrintClient();
    const label = 'A label of a film session that is longer than the sixty-four characters of an LO';
    const created = await client.create(BasicFilmSession, {
      FilmSessionLabel: label,
      OwnerID: 'AN-OWNER-OF-MORE-THAN-SIXTEEN',
    });
    assert.equal(created.status, 0x0000);
    assert.equal(created.dataSet.string('FilmSessionLabel'), label.slice(0, 64));
    assert.equal(created.dataSet.string('OwnerID'), 'AN-OWNER-OF-MORE');
    const film = await client.create(BasicFilmBox, {
      ImageDisplayFormat: 'STANDARD\\1,1',
      SmoothingType: 'A SMOOTHING OF MANY WORDS',
    });
    assert.equal(film.status, 0x0000);
    assert.equal(film.dataSet.string('SmoothingType'), 'A SMOOTHING OF M');
    const image = film.dataSet.items('ReferencedImageBoxSequence')[0]?.string('ReferencedSOPInstanceUID');
    await client.set(BasicGrayscaleImageBox, image ?? '', {
      ImageBoxPosition: 1,
      BasicGrayscaleImageSequence: [grayImage(2, 2, pixels)],
    });
    await client.action(BasicFilmBox, undefined);
    const [job] = client.spool.accepted;
    assert.equal(job?.sessionLabel, label.slice(0, 64));
    assert.deepEqual(
      job.substitutions.map(({ attribute }) => attribute).filter((name) => name !== 'OwnerID'),
      ['FilmSessionLabel', 'SmoothingType'],
    );
    await client.close();
  });
});

describe('read strictly', () => {
  const strict: ClientOptions = { settings: { reading: 'strict', warnings: 'sent' } };
  for (const [owner, attribute, text] of [
    ['session', 'PrintPriority', 'MEDIUM'],
    ['session', 'FilmDestination', 'BIN1'],
    ['film box', 'MagnificationType', 'BICUBIC'],
    ['film box', 'Trim', 'OFF'],
  ] as const) {
    test(`${attribute} "${text}" is out of range`, async () => {
      const client = new PrintClient(strict);
      assert.equal((await answerTo(client, owner, attribute, text)).status, 0x0116);
      await client.close();
    });
  }
});

test('the table is written as it compares', () => {
  for (const spellings of Object.values(nearSpellings)) {
    for (const key of Object.keys(spellings)) assert.equal(spellingKey(key), key);
  }
});
