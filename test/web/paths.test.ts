// The paths of the pages are those for which the server sends them, and small pure parts of the pages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pagePaths } from '../../src/console/page/page-paths.ts';
import { possibleActions, shownState, shownStates } from '../../web/src/data/states/job-states.ts';
import { ageOf } from '../../web/src/lib/text/ages.ts';
import { filtersOf, queryOf } from '../../web/src/lib/films/film-filters.ts';
import { movedTo, selectedRange } from '../../web/src/lib/grid-moves.ts';
import { mediaName } from '../../web/src/lib/text/media-names.ts';
import { pagesOf } from '../../web/src/lib/text/page-ranges.ts';
import { filmPath, printerPath, routes } from '../../web/src/lib/paths.ts';
import { dropMove, queueMoves } from '../../web/src/lib/films/queue-moves.ts';
import { defaultPreferences, preferencesOf } from '../../web/src/lib/browser/preferences.ts';
import { plainWindow, windowFunction } from '../../web/src/lib/films/view-window.ts';

test('page and server have the same paths', () => {
  assert.deepEqual(Object.values<string>(routes).toSorted(), pagePaths.toSorted());
  assert.equal(filmPath('1m8/x'), '/films/1m8%2Fx');
  assert.equal(printerPath('WARD 3', 'queue'), '/printers/WARD%203/queue');
});

test('ages are in the unit that a person would use', () => {
  const cases: readonly (readonly [number, number, string])[] = [
    [-5000, 0, 'second'],
    [59_999, 59, 'second'],
    [60_000, 1, 'minute'],
    [3_599_999, 59, 'minute'],
    [3_600_000, 1, 'hour'],
    [86_400_000 * 41, 41, 'day'],
  ];
  for (const [ms, value, unit] of cases) assert.deepEqual(ageOf(ms), { value, unit });
});

test('a job moves within its priority only', () => {
  const queue = [
    { id: 'h1', priority: 'HIGH', state: 'PENDING' },
    { id: 'm1', priority: 'MED', state: 'PENDING' },
    { id: 'm2', priority: 'MED', state: 'PENDING' },
    { id: 'm3', priority: 'MED', state: 'PENDING' },
  ];
  assert.deepEqual(queueMoves(queue, 'h1'), {});
  assert.deepEqual(queueMoves(queue, 'm1'), { down: { before: 'm3', now: 'm2' } });
  assert.deepEqual(queueMoves(queue, 'm2'), {
    up: { before: 'm1', now: 'm3' },
    down: { before: null, now: 'm3' },
  });
  assert.deepEqual(queueMoves(queue, 'm3'), {
    top: { before: 'm1', now: null },
    up: { before: 'm2', now: null },
  });
  assert.deepEqual(queueMoves(queue, 'gone'), {});
});

test('media have names for people', () => {
  assert.equal(mediaName('iso_a4_210x297mm'), 'a4 210 × 297 mm');
  assert.equal(mediaName('na_letter_8.5x11in'), 'letter 8.5 × 11 in');
  assert.equal(mediaName('A4'), 'A4');
});

test('a job has one of ten states, and each state its actions', () => {
  const of = (
    state: 'PENDING' | 'PRINTING' | 'DONE' | 'FAILURE' | 'UNKNOWN',
    reason:
      | 'held'
      | 'waiting'
      | 'retry'
      | 'queued'
      | 'delivered'
      | 'job-cancelled'
      | 'delivery-failed'
      | 'outcome-unknown',
  ) => shownState({ state, reason });
  assert.equal(of('PENDING', 'queued'), 'queued');
  assert.equal(of('PENDING', 'held'), 'held');
  assert.equal(of('PENDING', 'waiting'), 'waiting');
  assert.equal(of('PENDING', 'retry'), 'retry');
  assert.equal(of('DONE', 'delivered'), 'printed');
  assert.equal(of('FAILURE', 'job-cancelled'), 'cancelled');
  assert.equal(of('FAILURE', 'delivery-failed'), 'failed');
  assert.equal(of('UNKNOWN', 'outcome-unknown'), 'unknown');
  for (const state of shownStates) {
    const without = possibleActions(state, false);
    assert.ok(!without.includes('reprint'), state);
    assert.equal(new Set(without).size, without.length);
  }
  assert.deepEqual(possibleActions('unknown', true), ['printed', 'retry', 'reprint']);
});

