// Stress tests for a server, too long for the test suite: what happens to films while a part of the machine fails.
// Each ends with the figures of all accepted films; exit code 1 if one was lost, duplicated or is FAILURE. Needs
// Linux, root, strace.
//
//   node scripts/storm.ts kills [times]          killed at varied moments, started again
//   node scripts/storm.ts read-only [seconds]    the PDF folder is read-only for so long
//   node scripts/storm.ts calls [seconds]        each system call of files fails once, then each time for so long
//   node scripts/storm.ts writes [seconds]       the same of write(2) to the spool, to documents and to the log
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  faultName,
  injected,
  outcomeOf,
  restart,
  startStorm,
  tryFilm,
  type Outcome,
} from '../test/support/storm.ts';
import { injectedWrites, writeFaultName, writeFaults, writesCanFail } from '../test/support/write-faults.ts';

const errors: Readonly<Record<string, readonly string[]>> = {
  openat: ['EIO', 'EMFILE', 'EROFS', 'EACCES', 'ENOSPC'],
  '?rename,?renameat,?renameat2': ['EIO', 'EROFS', 'ESTALE'],
  '?unlink,?unlinkat': ['EIO', 'EROFS'],
  '?mkdir,?mkdirat': ['EROFS', 'ENOSPC'],
  pread64: ['EIO'],
  pwrite64: ['EIO', 'ENOSPC', 'EDQUOT'],
  fdatasync: ['EIO', 'ENOSPC', 'EDQUOT'],
  fsync: ['EIO', 'EDQUOT'],
  ftruncate: ['EIO'],
  statx: ['EIO', 'ESTALE'],
  copy_file_range: ['EIO', 'ENOSPC'],
  '?clone3': ['EAGAIN'],
};

const wrong = ({ failed, lost, doubled, done, accepted }: Outcome) =>
  failed + lost + doubled > 0 || done !== accepted;

async function kills(data: string, times: number): Promise<Outcome> {
  const storm = await startStorm(data);
  for (let round = 0; round < times; round += 1) {
    await tryFilm(storm);
    await new Promise((resolve) => setTimeout(resolve, (round * 37) % 400));
    await storm.server.kill();
    await restart(storm);
    if (round % 50 === 49) console.log(`killed ${round + 1} times`);
  }
  const outcome = await outcomeOf(storm);
  await storm.server.stop();
  return outcome;
}

async function readOnly(data: string, seconds: number): Promise<Outcome> {
  const share = mkdtempSync(path.join(tmpdir(), 'hardcopy-share-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256m', 'none', share]);
  try {
    const storm = await startStorm(
      data,
      `printers:\n  - aeTitle: HARDCOPY\n    destinations: [{ kind: pdf, folder: "${share}" }]\n`,
    );
    await tryFilm(storm);
    await storm.server.jobsDone(1);
    execFileSync('mount', ['-o', 'remount,ro', share]);
    for (const until = performance.now() + seconds * 1000; performance.now() < until;) {
      await tryFilm(storm);
      await new Promise((resolve) => setTimeout(resolve, 3000));
    }
    execFileSync('mount', ['-o', 'remount,rw', share]);
    const outcome = await outcomeOf(storm, { folder: share });
    await storm.server.stop();
    return outcome;
  } finally {
    execFileSync('umount', ['-l', share]);
    rmSync(share, { recursive: true });
  }
}

async function calls(data: string, seconds: number): Promise<Outcome> {
  const storm = await startStorm(data);
  let outcome = await outcomeOf(storm, { folder: data });
  for (const [call, codes] of Object.entries(errors)) {
    for (const error of codes) {
      for (const [once, forSeconds] of [
        [true, 2],
        [false, seconds],
      ] as const) {
        const restarts = storm.ends.length;
        await injected(storm, { call, error, once }, { seconds: forSeconds });
        outcome = await outcomeOf(storm);
        const ended =
          storm.ends.length > restarts ? `; the server ended with ${storm.ends.at(-1) ?? ''}` : '';
        console.log(
          `${wrong(outcome) ? 'WRONG' : 'ok   '} ${faultName({ call, error, once })}: ${JSON.stringify(outcome)}${ended}`,
        );
      }
    }
  }
  await storm.server.stop();
  return outcome;
}

async function writes(data: string, seconds: number): Promise<Outcome> {
  const storm = await startStorm(data, '', writesCanFail(data));
  let outcome = await outcomeOf(storm, { folder: data });
  for (const fault of writeFaults) {
    const [before, restarts] = [outcome, storm.ends.length];
    await injectedWrites(storm, fault, { seconds: fault.once ? Math.min(2, seconds) : seconds });
    outcome = await outcomeOf(storm);
    const refused = outcome.refused - before.refused;
    const accepted = outcome.accepted - before.accepted;
    const ended = storm.ends.length > restarts ? `; the server ended with ${storm.ends.at(-1) ?? ''}` : '';
    console.log(
      `${wrong(outcome) ? 'WRONG' : 'ok   '} ${writeFaultName(fault)}: ${accepted} accepted, ${refused} refused; in all ${JSON.stringify(outcome)}${ended}`,
    );
  }
  await storm.server.stop();
  return outcome;
}

const storms = {
  kills: [kills, 200],
  'read-only': [readOnly, 300],
  calls: [calls, 60],
  writes: [writes, 60],
} as const;
const [name = '', amount] = process.argv.slice(2);
if (!(name in storms)) {
  console.error(`there is no storm "${name}"; there are ${Object.keys(storms).join(', ')}`);
  process.exit(1);
}
const [run, usual] = storms[name as keyof typeof storms];
const data = mkdtempSync(path.join(tmpdir(), 'hardcopy-storm-'));
const outcome = await run(data, amount === undefined ? usual : Number(amount));
console.log(`${name}: ${JSON.stringify(outcome)}`);
if (wrong(outcome)) process.exitCode = 1;
else rmSync(data, { recursive: true });
