// The status of a printer, from the states of its devices, and its listeners.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  PrinterStatuses,
  printerStatusOf,
  type DeviceOfPrinter,
} from '../../src/devices/printer-statuses.ts';
import { recordingLog } from '../support/recording-log.ts';

test('a printer is NORMAL until its first report; listeners are notified of changes only', () => {
  const statuses = new PrinterStatuses(recordingLog().log);
  const reported: string[] = [];
  const stop = statuses.onChange((aeTitle, { status, info }) =>
    reported.push(`${aeTitle} ${status} ${info}`),
  );
  assert.deepEqual(statuses.of('A'), { status: 'NORMAL', info: 'NORMAL' });
  statuses.set('A', { status: 'NORMAL', info: 'NORMAL' });
  statuses.set('A', { status: 'WARNING', info: 'SUPPLY LOW' });
  statuses.set('A', { status: 'WARNING', info: 'SUPPLY LOW' });
  statuses.set('A', { status: 'WARNING', info: 'FILM JAM' });
  stop();
  statuses.set('A', { status: 'NORMAL', info: 'NORMAL' });
  assert.deepEqual(reported, ['A WARNING SUPPLY LOW', 'A WARNING FILM JAM']);
  assert.deepEqual(statuses.of('A'), { status: 'NORMAL', info: 'NORMAL' });
  assert.deepEqual(statuses.of('B'), { status: 'NORMAL', info: 'NORMAL' });
});

test('a listener that throws is logged, and the others are notified', () => {
  const { log, lines } = recordingLog();
  const statuses = new PrinterStatuses(log);
  const reported: string[] = [];
  statuses.onChange(() => {
    throw new Error('its page is closed');
  });
  statuses.onChange((_aeTitle, { info }) => reported.push(info));
  statuses.set('A', { status: 'WARNING', info: 'FILM JAM' });
  assert.deepEqual(reported, ['FILM JAM']);
  assert.deepEqual(lines, [
    { level: 'error', event: 'printer-status.listener-failed', fields: { error: 'its page is closed' } },
  ]);
});

const well = { status: 'NORMAL', info: 'NORMAL', ready: true } as const;
const low = { status: 'WARNING', info: 'SUPPLY LOW', ready: true } as const;
const jammed = { status: 'WARNING', info: 'FILM JAM', ready: false } as const;
const off = { status: 'FAILURE', info: 'PRINTER OFFLINE', ready: false } as const;
const full = { status: 'FAILURE', info: 'RECEIVER FULL', ready: false } as const;

const required = (state: DeviceOfPrinter['state']): DeviceOfPrinter => ({ required: true, state });
const bestEffort = (state: DeviceOfPrinter['state']): DeviceOfPrinter => ({ required: false, state });

const table: readonly (readonly [string, readonly DeviceOfPrinter[], string])[] = [
  ['no device', [], 'NORMAL NORMAL'],
  ['one that has not answered yet', [required(undefined), required(well)], 'NORMAL NORMAL'],
  ['all well', [required(well), bestEffort(well)], 'NORMAL NORMAL'],
  ['one that goes on printing', [required(well), required(low)], 'WARNING SUPPLY LOW'],
  ['one that stopped comes before one that goes on', [required(low), required(jammed)], 'WARNING FILM JAM'],
  [
    'FAILURE before WARNING, and never FAILURE itself',
    [required(jammed), required(off)],
    'WARNING PRINTER OFFLINE',
  ],
  ['alike: the first in the configuration', [required(full), required(off)], 'WARNING RECEIVER FULL'],
  ['best effort alone', [required(well), bestEffort(off)], 'WARNING PRINTER OFFLINE'],
  ['best effort hides nothing required', [bestEffort(off), required(low)], 'WARNING SUPPLY LOW'],
];
for (const [name, devices, expected] of table) {
  test(`the status of a printer: ${name}`, () => {
    const { status, info } = printerStatusOf(devices);
    assert.equal(`${status} ${info}`, expected);
  });
}
