import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { Gate, KeyLock } from '../../src/shared/gate.ts';

/** Tasks that record their start and end, and last until the test ends them. */
function tasks() {
  const events: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    events,
    task: (name: string) => async () => {
      events.push(`+${name}`);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      events.push(`-${name}`);
    },
    end: async (name: string) => {
      ends.get(name)?.();
      await setImmediate();
    },
  };
}

test('a gate lets as many pass as it is wide, the others in their order', async () => {
  const { events, task, end } = tasks();
  const gate = new Gate(2);
  const all = ['a', 'b', 'c', 'd'].map((name) => gate.pass(task(name)));
  await setImmediate();
  assert.deepEqual(events, ['+a', '+b']);
  await end('b');
  assert.deepEqual(events, ['+a', '+b', '-b', '+c']);
  await end('a');
  await end('c');
  await end('d');
  await Promise.all(all);
  assert.deepEqual(events.slice(4), ['-a', '+d', '-c', '-d']);
});

test('a task that throws gives its place back', async () => {
  const gate = new Gate(1);
  await assert.rejects(
    gate.pass(() => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.equal(await gate.pass(() => Promise.resolve(7)), 7);
});

test('many share a key; who takes it alone waits for them, and those after wait for it', async () => {
  const { events, task, end } = tasks();
  const lock = new KeyLock();
  const all = [lock.shared(['k'], task('a')), lock.shared(['k', 'other'], task('b'))];
  await setImmediate();
  all.push(lock.alone(['k'], task('X')), lock.shared(['k'], task('c')), lock.alone(['k'], task('Y')));
  await setImmediate();
  assert.deepEqual(events, ['+a', '+b']);
  await end('a');
  await end('b');
  assert.deepEqual(events.slice(2), ['-a', '-b', '+X']);
  await end('X');
  assert.deepEqual(events.slice(5), ['-X', '+c']);
  await end('c');
  assert.deepEqual(events.slice(7), ['-c', '+Y']);
  await end('Y');
  await Promise.all(all);
});

test('tasks without a common key do not wait for each other', async () => {
  const { events, task, end } = tasks();
  const lock = new KeyLock();
  const all = [
    lock.shared(['k'], task('a')),
    lock.alone(['m'], task('b')),
    lock.alone(['k', 'm'], task('X')),
  ];
  all.push(lock.alone(['n'], task('c')), lock.shared([], task('d')));
  await setImmediate();
  assert.deepEqual(events, ['+a', '+b', '+c', '+d']);
  await end('b');
  assert.deepEqual(events.slice(4), ['-b'], 'one of its keys is still held');
  await end('a');
  assert.deepEqual(events.slice(5), ['-a', '+X']);
  for (const one of ['X', 'c', 'd']) await end(one);
  await Promise.all(all);
});

test('a failing task leaves the lock free', async () => {
  const lock = new KeyLock();
  await assert.rejects(lock.alone(['k'], () => Promise.reject(new Error('no'))));
  await assert.rejects(lock.shared(['k'], () => Promise.reject(new Error('no'))));
  assert.equal(await lock.alone(['k'], () => Promise.resolve(1)), 1);
  assert.equal(await lock.shared(['k'], () => Promise.resolve(2)), 2);
});
