// Films that are larger than every sheet of a printer: the setting of the destination decides.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Capabilities } from '../../../../src/destinations/ipp/choice/capabilities.ts';
import { chooseMedia } from '../../../../src/destinations/ipp/media/choose-media.ts';
import type { MediaOffer } from '../../../../src/destinations/ipp/media/media-offer.ts';
import { sizedMedium } from '../../../../src/destinations/ipp/media/medium.ts';
import { planJob } from '../../../../src/destinations/ipp/choice/job-plan.ts';
import { tooSmallRules } from '../../../../src/shared/film/printer.ts';

const a4 = sizedMedium({ widthMm: 210, heightMm: 297 }, 'iso_a4_210x297mm');
const media: MediaOffer = {
  ready: [a4],
  supported: [a4],
  marginsMm: () => ({ top: 4, right: 4, bottom: 4, left: 4 }),
};
const printer: Capabilities = {
  operations: new Set(),
  formats: ['application/pdf'],
  media,
  pwgRasterTypes: [],
  pwgRasterResolutions: [],
  urf: [],
  resolutions: [],
  color: false,
  pdf: {},
  jpeg: {},
  multipleDocuments: false,
  copies: { lower: 1, upper: 9 },
  jobAttributes: new Set(),
  values: () => [],
};
const film = { widthMm: 355.6, heightMm: 431.8 };

for (const whenTooSmall of tooSmallRules) {
  test(`a film of 14 × 17 inches on A4: ${whenTooSmall}`, () => {
    const choice = chooseMedia([film], media, { whenTooSmall, whenNotLoaded: 'print' });
    if (whenTooSmall === 'refuse') {
      assert.equal(choice.kind, 'too-small');
      return;
    }
    assert.ok(choice.kind === 'chosen');
    const task = { jobId: 'j1', copies: 1, mediumType: 'PAPER', filmDestination: 'BIN_1' };
    const format = { format: 'application/pdf', pixelsPerInch: 300, colorSpace: 'sgray_8' } as const;
    const destination = { name: 'office', mediumTypes: {}, trays: {}, whenTooSmall };
    const { jobs } = planJob(task, [film], { format, media: choice, printer, destination });
    const [variant] = jobs[0]!.documents;
    assert.ok(variant !== undefined && variant !== 'job');
    assert.equal(variant.paper?.widthMm, 210);
    assert.equal(variant.whenTooSmall, whenTooSmall === 'tile' ? 'tile' : undefined);
  });
}

test('a film over several sheets is one document per sheet in single-page formats; one that fits is one document', () => {
  const rules = { whenTooSmall: 'tile', whenNotLoaded: 'print' } as const;
  const small = { widthMm: 180, heightMm: 250 };
  const choice = chooseMedia([film, small], media, rules);
  assert.ok(choice.kind === 'chosen');
  const task = { jobId: 'j1', copies: 1, mediumType: 'PAPER', filmDestination: 'BIN_1' };
  const format = { format: 'image/jpeg', pixelsPerInch: 300, colorSpace: 'sgray_8' } as const;
  const destination = { name: 'office', mediumTypes: {}, trays: {}, whenTooSmall: 'tile' } as const;
  const choices = { format, media: choice, printer, destination };
  const { jobs } = planJob(task, [film, small], choices);
  // 355.6 × 431.8 mm over A4, less margins of 4 and bands of 5 mm: 192 × 279 mm each. Two by two, and the other film.
  assert.deepEqual(
    jobs.flatMap(({ documents }) =>
      documents.map((document) => document !== 'job' && [document.film, document.part]),
    ),
    [
      [0, 0],
      [0, 1],
      [0, 2],
      [0, 3],
      [1, undefined],
    ],
  );
  assert.equal(jobs.length, 5);
  const fit = planJob(task, [film, small], {
    ...choices,
    destination: { ...destination, whenTooSmall: 'fit' },
  });
  assert.equal(fit.jobs.length, 2);
});
