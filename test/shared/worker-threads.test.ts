// Threads that end in every possible way: each fails only its own task, and the next task gets an answer.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import path from 'node:path';
import { mock, test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ThreadFailure, type ThreadFailureCode } from '../../src/shared/errors/thread-failures.ts';
import { computingNiceness, systemThreadId } from '../../src/shared/threads/give-way.ts';
import { WorkerThreads } from '../../src/shared/threads/worker-threads.ts';
import { recordingLog } from '../support/recording-log.ts';
import type { ThreadRequest } from '../support/failing-thread.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const module = new URL('../support/failing-thread.ts', import.meta.url);

function threadsOf(
  context: TestContext,
  changes: {
    module?: URL;
    maxThreads?: number;
    maxWaiting?: number;
    minThreads?: number;
    idleMilliseconds?: number;
  } = {},
) {
  const { log, lines } = recordingLog();
  const threads = new WorkerThreads<ThreadRequest, string>({
    work: 'render',
    module,
    maxThreads: 1,
    maxHeapMebibytes: 64,
    idleMilliseconds: 60_000,
    maxWaiting: 100,
    ...changes,
    unusable: (answer) => (answer === 'not found' ? new Error('a module is gone') : undefined),
    log,
  });
  context.after(() => threads.close());
  return { threads, lines };
}

const failed = (code: ThreadFailureCode, reason: RegExp) => (error: unknown) =>
  error instanceof ThreadFailure && error.code === code && reason.test(error.message);

const ends = [
  ['exit', 'THREAD_LOST', /A render thread ended: it ended with exit code 3/],
  ['throw', 'THREAD_LOST', /thrown outside of a promise/],
  ['reject', 'THREAD_LOST', /rejected without a listener/],
  ['memory', 'THREAD_LOST', /memory/],
  ['not found', 'THREAD_NOT_LOADED', /No render thread can be started: a module is gone/],
] as const;

for (const [request, code, reason] of ends) {
  test(`a thread that ends by "${request}" fails its own task alone`, async (context) => {
    const { threads, lines } = threadsOf(context);
    const broken = threads.run(request);
    // Both wait for the one thread: the first of them gets the next.
    const behind = [threads.run('answer'), threads.run('answer')];
    await assert.rejects(broken, failed(code, reason));
    assert.deepEqual(await Promise.all(behind), ['done', 'done']);
    assert.deepEqual(
      lines.map(({ event, fields }) => [event, fields.code, fields.busy]),
      [['render.thread-ended', code, true]],
    );
  });
}

test('threads that cannot load fail each its own task, until they can', async (context) => {
  const folder = temporaryFolder(context, 'threads');
  const file = path.join(folder, 'thread.mjs');
  const { threads } = threadsOf(context, { module: pathToFileURL(file), maxThreads: 2 });
  const tries = () =>
    Promise.allSettled([threads.run('answer'), threads.run('answer'), threads.run('answer')]);
  const broken = [
    [undefined, /ENOENT|Cannot find module/],
    ['import "./gone.mjs";', /Cannot find module/],
    ['half a file {', /Unexpected|missing/],
    ['throw new Error("EMFILE: too many open files");', /EMFILE/],
    ['process.exit(0);', /exit code 0/],
  ] as const;
  for (const [text, reason] of broken) {
    if (text !== undefined) writeFileSync(file, text);
    for (const result of await tries()) {
      assert.equal(result.status, 'rejected');
      assert.ok(failed('THREAD_NOT_LOADED', reason)(result.reason), String(result.reason));
    }
  }
  writeFileSync(file, `import ${JSON.stringify(module.href)};`);
  for (const result of await tries()) assert.equal(result.status, 'fulfilled');
});

test('a request that cannot be copied, and one too many, are refused; the thread continues', async (context) => {
  const { threads, lines } = threadsOf(context, { maxWaiting: 1 });
  const unclonable = { big: (() => 1) as unknown as number };
  await assert.rejects(threads.run(unclonable), { name: 'DataCloneError' });
  const [first, second] = [threads.run('answer'), threads.run('answer')];
  await assert.rejects(threads.run('answer'), /1 tasks are waiting for the render threads/);
  assert.deepEqual(await Promise.all([first, second]), ['done', 'done']);
  assert.deepEqual(lines, []);
});

test('a thread that ends while it has nothing to do is replaced when there is work', async (context) => {
  const { threads, lines } = threadsOf(context, { maxThreads: 2 });
  await Promise.all([threads.run('answer'), threads.run('answer')]);
  await assert.rejects(threads.run('exit'), failed('THREAD_LOST', /exit code 3/));
  assert.equal(await threads.run('answer'), 'done');
  assert.equal(lines.length, 1);
});

test('close ends what is under way and what waits', async (context) => {
  const { threads, lines } = threadsOf(context);
  const asked = Promise.allSettled([threads.run('memory'), threads.run('answer')]);
  await threads.close();
  for (const { status } of await asked) assert.equal(status, 'rejected');
  assert.deepEqual(lines, []);
});

test('without work all threads end, except as many as are to stay: those answer the next task', async (context) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  context.after(() => {
    mock.timers.reset();
  });
  const idleMilliseconds = 1000;
  for (const minThreads of [0, 1, 2]) {
    const { threads, lines } = threadsOf(context, { maxThreads: 3, minThreads, idleMilliseconds });
    const all = () => Promise.all(Array.from({ length: 3 }, () => threads.run('thread')));
    const before = new Set(await all());
    assert.equal(before.size, 3);
    mock.timers.tick(idleMilliseconds);
    // A thread that stays does so however long there is nothing to do.
    mock.timers.tick(100 * idleMilliseconds);
    const after = await all();
    assert.equal(after.filter((name) => before.has(name)).length, minThreads);
    assert.deepEqual(lines, []);
  }
});

test(
  'threads compute at a lower priority than the one that answers clients',
  { skip: process.platform !== 'linux' && 'only Linux has priorities of threads' },
  async (context) => {
    const before = getPriority(systemThreadId());
    const { threads } = threadsOf(context);
    assert.equal(await threads.run('niceness'), `niceness ${computingNiceness}`);
    assert.equal(getPriority(systemThreadId()), before);
  },
);
