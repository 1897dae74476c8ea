// What IPP printers say of themselves, as DICOM clients hear it (PS3.3 C.13.9).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IppAttributes } from '../../../src/destinations/ipp/ipp-attributes.ts';
import { deviceStateOf } from '../../../src/destinations/ipp/printer-status.ts';
import { jobReasons, printerReasons, reasonPatterns } from '../../../src/destinations/ipp/status-table.ts';

function stateOf(
  reasons: string | readonly string[],
  printerState = 'idle',
  more: Record<string, unknown> = {},
) {
  const values = { 'printer-state': printerState, 'printer-state-reasons': reasons, ...more };
  return deviceStateOf(new IppAttributes(values));
}

for (const [reasons, printerState, status, info, ready] of [
  ['none', 'idle', 'NORMAL', 'NORMAL', true],
  ['media-empty', 'stopped', 'FAILURE', 'SUPPLY EMPTY', false],
  ['media-empty-error', 'idle', 'FAILURE', 'SUPPLY EMPTY', false],
  ['media-empty-warning', 'processing', 'WARNING', 'SUPPLY EMPTY', true],
  ['media-empty-report', 'idle', 'WARNING', 'SUPPLY EMPTY', true],
  ['media-low-report', 'idle', 'NORMAL', 'NORMAL', true],
  ['com.maker.news-report', 'idle', 'NORMAL', 'NORMAL', true],
  ['media-low-warning', 'idle', 'WARNING', 'SUPPLY LOW', true],
  ['media-jam', 'processing', 'FAILURE', 'FILM JAM', false],
  ['cover-open-error', 'stopped', 'FAILURE', 'COVER OPEN', false],
  ['input-tray-missing', 'stopped', 'FAILURE', 'NO SUPPLY MGZ', false],
  ['output-area-full-error', 'stopped', 'FAILURE', 'RECEIVER FULL', false],
  ['offline-report', 'idle', 'WARNING', 'PRINTER OFFLINE', true],
  ['shutdown', 'stopped', 'FAILURE', 'PRINTER DOWN', false],
  ['paused', 'stopped', 'FAILURE', 'PRINTER OFFLINE', false],
  ['toner-low-warning', 'idle', 'WARNING', 'SUPPLY LOW', true],
  ['marker-supply-empty-error', 'stopped', 'FAILURE', 'SUPPLY EMPTY', false],
  ['other-warning', 'idle', 'WARNING', 'CHECK PRINTER', true],
  ['com.maker.paper-jam-error', 'stopped', 'FAILURE', 'FILM JAM', false],
  ['none', 'stopped', 'FAILURE', 'CHECK PRINTER', false],
  // Worse ones are told first, of equals the one a person sees to first.
  [['toner-low-warning', 'media-jam-error', 'cover-open-error'], 'stopped', 'FAILURE', 'FILM JAM', false],
  [['toner-low-warning', 'media-low-warning', 'offline-report'], 'idle', 'WARNING', 'PRINTER OFFLINE', true],
] as const) {
  test(`${printerState} with ${String(reasons)} is ${status}, ${info}`, () => {
    const state = stateOf(reasons, printerState);
    assert.deepEqual([state.status, state.info, state.ready], [status, info, ready]);
    assert.match(state.detail, /\w.*\.$/);
  });
}

test('a printer that accepts no jobs is not ready', () => {
  const state = stateOf('none', 'idle', { 'printer-is-accepting-jobs': false });
  assert.deepEqual([state.status, state.ready], ['FAILURE', false]);
});

test('every term is a code string of at most 16 characters, every row has its sentence', () => {
  const rows = [...Object.values(printerReasons), ...Object.values(jobReasons)];
  for (const { info, sentence } of rows) {
    assert.match(info, /^[A-Z0-9 ]{2,16}$/);
    assert.ok(info === 'NORMAL' || /^[A-Z].*\.$/.test(sentence), sentence);
  }
  for (const [, row] of reasonPatterns) assert.ok(Object.hasOwn(printerReasons, row), row);
});

test('supplies are told in per cent: of marker-levels, else of printer-supply; what is not known has none', () => {
  const markers = stateOf('none', 'idle', {
    'marker-names': ['Black', 'Waste', 'Drum'],
    'marker-levels': [42, -2, 100],
  });
  assert.deepEqual(markers.supplies, [
    { name: 'Black', percent: 42 },
    { name: 'Waste' },
    { name: 'Drum', percent: 100 },
  ]);
  const supplies = stateOf('none', 'idle', {
    'printer-supply': ['type=toner;maxcapacity=200;level=50;colorantname=black;', 'type=opc;level=-2;'],
    'printer-supply-description': ['Black Toner'],
  });
  assert.deepEqual(supplies.supplies, [{ name: 'Black Toner', percent: 25 }, { name: 'opc' }]);
});

test('what is loaded and the model are told as the printer says it', () => {
  const state = stateOf(['none', 'media-low-report'], 'idle', {
    'media-ready': ['iso_a4_210x297mm'],
    'printer-make-and-model': 'Maker Model',
  });
  assert.deepEqual(state.mediaReady, ['iso_a4_210x297mm']);
  assert.equal(state.model, 'Maker Model');
  assert.deepEqual(state.reasons, ['media-low-report']);
});
