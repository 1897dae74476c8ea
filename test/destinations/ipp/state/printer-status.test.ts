// The status of IPP printers, as reported to DICOM clients (PS3.3 C.13.9).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IppAttributes } from '../../../../src/destinations/ipp/protocol/ipp-attributes.ts';
import { deviceStateOf } from '../../../../src/destinations/ipp/state/printer-status.ts';
import { printerAnswer } from '../../../support/printer-answers.ts';
import {
  jobReasons,
  printerReasons,
  reasonPatterns,
  type ReasonPart,
} from '../../../../src/destinations/ipp/state/status-table.ts';

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
  // Severe reasons come first, then those that a user has to fix first.
  [['toner-low-warning', 'media-jam-error', 'cover-open-error'], 'stopped', 'FAILURE', 'FILM JAM', false],
  [['toner-low-warning', 'media-low-warning', 'offline-report'], 'idle', 'WARNING', 'PRINTER OFFLINE', true],
] as const) {
  test(`${printerState} with ${String(reasons)} is ${status}, ${info}`, () => {
    const state = stateOf(reasons, printerState);
    assert.deepEqual([state.status, state.info, state.ready], [status, info, ready]);
    assert.match(state.detail, /\w.*\.$/);
  });
}

const colorInk = { 'marker-names': ['M', 'C', 'Y', 'BK'], 'marker-levels': [13, 0, 0, 33] };
const noInk = { 'marker-names': ['Color', 'Black'], 'marker-levels': [40, 0] };
const photoTray = {
  'media-ready': ['iso_a4_210x297mm'],
  'printer-input-tray': [
    'type=sheetFeedAutoNonRemovableTray;mediafeed=297000;mediaxfeed=210000;dimunit=4;level=-3;status=0;name=main;',
    'type=sheetFeedAutoNonRemovableTray;mediafeed=152400;mediaxfeed=101600;dimunit=4;level=0;status=19;name=photo;',
  ],
};
const emptyTray = {
  'media-ready': ['iso_a4_210x297mm'],
  'printer-input-tray': [
    'type=sheetFeedAutoNonRemovableTray;mediafeed=297000;mediaxfeed=210000;dimunit=4;level=0;status=19;name=main;',
  ],
};
for (const [reasons, printerState, more, status, info, ready] of [
  // Problems that do not affect films do not hold them.
  ['scanner-error', 'idle', {}, 'WARNING', 'CHECK PRINTER', true],
  ['com.maker.adf-jam-error', 'idle', {}, 'WARNING', 'CHECK PRINTER', true],
  ['fax-error', 'processing', {}, 'WARNING', 'CHECK PRINTER', true],
  ['other-error', 'idle', {}, 'WARNING', 'CHECK PRINTER', true],
  ['stapler-empty-error', 'idle', {}, 'WARNING', 'CHECK PRINTER', true],
  ['marker-supply-empty-error', 'idle', colorInk, 'WARNING', 'SUPPLY EMPTY', true],
  // Problems that affect films do.
  ['marker-supply-empty-error', 'idle', noInk, 'FAILURE', 'SUPPLY EMPTY', false],
  ['marker-supply-empty-error', 'idle', {}, 'FAILURE', 'SUPPLY EMPTY', false],
  [
    'marker-supply-empty-error',
    'idle',
    { ...colorInk, 'color-supported': false },
    'FAILURE',
    'SUPPLY EMPTY',
    false,
  ],
  ['media-jam-error', 'idle', {}, 'FAILURE', 'FILM JAM', false],
  ['cover-open-error', 'idle', {}, 'FAILURE', 'COVER OPEN', false],
  // An empty photo tray is not a problem while paper is loaded.
  ['media-empty-error', 'idle', photoTray, 'WARNING', 'SUPPLY EMPTY', true],
  ['media-empty-error', 'idle', emptyTray, 'FAILURE', 'SUPPLY EMPTY', false],
  ['media-empty-error', 'stopped', photoTray, 'FAILURE', 'SUPPLY EMPTY', false],
  [['media-needed-error', 'media-empty-error'], 'stopped', {}, 'FAILURE', 'SUPPLY EMPTY', false],
  // An error outranks a report.
  [['spool-area-full-report', 'other-error'], 'stopped', {}, 'FAILURE', 'CHECK PRINTER', false],
  [
    ['toner-low-report', 'media-jam-report', 'cover-open-error'],
    'stopped',
    {},
    'FAILURE',
    'COVER OPEN',
    false,
  ],
  ['cups-ipp-missing-cancel-job', 'idle', {}, 'NORMAL', 'NORMAL', true],
  ['cups-ipp-conformance-failure-report', 'idle', {}, 'NORMAL', 'NORMAL', true],
] as const) {
  test(`${printerState} with ${String(reasons)} and ${JSON.stringify(more).slice(0, 40)}: ${info}`, () => {
    const state = stateOf(reasons, printerState, more);
    assert.deepEqual([state.status, state.info, state.ready], [status, info, ready]);
  });
}

