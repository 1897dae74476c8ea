// What a printer is sent: formats, resolutions, colours, copies and attributes, by what it says it takes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capabilitiesOf } from '../../../src/destinations/ipp/capabilities.ts';
import { formatsFor } from '../../../src/destinations/ipp/choose-format.ts';
import { IppAttributes } from '../../../src/destinations/ipp/ipp-attributes.ts';
import { filmSizeOf, mediaFor, planJob } from '../../../src/destinations/ipp/job-plan.ts';
import { filmOf } from '../../support/render-films.ts';

const everywhere = {
  'document-format-supported': ['image/urf', 'image/jpeg', 'image/pwg-raster', 'application/pdf'],
  'pwg-raster-document-type-supported': ['black_1', 'sgray_8', 'srgb_8'],
  'pwg-raster-document-resolution-supported': [
    [300, 300, 'dpi'],
    [600, 600, 'dpi'],
    [1200, 1200, 'dpi'],
  ],
  'urf-supported': ['V1.4', 'W8', 'RS300-400'],
  'printer-resolution-supported': [[300, 300, 'dpi']],
  'copies-supported': [1, 20],
  'media-ready': ['na_letter_8.5x11in'],
  'media-supported': ['na_letter_8.5x11in'],
};
const destination = {
  whenTooSmall: 'fit' as const,
  ...{ name: 'office', mediumTypes: { 'BLUE FILM': 'transparency' } },
  trays: { BIN_1: { source: 'tray-1', bin: 'face-down' } },
};

function plan(
  attributes: Readonly<Record<string, unknown>>,
  format: string,
  changes: {
    copies?: number;
    mediumType?: string;
    filmDestination?: string;
    films?: number;
    color?: boolean;
  } = {},
) {
  const printer = capabilitiesOf(new IppAttributes(attributes));
  const chosen = formatsFor(printer, { color: changes.color ?? false }).find(
    (choice) => choice.format === format,
  );
  assert.ok(chosen, `no ${format}`);
  const films = Array.from({ length: changes.films ?? 1 }, () => filmOf([], { filmSizeId: '8_5INX11IN' }));
  const media = mediaFor(films, printer, { whenTooSmall: 'fit', whenNotLoaded: 'print' });
  assert.ok(media.kind === 'chosen' || media.kind === 'unknown');
  const task = { jobId: 'id', copies: 1, mediumType: 'CURRENT', filmDestination: 'CURRENT', ...changes };
  return planJob(task, films.map(filmSizeOf), chosen, media, printer, destination);
}

test('the document of the job is sent as it is when the paper is the film', () => {
  const asItIs = [{ name: 'Hardcopy id office', documents: ['job'] }];
  assert.deepEqual(plan(everywhere, 'application/pdf').jobs, asItIs);
  assert.deepEqual(plan(everywhere, 'application/pdf', { color: true }).jobs, asItIs);
  const mono = plan({ ...everywhere, 'color-supported': false }, 'application/pdf', { color: true });
  assert.deepEqual(mono.jobs[0]?.documents, [
    { format: 'application/pdf', pixelsPerInch: 300, colorSpace: 'sgray_8' },
  ]);
});

test('JPEG has a job for every film, or a document where the printer takes several', () => {
  const single = plan(everywhere, 'image/jpeg', { films: 2 }).jobs;
  assert.deepEqual(
    single.map(({ name }) => name),
    ['Hardcopy id office 1/2', 'Hardcopy id office 2/2'],
  );
  assert.deepEqual(
    single.map(({ documents }) => documents.map((document) => document !== 'job' && document.film)),
    [[0], [1]],
  );
  const several = plan({ ...everywhere, 'multiple-document-jobs-supported': true }, 'image/jpeg', {
    films: 2,
  });
  assert.equal(several.jobs.length, 1);
  assert.equal(several.jobs[0]?.documents.length, 2);
});

test('copies are an attribute of the job where the printer takes that many, else jobs of their own', () => {
  const taken = plan(everywhere, 'application/pdf', { copies: 3 });
  assert.deepEqual([taken.jobs.length, taken.template.copies], [1, 3]);
  const one = { ...everywhere, 'copies-supported': [1, 1] };
  const repeated = plan(one, 'application/pdf', { copies: 3 });
  assert.deepEqual([repeated.jobs.length, repeated.template.copies], [3, undefined]);
  assert.equal(new Set(repeated.jobs.map(({ name }) => name)).size, 3);
});

test('only what the printer lists is sent; nobody scales twice', () => {
  assert.deepEqual(plan(everywhere, 'application/pdf').template, { media: 'na_letter_8.5x11in' });
  const more = {
    ...everywhere,
    'print-scaling-supported': ['auto', 'none'],
    'sides-supported': ['one-sided', 'two-sided-long-edge'],
    'print-quality-supported': [4, 5],
    'print-color-mode-supported': ['monochrome', 'color'],
    'output-bin-supported': ['face-down'],
    'media-col-supported': ['media-size', 'media-type', 'media-source'],
  };
  const base = { 'print-scaling': 'none', sides: 'one-sided', 'print-quality': 'high' };
  assert.deepEqual(plan(more, 'application/pdf').template, {
    ...base,
    ...{ 'print-color-mode': 'monochrome', media: 'na_letter_8.5x11in' },
  });
  const special = plan(more, 'application/pdf', {
    ...{ color: true, mediumType: 'BLUE FILM', filmDestination: 'BIN_1' },
  });
  assert.deepEqual(special.template, {
    ...base,
    ...{ 'print-color-mode': 'color', 'output-bin': 'face-down' },
    'media-col': {
      'media-size': { 'x-dimension': 21590, 'y-dimension': 27940 },
      ...{ 'media-type': 'transparency', 'media-source': 'tray-1' },
    },
  });
  const unmapped = plan(more, 'application/pdf', { mediumType: 'PAPER', filmDestination: 'PROCESSOR' });
  assert.equal(unmapped.template.media, 'na_letter_8.5x11in');
});

test('margins are those of the loaded medium, the widest when it has several; else what the printer says', () => {
  const medium = (top: number, width = 21_590, height = 27_940) => ({
    'media-size': { 'x-dimension': width, 'y-dimension': height },
    'media-top-margin': top,
  });
  const { media } = capabilitiesOf(
    new IppAttributes({
      'media-col-ready': [medium(0), medium(635), medium(900, 21_000, 29_700)],
      'media-top-margin-supported': [0, 1000],
      'media-left-margin-supported': [340],
    }),
  );
  assert.deepEqual(media.marginsMm('na_letter_8.5x11in'), {
    top: 6.35,
    right: 4.23,
    bottom: 4.23,
    left: 3.4,
  });
  assert.equal(media.marginsMm('iso_a3_297x420mm').top, 10);
});
