// An empty color supply holds color films but not gray ones; a printer that is receiving our film is not off; only values that
// a printer lists are sent.
import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { test } from 'node:test';
import { IppAttributes } from '../../../src/destinations/ipp/protocol/ipp-attributes.ts';
import { deviceStateOf } from '../../../src/destinations/ipp/state/printer-status.ts';
import { ippDriver, ippTask, never } from '../../support/ipp-task.ts';
import { filmOf, imageBox, rgbPixels } from '../../support/render-films.ts';
import { startScriptedPrinter } from '../../support/scripted-ipp-printer.ts';

const inks = (levels: readonly number[], names = ['Cyan Ink', 'Magenta Ink', 'Yellow Ink', 'Black Ink']) => ({
  'marker-names': names,
  'marker-levels': levels,
  'color-supported': true,
});
const empty = { 'printer-state': 'idle', 'printer-state-reasons': ['marker-supply-empty-error'] };

for (const [name, more, said] of [
  ['cyan', inks([0, 50, 50, 50]), /wait: Cyan Ink is used up/],
  ['magenta', inks([50, 0, 50, 50]), /wait: Magenta Ink is used up/],
  [
    'yellow, without a suffix',
    { ...inks([50, 50, 0, 50]), 'printer-state-reasons': ['marker-supply-empty'] },
    /wait: Yellow Ink is/,
  ],
  ['two, by letters', inks([0, 5, 0, 5], ['C', 'M', 'Y', 'BK']), /wait: C, Y are used up/],
  [
    'by its color',
    { ...inks([9, 0], ['Ink 1', 'Ink 2']), 'marker-colors': ['#000000', '#00FFFF'] },
    /wait: Ink 2 is/,
  ],
  [
    'by printer-supply',
    {
      'printer-supply': [
        'type=toner;maxcapacity=100;level=0;colorantname=magenta',
        'type=toner;maxcapacity=100;level=60;colorantname=black',
      ],
      'color-supported': true,
    },
    /wait: magenta is used up/,
  ],
  ['black', inks([50, 50, 50, 0]), undefined],
  ['waste', inks([0, 50], ['Waste Color Toner', 'Black']), undefined],
  [
    'a warning alone',
    { ...inks([0, 50, 50, 50]), 'printer-state-reasons': ['marker-supply-empty-warning'] },
    undefined,
  ],
  ['no reason', { ...inks([0, 50, 50, 50]), 'printer-state-reasons': ['none'] }, undefined],
  ['a printer without colors', { ...inks([0, 50, 50, 50]), 'color-supported': false }, undefined],
] as const)
  test(`an empty supply: ${name}`, () => {
    const state = deviceStateOf(new IppAttributes({ ...empty, ...more }));
    if (said) assert.match(state.colorsWait ?? '', said);
    else assert.equal(state.colorsWait, undefined);
  });

test('an error that does not hold films holds no color films', () => {
  const state = deviceStateOf(new IppAttributes({ ...empty, ...inks([0, 50, 50, 50]) }), ['media']);
  assert.deepEqual([state.ready, state.colorsWait], [true, undefined]);
});

const colorFilm = filmOf([imageBox(rgbPixels(4, 4))], { filmSizeId: '8_5INX11IN' });

test('a color film waits while cyan is empty, a gray one is printed; the color film prints afterwards', async (t) => {
  const printer = await startScriptedPrinter(t, { attributes: { ...empty, ...inks([0, 50, 50, 50]) } });
  const driver = ippDriver(printer.uri);
  const gray = await ippTask(t);
  const color = await ippTask(t, { jobId: 'colors', films: () => Promise.resolve([colorFilm]) });
  const held = await driver.deliver(color.task, never);
  assert.deepEqual(held, {
    kind: 'failed',
    cause: 'device',
    onlyThisJob: true,
    statusInfo: 'SUPPLY EMPTY',
    error: 'Films with colors wait: Cyan Ink is used up. Replace it; gray films are printed in the meantime.',
  });
  assert.deepEqual(printer.operations(), []);
  assert.equal((await driver.deliver(gray.task, never)).kind, 'delivered');
  printer.attributes['printer-state-reasons'] = ['none'];
  assert.equal((await ippDriver(printer.uri).deliver(color.task, never)).kind, 'delivered');
  assert.equal(printer.jobs.size, 2);
});

const byteLength = 24 * 1024 * 1024;

for (const how of ['close', 'silence', 'refused'] as const)
  test(`a printer that receives our film and does not answer queries meanwhile (${how}) is busy, not OFFLINE`, async (t) => {
    const uploading = Promise.withResolvers<undefined>();
    let busy = false;
    const printer = await startScriptedPrinter(t, {
      // The rest of the document is not read.
      early: (headers) => {
        if (Number(headers['content-length']) < byteLength)
          return busy && how !== 'refused' ? how : undefined;
        busy = true;
        if (how === 'refused') printer.refuse();
        uploading.resolve(undefined);
        return 'silence';
      },
    });
    const { task } = await ippTask(t);
    const file = await open(task.document.path, 'w');
    await file.truncate(byteLength);
    await file.close();
    const stop = new AbortController();
    const driver = ippDriver(printer.uri, {}, { stateMs: 100, idleMs: 60_000 });
    const document = { ...task.document, byteLength };
    const delivered = driver.deliver({ ...task, document }, stop.signal);
    delivered.catch(() => undefined);
    await uploading.promise;
    const state = await driver.deviceState(never);
    assert.deepEqual([state.status, state.info, state.ready], ['WARNING', 'PRINTER BUSY', true]);
    assert.match(state.detail, /is receiving a film/);
    stop.abort(new Error('enough'));
    await assert.rejects(delivered, /enough/);
    // It is not receiving a film now.
    const after = await driver.deviceState(never);
    assert.deepEqual([after.status, after.info, after.ready], ['FAILURE', 'PRINTER OFFLINE', false]);
  });

const values = {
  'sides-supported': ['one-sided'],
  'print-quality-supported': ['draft', 'normal', 'high'],
  'print-color-mode-supported': ['color', 'monochrome'],
  'output-bin-supported': ['face-up', 'face-down'],
  'copies-supported': [[1, 99]],
  'media-col-supported': ['media-size', 'media-type'],
};
const everything = [
  'copies',
  'media',
  'media-col',
  'output-bin',
  'print-color-mode',
  'print-quality',
  'sides',
];
for (const listed of [
  everything,
  ['copies', 'media', 'sides'],
  ['media'],
  ['print-color-mode', 'print-quality'],
  ['job-name'],
])
  test(`only attributes of job-creation-attributes-supported are sent: ${listed.join(', ')}`, async (t) => {
    const attributes = { ...values, 'job-creation-attributes-supported': listed };
    const printer = await startScriptedPrinter(t, { attributes });
    const { task } = await ippTask(t, { copies: 3, filmDestination: 'BIN_1' });
    const driver = ippDriver(printer.uri, { trays: { BIN_1: { bin: 'face-up' } } });
    assert.equal((await driver.deliver(task, never)).kind, 'delivered');
    const creating = printer.requests.filter(({ operation }) => /^(Create|Validate)-Job$/.test(operation));
    assert.ok(creating.length >= 2);
    for (const { job } of creating) {
      const sent = job.names.toSorted();
      assert.deepEqual(
        sent,
        everything.filter((name) => listed.includes(name) && name !== 'media-col'),
      );
    }
  });
