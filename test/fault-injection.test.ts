// A real server whose system calls fail, once in each thread and then for a while. strace injects the failures; a preloaded
// module makes writes fail. No accepted film is lost, duplicated or FAILURE, and the server continues. scripts/storm.ts does
// the same with every call, for minutes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { injectedWrites, writeFaultName, writeFaults, writesCanFail } from './support/write-faults.ts';
import { cannotInject, faultName, injected, outcomeOf, startStorm, type Fault } from './support/storm.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const faults: readonly Fault[] = (
  [
    ['openat', 'EMFILE'],
    ['pwrite64', 'ENOSPC'],
    ['fdatasync', 'EIO'],
    ['fsync', 'EDQUOT'],
    ['?rename,?renameat,?renameat2', 'EROFS'],
    ['?clone3', 'EAGAIN'],
  ] as const
).flatMap(([call, error]) => [true, false].map((once) => ({ call, error, once })));

test('loses and duplicates no film when system calls fail, and continues', async (t) => {
  const why = cannotInject();
  if (why !== undefined) {
    t.skip(why);
    return;
  }
  const storm = await startStorm(temporaryFolder(t));
  t.after(() => storm.server.stop());
  for (const fault of faults) {
    await t.test(faultName(fault), async () => {
      const { length } = storm.accepted;
      await injected(storm, fault, { films: fault.once ? 5 : 10 });
      assert.deepEqual(storm.ends, []);
      const { failed, lost, doubled, done, accepted } = await outcomeOf(storm);
      assert.deepEqual({ failed, lost, doubled, done }, { failed: 0, lost: 0, doubled: 0, done: accepted });
      // Those before the fault, and one after it.
      assert.ok(accepted >= length + 4, String(accepted - length));
    });
  }
});

test('loses and duplicates no film when writes to blobs, documents and the log fail, and continues', async (t) => {
  if (process.platform !== 'linux') {
    t.skip(`which file a write goes to is read from /proc, which ${process.platform} has not`);
    return;
  }
  const data = temporaryFolder(t);
  const storm = await startStorm(data, '', writesCanFail(data));
  t.after(() => storm.server.stop());
  // Each error once or each time; scripts/storm.ts tests every combination.
  for (const fault of writeFaults.filter(({ error, once }) => once === (error === 'EIO'))) {
    await t.test(writeFaultName(fault), async () => {
      const before = { accepted: storm.accepted.length, refused: storm.refused };
      await injectedWrites(storm, fault, { films: 5 });
      assert.deepEqual(storm.ends, []);
      const { failed, lost, doubled, done, accepted, refused } = await outcomeOf(storm);
      assert.deepEqual({ failed, lost, doubled, done }, { failed: 0, lost: 0, doubled: 0, done: accepted });
      assert.ok(accepted >= before.accepted + 4, String(accepted - before.accepted));
      // Pixels that cannot be stored are refused; later failures are handled by the server.
      assert.equal(refused > before.refused, fault.files === 'blobs', `${refused - before.refused} refused`);
    });
  }
  assert.match(storm.server.log, /log\.lines-lost lines=\d+ reason=EIO/);
});
