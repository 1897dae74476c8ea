// Configuration Information: the meaning of its terms, what overrides it, and the records of unknown terms.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { contrastOf } from '../../../src/print-scp/rules/configuration-information.ts';
import { grayImage, imageBoxUids, PrintClient, uidOf } from '../../support/print-client.ts';

for (const [text, contrast] of [
  ['CS000', 0],
  ['CS015', 1],
  ['cs003', 0.2],
  ['CS016', undefined],
  ['CN5', 1],
  ['CN-5', -1],
  ['CN+2', 0.4],
  ['CN6', undefined],
  ['LUT=0,0', 0],
  ['LUT=15,-5', 0],
  ['LUT=3,1', 0.4],
  ['LUT=16,0', undefined],
  ['PERCEPTION_LUT=KANAMORI', undefined],
  ['ANNOTATION1=PATID\\CS015', 1],
  ['', undefined],
] as const) {
  test(`${JSON.stringify(text)} is contrast ${String(contrast)}`, () => {
    const found = contrastOf(text);
    assert.equal(found?.toFixed(9), contrast?.toFixed(9));
  });
}

async function printed(film: string | undefined, image: string | undefined, lut = false) {
  const client = new PrintClient();
  await client.session();
  const created = await client.create(sopClasses.PresentationLut, { PresentationLUTShape: 'IDENTITY' });
  const reference = dataSetOf({
    ReferencedSOPClassUID: sopClasses.PresentationLut,
    ReferencedSOPInstanceUID: uidOf(created),
  });
  const answer = await client.create(sopClasses.BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\1,1',
    ...(film === undefined ? {} : { ConfigurationInformation: film }),
    ...(lut ? { ReferencedPresentationLUTSequence: [reference] } : {}),
  });
  const [box = ''] = imageBoxUids(answer);
  const set = await client.set(sopClasses.BasicGrayscaleImageBox, box, {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(1, 2, Uint8Array.of(0, 255))],
    ...(image === undefined ? {} : { ConfigurationInformation: image }),
  });
  assert.deepEqual([answer.status, set.status], [0, 0]);
  await client.action(sopClasses.BasicFilmBox, uidOf(answer));
  await client.close();
  const [request] = client.spool.accepted;
  const [made] = request?.films[0]?.images ?? [];
  return {
    contrast: made?.contrast,
    text: made?.configurationInformation,
    recorded: request?.substitutions.map(({ attribute, requested }) => [attribute, requested]),
  };
}

test('the film box says it for its images, the image for itself', async () => {
  assert.deepEqual(await printed('CS015', undefined), { contrast: 1, text: 'CS015', recorded: [] });
  assert.deepEqual(await printed('CS015', 'CN-5'), { contrast: -1, text: 'CN-5', recorded: [] });
  assert.deepEqual(await printed(undefined, undefined), {
    contrast: undefined,
    text: undefined,
    recorded: [],
  });
});

test('a presentation LUT overrides it, IDENTITY too', async () => {
  assert.deepEqual(await printed('CS015', undefined, true), {
    contrast: undefined,
    text: 'CS015',
    recorded: [],
  });
});

test('a word of another imager changes nothing, without a warning, and is recorded', async () => {
  assert.deepEqual(await printed('PERCEPTION_LUT=LINEAR', undefined), {
    contrast: undefined,
    text: 'PERCEPTION_LUT=LINEAR',
    recorded: [['ConfigurationInformation', 'PERCEPTION_LUT=LINEAR']],
  });
});
