// Places in the lines of destinations: which run is first, which waits, and when others may proceed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lines } from '../../../src/spool/queue/lines.ts';

test('one at a time at each destination, in the order of joining; lines know nothing of each other', () => {
  const lines = new Lines(() => 1);
  const [first, second] = [lines.join(['a', 'b']), lines.join(['a', 'b'])];
  assert.deepEqual([second.take('a'), first.take('a'), second.take('a')], [false, true, false]);
  assert.deepEqual([second.take('b'), first.take('b')], [false, true]);
  first.leave('b');
  assert.deepEqual([second.take('b'), second.take('a')], [true, false]);
  first.leave('a');
  assert.equal(second.take('a'), true);
  assert.equal(second.take('c'), false, 'it never joined that line');
});

test('a run that yields keeps its place: no other run overtakes it', () => {
  let capacity = 1;
  const lines = new Lines(() => capacity);
  const [first, second] = [lines.join(['a']), lines.join(['a'])];
  assert.equal(first.take('a'), true);
  capacity = 0;
  first.yield('a');
  assert.equal(first.take('a'), false);
  capacity = 1;
  assert.deepEqual([second.take('a'), first.take('a')], [false, true]);
});

test('a destination is full when one more would have to wait; a pool takes several', () => {
  const capacity = new Map([
    ['a', 1],
    ['pool', 2],
    ['closed', 0],
  ]);
  const lines = new Lines((name) => capacity.get(name) ?? 1);
  const full = () => lines.full([...capacity.keys()]).toSorted();
  assert.deepEqual(full(), ['closed']);
  const first = lines.join(['a', 'pool', 'gone']);
  assert.deepEqual(full(), ['a', 'closed', 'gone']);
  const second = lines.join(['pool']);
  assert.deepEqual([first.take('pool'), second.take('pool')], [true, true]);
  assert.deepEqual(full(), ['a', 'closed', 'gone', 'pool']);
  for (const name of first.destinations) first.leave(name);
  assert.deepEqual(full(), ['closed']);
});

test('a change wakes waiting runs, and leaving is reported', async () => {
  let left = 0;
  const lines = new Lines(
    () => 1,
    () => (left += 1),
  );
  const [first, second] = [lines.join(['a']), lines.join(['a'])];
  const woken = second.changed().then(() => second.take('a'));
  first.leave('a');
  assert.deepEqual([await woken, left], [true, 1]);
});

test('a run is next in line when only the runs before it have to start; a taken turn wakes it', async () => {
  let capacity = 2;
  const lines = new Lines(() => capacity);
  const [first, second, third] = [lines.join(['pool']), lines.join(['pool']), lines.join(['pool'])];
  const nextInLine = () => [first, second, third].map((turn) => turn.isNextInLine('pool'));
  assert.deepEqual(nextInLine(), [true, true, false]);
  assert.equal(second.take('pool'), false);
  const woken = second.changed().then(() => second.take('pool'));
  assert.equal(first.take('pool'), true);
  assert.equal(await woken, true);
  first.leave('pool');
  assert.deepEqual(nextInLine(), [false, true, true]);
  // One that stepped back was passed by those at work behind it: they have the room.
  assert.equal(third.take('pool'), true);
  capacity = 0;
  second.yield('pool');
  capacity = 1;
  assert.deepEqual(nextInLine(), [false, false, false]);
  third.leave('pool');
  assert.deepEqual(nextInLine(), [false, true, false]);
  assert.equal(first.isNextInLine('elsewhere'), false);
});

test('a run that steps out gives up the places where it is not working, and wakes the runs behind it', async () => {
  const lines = new Lines(() => 1);
  const [first, second] = [lines.join(['a', 'b']), lines.join(['a', 'b'])];
  assert.equal(first.take('b'), true);
  const woken = second.changed().then(() => [second.take('a'), second.take('b')]);
  first.leaveIdle();
  assert.deepEqual(await woken, [true, false]);
  assert.equal(first.take('a'), false);
});

test('a run that was working when a destination closed is kept, until it leaves or steps back', () => {
  const lines = new Lines(() => 3);
  const [first, second, third] = [lines.join(['pool']), lines.join(['pool']), lines.join(['pool'])];
  assert.deepEqual([first.take('pool'), second.take('pool')], [true, true]);
  assert.equal(lines.kept('pool'), 0);
  lines.closed('pool');
  assert.deepEqual([lines.kept('pool'), lines.kept('elsewhere')], [2, 0]);
  second.yield('pool');
  assert.deepEqual([second.take('pool'), third.take('pool'), lines.kept('pool')], [true, true, 1]);
  first.leave('pool');
  assert.equal(lines.kept('pool'), 0);
});
