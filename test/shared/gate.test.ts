import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { Gate, SharedLock } from '../../src/shared/gate.ts';

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

test('many share a lock; who takes it alone waits for them, and those after wait for it', async () => {
  const { events, task, end } = tasks();
  const lock = new SharedLock();
  const all = [lock.shared(task('a')), lock.shared(task('b'))];
  await setImmediate();
  all.push(lock.alone(task('X')), lock.shared(task('c')), lock.alone(task('Y')));
  await setImmediate();
  assert.deepEqual(events, ['+a', '+b']);
  await end('a');
  await end('b');
  assert.deepEqual(events.slice(2), ['-a', '-b', '+X']);
  await end('X');
  assert.deepEqual(events.slice(5), ['-X', '+Y']);
  await end('Y');
  assert.deepEqual(events.slice(7), ['-Y', '+c']);
  await end('c');
  await Promise.all(all);
});

test('a failing task leaves the lock free', async () => {
  const lock = new SharedLock();
  await assert.rejects(lock.alone(() => Promise.reject(new Error('no'))));
  await assert.rejects(lock.shared(() => Promise.reject(new Error('no'))));
  assert.equal(await lock.alone(() => Promise.resolve(1)), 1);
  assert.equal(await lock.shared(() => Promise.resolve(2)), 2);
});
