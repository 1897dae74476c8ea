// The store's contract: the states of printers are kept, with the last one before a range, and bounded by number and age.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptStateDays, maxPrinterStates } from '../../../../src/spool/store/state-store.ts';
import { openedIn, type OpenPlace } from './opened-store.ts';

const dayMs = 86_400_000;
const change = (printer: string, at: Date, state: string) => ({
  printer,
  at,
  state,
  statusInfo: 'NORMAL',
  detail: '',
});

export function statesContract(openPlace: OpenPlace): void {
  test('the changes of a printer are kept in their order, with the last one before a range', async (t) => {
    const store = await openedIn(t, openPlace);
    const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 12, minute));
    await store.states.add([
      change('WARD3', at(0), 'ready'),
      {
        ...change('WARD3', at(5), 'failure'),
        statusInfo: 'FILM JAM',
        detail: 'A sheet is jammed: clear it.',
      },
      change('OTHER', at(6), 'ready'),
      change('WARD3', at(9), 'ready'),
    ]);
    const of = async (since: Date) =>
      (await store.states.of('WARD3', since)).map((one) => [one.at.getUTCMinutes(), one.state]);
    assert.deepEqual(await of(at(-60)), [
      [0, 'ready'],
      [5, 'failure'],
      [9, 'ready'],
    ]);
    assert.deepEqual(await of(at(6)), [
      [5, 'failure'],
      [9, 'ready'],
    ]);
    assert.deepEqual((await store.states.of('WARD3', at(6)))[0], {
      printer: 'WARD3',
      at: at(5),
      state: 'failure',
      statusInfo: 'FILM JAM',
      detail: 'A sheet is jammed: clear it.',
    });
    assert.deepEqual(await of(at(30)), [[9, 'ready']]);
    // Twice at the same time: the later one counts.
    await store.states.add([change('WARD3', at(9), 'paused')]);
    assert.deepEqual(await of(at(30)), [[9, 'paused']]);
    assert.deepEqual(await store.states.of('NONE', at(0)), []);
  });

  test('runs of the server are noted, the last one before a range included', async (t) => {
    const store = await openedIn(t, openPlace);
    const at = (hour: number) => new Date(Date.UTC(2026, 2, 1, hour));
    await store.states.noteRun({ startedAt: at(1), aliveAt: at(1) });
    await store.states.noteRun({ startedAt: at(1), aliveAt: at(2) });
    await store.states.noteRun({ startedAt: at(4), aliveAt: at(5) });
    const of = async (since: Date) =>
      (await store.states.runs(since)).map((run) => [run.startedAt.getUTCHours(), run.aliveAt.getUTCHours()]);
    assert.deepEqual(await of(at(0)), [
      [1, 2],
      [4, 5],
    ]);
    assert.deepEqual(await of(at(5)), [[4, 5]]);
  });

  test('states are bounded: by number, and by age but for the last one of a printer', async (t) => {
    const store = await openedIn(t, openPlace);
    const now = Date.now();
    const daysAgo = (days: number) => new Date(now - days * dayMs);
    const many = Array.from({ length: maxPrinterStates + 5 }, (_, index) =>
      change('BUSY', new Date(now - dayMs + index * 1000), index % 2 === 0 ? 'ready' : 'failure'),
    );
    await store.states.add(many);
    const kept = await store.states.of('BUSY', daysAgo(2));
    assert.deepEqual([kept.length, kept[0]?.at], [maxPrinterStates, many[5]?.at]);

    await store.states.add([
      change('OLD', daysAgo(keptStateDays + 2), 'ready'),
      change('OLD', daysAgo(keptStateDays + 1), 'failure'),
      change('GONE', daysAgo(keptStateDays + 1), 'removed'),
    ]);
    await store.states.noteRun({
      startedAt: daysAgo(keptStateDays + 3),
      aliveAt: daysAgo(keptStateDays + 2),
    });
    await store.correctTotals();
    const states = async (printer: string) =>
      (await store.states.of(printer, daysAgo(90))).map(({ state }) => state);
    assert.deepEqual([await states('OLD'), await states('GONE')], [['failure'], []]);
    assert.deepEqual(await store.states.runs(daysAgo(90)), []);
  });
}