test('which errors hold films can be configured', () => {
  const values = { 'printer-state': 'idle', 'printer-state-reasons': ['other-error', 'toner-empty-error'] };
  const ready = (...holdFor: readonly ReasonPart[]) =>
    deviceStateOf(new IppAttributes(values), holdFor).ready;
  assert.deepEqual([ready('marking'), ready('other'), ready('jam'), ready()], [false, false, true, true]);
});

test('a printer that prints and accepts nothing meanwhile is busy, not offline', () => {
  for (const reasons of [['spool-area-full-report'], ['none'], ['marker-supply-low-warning']]) {
    const state = stateOf(reasons, 'processing', { 'printer-is-accepting-jobs': false });
    assert.deepEqual([state.status, state.info, state.ready], ['WARNING', 'PRINTER BUSY', false]);
  }
});

for (const [name, status, info, ready] of [
  ['jipp-HP-OfficeJet-Pro-8730', 'WARNING', 'PRINTER BUSY', false],
  ['jipp-HP-Officejet-Pro-X576dw-MFP', 'WARNING', 'PRINTER BUSY', false],
  ['jipp-HP-OfficeJet-Pro-7740', 'FAILURE', 'CHECK PRINTER', false],
  ['jipp-HP-OfficeJet-Pro-8710', 'FAILURE', 'CHECK PRINTER', false],
  ['jipp-HP-OfficeJet-250-Mobile-Series', 'FAILURE', 'SUPPLY EMPTY', false],
  ['jipp-HP-ENVY-5640', 'WARNING', 'SUPPLY EMPTY', true],
  ['jipp-Brother-MFC-J870DW-2', 'WARNING', 'SUPPLY EMPTY', true],
  ['gmuth-Xerox-B210-jam', 'FAILURE', 'FILM JAM', false],
  ['gmuth-Xerox-B210-toner', 'FAILURE', 'SUPPLY EMPTY', false],
  ['gmuth-CUPS-Get-Printers-7', 'WARNING', 'SUPPLY EMPTY', true],
  ['sharpnext-Canon-MX490-series-low-supply', 'WARNING', 'SUPPLY LOW', true],
  ['gomfp-Kyocera-M2040dn', 'NORMAL', 'NORMAL', true],
] as const) {
  test(`${name} is ${info}`, () => {
    const state = deviceStateOf(printerAnswer(name).attributes);
    assert.deepEqual([state.status, state.info, state.ready], [status, info, ready]);
  });
}

test('an empty waste container is not a low supply', () => {
  const { supplies } = deviceStateOf(printerAnswer('gomfp-Kyocera-M2040dn').attributes);
  assert.deepEqual(supplies, [{ name: 'Black TK-1170', percent: 84 }, { name: 'Waste Toner Box' }]);
  const filled = stateOf('none', 'idle', {
    'printer-supply': [
      'type=wasteToner;maxcapacity=100;level=0;class=receptacleThatIsFilled;colorantname=none;',
    ],
  });
  assert.deepEqual(filled.supplies, [{ name: 'none' }]);
});

test('a printer that cannot print films is never ready, and the reason is reported', () => {
  for (const [values, sentence] of [
    [{ 'document-format-supported': ['application/vnd.hp-pcl'] }, /only application\/vnd\.hp-pcl/],
    [{ 'document-format-supported': ['image/urf'], 'urf-supported': ['CP1'] }, /only CP1 in urf-supported/],
    [{ 'document-format-supported': ['image/pwg-raster'] }, /nothing in pwg-raster-document-type-supported/],
  ] as const) {
    const state = stateOf('none', 'idle', values);
    assert.deepEqual([state.status, state.info, state.ready], ['FAILURE', 'ELEC CONFIG ERR', false]);
    assert.match(state.detail, sentence);
  }
});

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

test('supplies are reported in per cent: from marker-levels, or else from printer-supply; unknown levels are undefined', () => {
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

test('loaded media and model are reported as the printer states them', () => {
  const state = stateOf(['none', 'media-low-report'], 'idle', {
    'media-ready': ['iso_a4_210x297mm'],
    'printer-make-and-model': 'Maker Model',
  });
  assert.deepEqual(state.mediaReady, ['iso_a4_210x297mm']);
  assert.equal(state.model, 'Maker Model');
  assert.deepEqual(state.reasons, ['media-low-report']);
});
