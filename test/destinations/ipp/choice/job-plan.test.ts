// What is sent to a printer: formats, resolutions, colors, copies and attributes, by its capabilities.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capabilitiesOf } from '../../../../src/destinations/ipp/choice/capabilities.ts';
import { formatsFor } from '../../../../src/destinations/ipp/choice/choose-format.ts';
import { IppAttributes } from '../../../../src/destinations/ipp/protocol/ipp-attributes.ts';
import { filmSizeOf, mediaFor, planJob } from '../../../../src/destinations/ipp/choice/job-plan.ts';
import { pageFor } from '../../../../src/destinations/ipp/choice/page-choice.ts';
import type { MediaSize } from '../../../../src/destinations/ipp/media/medium.ts';
import type { DocumentFormat } from '../../../../src/render/sheet/document-formats.ts';
import { filmOf } from '../../../support/render-films.ts';

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
  name: 'office',
  mediumTypes: { 'BLUE FILM': 'transparency' },
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
  return planJob(task, films.map(filmSizeOf), { format: chosen, media, printer, destination });
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

test('JPEG uses one job per film, or one document per film where the printer accepts several per job', () => {
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

test('copies are an attribute of the job if the printer supports that many, otherwise separate jobs', () => {
  const taken = plan(everywhere, 'application/pdf', { copies: 3 });
  assert.deepEqual([taken.jobs.length, taken.template.copies], [1, 3]);
  const one = { ...everywhere, 'copies-supported': [1, 1] };
  const repeated = plan(one, 'application/pdf', { copies: 3 });
  assert.deepEqual([repeated.jobs.length, repeated.template.copies], [3, undefined]);
  assert.equal(new Set(repeated.jobs.map(({ name }) => name)).size, 3);
});

test('sends only values that the printer lists, and prevents it from scaling the page again', () => {
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
    'print-color-mode': 'monochrome',
    media: 'na_letter_8.5x11in',
  });
  const special = plan(more, 'application/pdf', {
    color: true,
    mediumType: 'BLUE FILM',
    filmDestination: 'BIN_1',
  });
  assert.deepEqual(special.template, {
    ...base,
    'print-color-mode': 'color',
    'output-bin': 'face-down',
    'media-col': {
      'media-size': { 'x-dimension': 21590, 'y-dimension': 27940 },
      'media-type': 'transparency',
      'media-source': 'tray-1',
    },
  });
  const unmapped = plan(more, 'application/pdf', { mediumType: 'PAPER', filmDestination: 'PROCESSOR' });
  assert.equal(unmapped.template.media, 'na_letter_8.5x11in');
});

test('sends only job attributes that the printer lists', () => {
  const values = {
    ...everywhere,
    'print-scaling-supported': ['auto', 'none'],
    'sides-supported': ['one-sided'],
    'print-quality-supported': [4, 5],
    'print-color-mode-supported': ['monochrome'],
    'output-mode-supported': ['monochrome'],
    'output-bin-supported': ['face-down'],
    'media-col-supported': ['media-size', 'media-type', 'media-source'],
  };
  const template = (...listed: readonly string[]) =>
    plan({ ...values, 'job-creation-attributes-supported': listed }, 'application/pdf', {
      copies: 3,
      mediumType: 'BLUE FILM',
      filmDestination: 'BIN_1',
    });
  const { jobs, template: least } = template('job-name');
  assert.deepEqual([least, jobs.length], [{}, 3]);
  const some = template('job-name', 'sides', 'media', 'output-mode', 'copies');
  assert.deepEqual(some.template, {
    copies: 3,
    sides: 'one-sided',
    'output-mode': 'monochrome',
    media: 'na_letter_8.5x11in',
  });
  const more = template('print-color-mode', 'output-mode', 'media-col', 'print-scaling', 'output-bin');
  assert.deepEqual(Object.keys(more.template).toSorted(), [
    'media-col',
    'output-bin',
    'print-color-mode',
    'print-scaling',
  ]);
});

test('gray films are printed in gray whatever the pixels are, by print-color-mode or by output-mode', () => {
  const modes = (values: Readonly<Record<string, unknown>>, format: string, color = false) => {
    const { template } = plan({ ...everywhere, 'color-supported': true, ...values }, format, { color });
    return template['print-color-mode'] ?? template['output-mode'];
  };
  const named = { 'print-color-mode-supported': ['auto', 'monochrome', 'color'] };
  assert.deepEqual(
    [modes(named, 'application/pdf'), modes(named, 'application/pdf', true)],
    ['monochrome', 'color'],
  );
  const equalSamples = { ...named, 'pwg-raster-document-type-supported': ['srgb_8'] };
  assert.equal(modes(equalSamples, 'image/pwg-raster'), 'monochrome');
  assert.equal(
    modes({ 'print-color-mode-supported': ['auto', 'process-monochrome'] }, 'application/pdf'),
    'process-monochrome',
  );
  assert.equal(modes({ 'output-mode-supported': ['color', 'monochrome'] }, 'application/pdf', true), 'color');
});

const a4Size = { widthMm: 210, heightMm: 297 };
const lying = { widthMm: 297, heightMm: 210 };
const small = { widthMm: 203.2, heightMm: 254 };
const own = (format: DocumentFormat, films: readonly MediaSize[]) =>
  pageFor(films, { kind: 'chosen', medium: a4Size }, format, () => true);

test('never sends a page larger than usual office paper to a printer that does not report its media', () => {
  const unknown = (films: readonly MediaSize[], ...values: readonly string[]) =>
    pageFor(films, { kind: 'unknown' }, 'application/pdf', (value) => values.includes(value));
  for (const film of [a4Size, { widthMm: 355.6, heightMm: 431.8 }, { widthMm: 215.9, heightMm: 279.4 }]) {
    const fit = unknown([film], 'none', 'fit');
    assert.equal(fit.scaling, 'fit');
    assert.deepEqual([fit.paper?.widthMm, fit.paper?.scaledByDevice], [film.widthMm, true]);
    const without = unknown([film], 'none');
    assert.equal(without.scaling, 'none');
    assert.deepEqual([without.paper?.widthMm, without.paper?.heightMm], [210, 279.4]);
    assert.equal(unknown([film]).scaling, undefined);
    assert.equal(unknown([film], 'auto-fit').scaling, 'auto-fit');
  }
  // Films that fit on every office paper keep their true size.
  assert.deepEqual(unknown([small], 'none', 'fit'), { scaling: 'none' });
});

test('rasters have the orientation of the paper; printers rotate other formats', () => {
  assert.equal(own('image/pwg-raster', [a4Size]).paper, undefined);
  for (const format of ['image/pwg-raster', 'image/urf'] as const) {
    const { paper } = own(format, [lying]);
    assert.deepEqual(paper, { ...a4Size, marginsMm: { top: 0, right: 0, bottom: 0, left: 0 } });
  }
  assert.equal(own('application/pdf', [lying]).paper, undefined);
  assert.equal(own('image/jpeg', [lying]).paper, undefined);
});

test('margins are the widest of the loaded medium, or otherwise those of the printer', () => {
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
  assert.deepEqual(media.marginsMm({ widthMm: 215.9, heightMm: 279.4 }), {
    top: 6.35,
    right: 4.23,
    bottom: 4.23,
    left: 3.4,
  });
  assert.equal(media.marginsMm({ widthMm: 297, heightMm: 420 }).top, 10);
});
