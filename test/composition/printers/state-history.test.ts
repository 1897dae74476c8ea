// States of printers as spans, and what is recorded of them. test/printer-states.test.ts has a whole server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spansOf, StateHistory, statesOf } from '../../../src/composition/printers/state-history.ts';
import type { PrinterStateChange, ServerRun } from '../../../src/spool/store/state-store.ts';
import { filmPrinter } from '../../console/fake-ports.ts';
import { officePrinter } from '../../cli/status-sample.ts';
import { recordingLog } from '../../support/recording-log.ts';

const at = (hour: number, minute = 0) => new Date(Date.UTC(2026, 2, 1, hour, minute));
const change = (time: Date, state: string, statusInfo = '', detail = ''): PrinterStateChange => ({
  printer: 'WARD3',
  at: time,
  state,
  statusInfo,
  detail,
});
const short = (facts: Parameters<typeof spansOf>[0]) =>
  spansOf(facts).map(({ state, from, until }) => [state, from.slice(11, 16), until?.slice(11, 16) ?? null]);

test('states are spans without gaps, cut to the range, and off between two runs of the server', () => {
  const facts = {
    changes: [
      change(at(1), 'ready'),
      change(at(4), 'failure', 'FILM JAM', 'A sheet is jammed: clear it.'),
      change(at(6), 'ready'),
      change(at(6, 30), 'ready'),
      // Newer than the last note of its run.
      change(at(8, 1), 'warning'),
      change(at(10), 'unknown'),
      change(at(11), 'ready'),
    ],
    runs: [
      { startedAt: at(1), aliveAt: at(8) },
      { startedAt: at(10), aliveAt: at(12) },
    ],
    since: at(2),
    until: at(12),
  };
  assert.deepEqual(short(facts), [
    ['ready', '02:00', '04:00'],
    ['failure', '04:00', '06:00'],
    ['ready', '06:00', '08:01'],
    ['off', '08:01', '10:00'],
    ['unknown', '10:00', '11:00'],
    ['ready', '11:00', null],
  ]);
  assert.deepEqual(spansOf(facts)[1]?.message, { code: 'device.film-jam', params: { text: '' } });
  assert.equal(spansOf(facts)[0]?.message, null);
});

test('a printer that is gone has no state afterwards, and one that is new none before', () => {
  const runs: readonly ServerRun[] = [
    { startedAt: at(0), aliveAt: at(3) },
    { startedAt: at(4), aliveAt: at(9) },
  ];
  const range = { since: at(0), until: at(9) };
  assert.deepEqual(short({ changes: [change(at(1), 'ready'), change(at(2), 'removed')], runs, ...range }), [
    ['ready', '01:00', '02:00'],
    ['removed', '02:00', null],
  ]);
  assert.deepEqual(short({ changes: [change(at(5), 'ready')], runs, ...range }), [['ready', '05:00', null]]);
});

/** A store in memory. */
function memory() {
  const changes: PrinterStateChange[] = [];
  const runs: ServerRun[] = [];
  return {
    changes,
    runs,
    add: (added: readonly PrinterStateChange[]) => {
      changes.push(...added);
      return Promise.resolve();
    },
    of: (printer: string) => Promise.resolve(changes.filter((one) => one.printer === printer)),
    noteRun: (run: ServerRun) => {
      runs.splice(0, 1, run);
      return Promise.resolve();
    },
    runs_: runs,
  };
}

test('a change is recorded once, whatever the device says in other words; a pause says who', async () => {
  const kept = memory();
  const states = { ...kept, runs: () => Promise.resolve(kept.runs_) };
  let minute = 0;
  const now = () => at(12, minute++);
  const history = new StateHistory({ states, startedAt: at(12), log: recordingLog().log, now });
  const low = (detail: string) => ({
    ...officePrinter,
    state: 'warning' as const,
    troubled: 'corridor',
    devices: officePrinter.devices.map((one) => ({ ...one, statusInfo: 'SUPPLY LOW', detail })),
  });
  history.note(filmPrinter);
  history.note(filmPrinter);
  history.note(low('Black toner: 12 pages left.'));
  history.note(low('Black toner: 11 pages left.'));
  history.note({ ...filmPrinter, state: 'paused', pausedBy: 'anna' });
  history.gone(filmPrinter.aeTitle);
  await history.stop();
  assert.deepEqual(
    kept.changes.map(({ printer, state, detail }) => [printer, state, detail]),
    [
      ['HARDCOPY', filmPrinter.state, ''],
      ['WARD3', 'warning', 'Black toner: 12 pages left.'],
      ['HARDCOPY', 'paused', 'anna'],
      ['HARDCOPY', 'removed', ''],
    ],
  );
  assert.equal(kept.runs_[0]?.startedAt.getTime(), at(12).getTime());
  const found = await statesOf(states, 'HARDCOPY', 1, at(13));
  assert.deepEqual(
    found?.states.map(({ state }) => state),
    [filmPrinter.state, 'paused', 'removed'],
  );
  assert.equal(await statesOf(states, 'NONE', 1, at(13)), undefined);
});

test('a store that fails is logged once, and ends nothing', async () => {
  const { log, lines } = recordingLog();
  const kept = memory();
  const states = {
    ...kept,
    runs: () => Promise.resolve(kept.runs_),
    add: () => Promise.reject(new Error('disk full')),
  };
  const history = new StateHistory({ states, startedAt: at(12), log });
  history.note(filmPrinter);
  history.note({ ...filmPrinter, state: 'unknown' });
  await history.stop();
  assert.equal(lines.filter(({ event }) => event === 'printers.states-not-kept').length, 1);
});