test('stored choices of any version are read', () => {
  const defaults = defaultPreferences;
  for (const text of [null, '', '{', '3', '[]', '{"theme":"blue","language":7}'])
    assert.deepEqual(preferencesOf(text), defaults);
  assert.deepEqual(preferencesOf('{"theme":"dark","language":"ar","name":"anna","hasKeys":false}'), {
    ...defaults,
    language: 'ar',
    theme: 'dark',
    name: 'anna',
    hasKeys: false,
  });
  const more = preferencesOf('{"hasSound":true,"hasNotifications":"yes","hiddenColumns":["time",7]}');
  assert.deepEqual([more.hasSound, more.hasNotifications, more.hiddenColumns], [true, false, ['time']]);
});

test('filters of films are read from the address and written to it, without search text', () => {
  const filters = { state: 'HELD', printer: 'WARD3', since: 'today' } as const;
  assert.equal(queryOf(filters), '?state=HELD&printer=WARD3&since=today');
  assert.deepEqual(filtersOf(queryOf(filters)), filters);
  assert.deepEqual(filtersOf('?state=LOST&printer=&client=A-TITLE-THAT-IS-TOO-LONG&text=Alpha'), {});
  assert.equal(queryOf({}), '');
});

test('pages are read as people write them', () => {
  assert.deepEqual(pagesOf('1-3, 5', 5), [1, 2, 3, 5]);
  assert.deepEqual(pagesOf(' 4 – 5 ,1,1', 5), [1, 4, 5]);
  for (const text of ['', '0', '6', '3-1', 'a', '1,,2', '1-'])
    assert.equal(pagesOf(text, 5), undefined, text);
});

test('keys move within a grid, and a window of grays is a line', () => {
  const at = { current: 5, rowCount: 100_000, perPage: 20 };
  assert.equal(movedTo('next-page', at), 25);
  assert.equal(movedTo('previous-page', at), 0);
  assert.equal(movedTo('last', at), 99_999);
  assert.equal(movedTo('next', { ...at, rowCount: 0 }), 0);
  assert.deepEqual(selectedRange(4, 2), [2, 3, 4]);
  assert.deepEqual(windowFunction(plainWindow), { slope: 1, intercept: 0 });
  assert.deepEqual(windowFunction({ center: 25, width: 50, isInverted: false }), { slope: 2, intercept: 0 });
  assert.deepEqual(windowFunction({ ...plainWindow, isInverted: true }), { slope: -1, intercept: 1 });
});

test('a job is dropped beside one of its priority, and nowhere else', () => {
  const job = (id: string, priority: string) => ({ id, priority, state: 'PENDING' });
  const queue = [job('h', 'HIGH'), job('a', 'MED'), job('b', 'MED'), job('c', 'MED')];
  assert.deepEqual(dropMove(queue, 'c', 'a', 'before'), { before: 'a', now: null });
  assert.deepEqual(dropMove(queue, 'a', 'b', 'after'), { before: 'c', now: 'b' });
  assert.deepEqual(dropMove(queue, 'a', 'c', 'after'), { before: null, now: 'b' });
  // Where it is already, at itself, at another priority, and one that has left the queue.
  assert.equal(dropMove(queue, 'a', 'b', 'before'), undefined);
  assert.equal(dropMove(queue, 'b', 'a', 'after'), undefined);
  assert.equal(dropMove(queue, 'b', 'b', 'before'), undefined);
  assert.equal(dropMove(queue, 'b', 'h', 'before'), undefined);
  assert.equal(dropMove(queue, 'gone', 'a', 'before'), undefined);
  assert.equal(dropMove(queue, 'a', 'gone', 'before'), undefined);
});
