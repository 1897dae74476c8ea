// Waiting with a time limit: a result in time is passed on, a late one is an error, and no timer is left behind.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { settlesWithin, within } from '../../src/shared/within.ts';

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
});
afterEach(() => {
  mock.timers.reset();
});

const never = new Promise<never>(() => undefined);
const broken = () => Promise.reject(new Error('broken'));

test('in time: the value, or the error of the promise itself', async () => {
  assert.equal(await within(1000, Promise.resolve(7)), 7);
  await assert.rejects(within(1000, broken()), /^Error: broken$/);
  assert.equal(await settlesWithin(1000, Promise.resolve(undefined)), true);
  await assert.rejects(settlesWithin(1000, broken()), /^Error: broken$/);
});

test('late: an error that says how long was waited, or false', async () => {
  const waited = within(2500, never);
  const settled = settlesWithin(2500, never);
  mock.timers.tick(2499);
  const first = await Promise.race([waited, settled, Promise.resolve('still waiting')]);
  assert.equal(first, 'still waiting');
  mock.timers.tick(1);
  await assert.rejects(waited, /^Error: no answer within 2\.5 s$/);
  assert.equal(await settled, false);
});

test('a result or an error after the limit is ignored', async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  const waited = within(10, promise);
  const settled = settlesWithin(10, promise);
  mock.timers.tick(10);
  await assert.rejects(waited, /no answer within 0\.01 s/);
  assert.equal(await settled, false);
  reject(new Error('too late'));
  await Promise.resolve();
});

test('given up by a signal: its reason, and nothing of the waiting stays with the signal', async () => {
  const stop = new AbortController();
  const removed = mock.method(stop.signal, 'removeEventListener');
  assert.equal(await within(10, Promise.resolve(1), stop.signal), 1);
  assert.equal(removed.mock.callCount(), 1);
  const waited = within(10, never, stop.signal);
  stop.abort(new Error('the server stops'));
  await assert.rejects(waited, /^Error: the server stops$/);
});
