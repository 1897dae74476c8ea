// The files of the audit log: what was tampered with is found, files follow each other in one chain, and neither a crash nor a full disk
// breaks it. Start at `written`.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync, rmSync, appendFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { AuditEvent } from '../../src/audit/audit-event.ts';
import { AuditFiles, type AuditFilesOptions } from '../../src/audit/chain/audit-files.ts';
import { logFiles } from '../../src/audit/chain/file-names.ts';
import { linesFrom, recordPage } from '../../src/audit/chain/read-records.ts';
import { recordOf } from '../../src/audit/chain/record.ts';
import { verifyLog } from '../../src/audit/chain/verify.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { run } from '../cli/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const numbered = (number: number): AuditEvent => ({
  kind: 'signed-in',
  user: `user${number}`,
  address: '192.0.2.7',
});

const options = (data: string, given: Partial<AuditFilesOptions> = {}): AuditFilesOptions => ({
  folder: path.join(data, 'audit'),
  messageOf: (event) => `<AuditMessage of="${event.kind}"/>`,
  retentionDays: () => 365,
  onTrouble: () => undefined,
  onRemoved: () => undefined,
  log: silentLog,
  ...given,
});

/** A log of `count` records in files of about five. */
async function written(context: TestContext, count = 20) {
  const data = temporaryFolder(context, 'audit-chain');
  const { files } = await AuditFiles.open(options(data, { maxFileBytes: 1_700 }));
  for (let number = 1; number <= count; number += 1) assert.equal(await files.append(numbered(number)), true);
  await files.close();
  const folder = path.join(data, 'audit');
  return { data, folder, paths: (await logFiles(folder)).map((file) => file.path) };
}

const lines = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n');
const rewrite = (file: string, changed: readonly string[]) => {
  writeFileSync(file, changed.map((line) => `${line}\n`).join(''));
};

describe('the audit log', () => {
  test('is whole across files, which only its owner can read', async (context) => {
    const { data, folder, paths } = await written(context);
    assert.ok(paths.length > 2, 'several files');
    for (const file of [...paths, path.join(folder, 'head.json')])
      assert.equal(statSync(file).mode & 0o777, 0o600);
    const { records, files, broken } = await verifyLog(folder);
    assert.deepEqual({ records, files, broken }, { records: 20, files: paths.length, broken: null });
    const { exitCode, stdout } = await run(['audit', 'verify', '--data', data]);
    assert.equal(exitCode, 0);
    assert.match(
      stdout,
      /^Whole: 20 records in \d files, 1 of .* to 20 of .*\. Hash of the last: [0-9a-f]{64}$/m,
    );
  });

  test('continues in the next run', async (context) => {
    const { data, folder } = await written(context, 3);
    const { files } = await AuditFiles.open(options(data));
    await files.append(numbered(4));
    await files.close();
    const { records, broken } = await verifyLog(folder);
    assert.deepEqual({ records, broken }, { records: 4, broken: null });
  });

  test('a changed record is found', async (context) => {
    const { data, paths } = await written(context);
    const file = paths[1] ?? '';
    const [first = '', second = '', ...rest] = lines(file);
    rewrite(file, [first, second.replace('192.0.2.7', '192.0.2.8'), ...rest]);
    const seq = (recordOf(first)?.seq ?? 0) + 1;
    const { exitCode, stdout } = await run(['audit', 'verify', '--data', data]);
    assert.equal(exitCode, 1);
    assert.equal(stdout, `Not whole: record ${seq} was changed (${path.basename(file)}:2).\n`);
  });

  test('a changed record with a new hash is found at the next one', async (context) => {
    const { folder, paths } = await written(context);
    const file = paths[0] ?? '';
    const [first = '', ...rest] = lines(file);
    const body = first.slice(0, first.lastIndexOf(',"hash":"')).replace('user1', 'userX');
    rewrite(file, [`${body},"hash":"${createHash('sha256').update(body).digest('hex')}"}`, ...rest]);
    assert.deepEqual((await verifyLog(folder)).broken?.kind, 'inserted');
    assert.equal((await verifyLog(folder)).broken?.seq, 2);
  });

  test('a removed record, and a removed file, are found', async (context) => {
    const { folder, paths } = await written(context);
    const file = paths[0] ?? '';
    const all = lines(file);
    rewrite(file, all.toSpliced(2, 1));
    const found = (await verifyLog(folder)).broken;
    assert.deepEqual([found?.kind, found?.seq], ['removed', 3]);
    rewrite(file, all);
    assert.equal((await verifyLog(folder)).broken, null);
    rmSync(file);
    const without = (await verifyLog(folder)).broken;
    assert.deepEqual([without?.kind, without?.seq], ['removed', 1]);
  });

  test('an inserted record is found', async (context) => {
    const { folder, paths } = await written(context);
    const file = paths[0] ?? '';
    const all = lines(file);
    rewrite(file, all.toSpliced(2, 0, all[0] ?? ''));
    const found = (await verifyLog(folder)).broken;
    assert.deepEqual([found?.kind, found?.seq, found?.where], ['inserted', 1, `${path.basename(file)}:3`]);
  });

  test('records cut off at the end are found, by the note and by a hash kept elsewhere', async (context) => {
    const { data, folder, paths } = await written(context);
    const file = paths.at(-1) ?? '';
    const kept = lines(file).slice(0, -1);
    const cut = recordOf(lines(file).at(-1) ?? '');
    rewrite(file, kept);
    const found = (await verifyLog(folder)).broken;
    assert.deepEqual([found?.kind, found?.seq], ['cut-off', 20]);
    const last = recordOf(kept.at(-1) ?? '') ?? recordOf(lines(paths.at(-2) ?? '').at(-1) ?? '');
    const head = { seq: 19, hash: last?.hash, first: 1, missing: 0, missingSince: null };
    writeFileSync(path.join(folder, 'head.json'), JSON.stringify(head));
    assert.equal((await verifyLog(folder)).broken, null, 'the note was changed too');
    const { exitCode, stdout } = await run(['audit', 'verify', '--data', data, '--hash', cut?.hash ?? '']);
    assert.equal(exitCode, 1);
    assert.match(stdout, /no record has the hash/);
  });

  test('goes on after missing records, which stay visible', async (context) => {
    const { data, folder, paths } = await written(context);
    const file = paths.at(-1) ?? '';
    rewrite(file, lines(file).slice(0, -1));
    const { files } = await AuditFiles.open(options(data));
    await files.append(numbered(22));
    await files.close();
    const found = (await verifyLog(folder)).broken;
    assert.deepEqual([found?.kind, found?.seq], ['removed', 20]);
    assert.equal((await verifyLog(folder, { after: 20 })).broken, null);
    const { records } = await recordPage(folder, { kinds: new Set(['records-missing']) }, 10);
    assert.deepEqual(
      records.map(({ seq, event }) => [seq, event.kind === 'records-missing' && event.records]),
      [[21, 1]],
    );
  });

  test('a line that a power failure left incomplete is not a break', async (context) => {
    const { data, folder, paths } = await written(context, 3);
    appendFileSync(paths.at(-1) ?? '', '{"seq":4,"at":"2026-');
    const { files, found } = await AuditFiles.open(options(data));
    assert.equal(found.missing, undefined);
    await files.append(numbered(4));
    await files.close();
    assert.deepEqual((await verifyLog(folder)).records, 4);
    assert.equal((await verifyLog(folder)).broken, null);
  });
});

describe('a disk that cannot be written', () => {
  test('holds nothing up, and the gap is recorded', async (context) => {
    const data = temporaryFolder(context, 'audit-full');
    const troubles: (string | undefined)[] = [];
    const { promise: again, resolve } = Promise.withResolvers<undefined>();
    const { files } = await AuditFiles.open(
      options(data, {
        maxWaiting: 3,
        retryMs: 10,
        messageOf: (event) => {
          if (broken) throw new Error('ENOSPC: no space left on device');
          return event.kind;
        },
        onTrouble: (why) => {
          troubles.push(why);
          if (why === undefined) resolve(undefined);
        },
      }),
    );
    let broken = false;
    assert.equal(await files.append(numbered(1)), true);
    broken = true;
    for (let number = 2; number <= 7; number += 1) assert.equal(await files.append(numbered(number)), false);
    assert.equal(files.trouble, 'ENOSPC: no space left on device');
    const head = JSON.parse(readFileSync(path.join(data, 'audit', 'head.json'), 'utf8')) as {
      missing: number;
    };
    assert.ok(head.missing >= 1, 'noted for the next start');
    broken = false;
    await again;
    assert.deepEqual(troubles, ['ENOSPC: no space left on device', undefined]);
    assert.equal(await files.append(numbered(8)), true);
    await files.close();
    const { records } = await recordPage(path.join(data, 'audit'), {}, 10);
    assert.deepEqual(
      records.map(({ event }) =>
        event.kind === 'records-missing' ? event.records : 'user' in event && event.user,
      ),
      ['user8', 3, 'user4', 'user3', 'user2', 'user1'],
    );
    assert.equal((await verifyLog(path.join(data, 'audit'))).broken, null);
  });

  test('until the server is killed leaves a gap that the next one records', async (context) => {
    const { data, folder } = await written(context, 3);
    const head = JSON.parse(readFileSync(path.join(folder, 'head.json'), 'utf8')) as object;
    const missingSince = '2026-11-30T10:00:00.000Z';
    writeFileSync(path.join(folder, 'head.json'), JSON.stringify({ ...head, missing: 5, missingSince }));
    const { files } = await AuditFiles.open(options(data));
    await files.close();
    const { records } = await recordPage(folder, {}, 1);
    assert.deepEqual(records[0]?.event, {
      kind: 'records-missing',
      records: 5,
      since: missingSince,
      why: 'the disk could not be written until the server ended',
    });
  });
});

describe('the files', () => {
  test('begin anew each day, and are removed after their time', async (context) => {
    const data = temporaryFolder(context, 'audit-days');
    let now = new Date('2026-01-01T12:00:00Z');
    const removed: number[] = [];
    const { files } = await AuditFiles.open(
      options(data, { now: () => now, retentionDays: () => 10, onRemoved: (first) => removed.push(first) }),
    );
    for (let day = 1; day <= 15; day += 1) {
      await files.append(numbered(day));
      now = new Date(now.getTime() + 86_400_000);
    }
    await files.close();
    const folder = path.join(data, 'audit');
    assert.deepEqual(
      (await logFiles(folder)).map(({ first }) => first),
      [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    );
    assert.deepEqual(removed, [2, 3, 4]);
    assert.equal((await verifyLog(folder)).broken, null);
  });

  test('are written in the order of events that come at once', async (context) => {
    const data = temporaryFolder(context, 'audit-burst');
    const { files } = await AuditFiles.open(options(data));
    const all = Array.from({ length: 1_500 }, (_, index) => files.append(numbered(index + 1)));
    assert.deepEqual(new Set(await Promise.all(all)), new Set([true]));
    await files.close();
    const users: string[] = [];
    for await (const line of linesFrom(path.join(data, 'audit'), 1_499))
      users.push(/user\d+/.exec(line)?.[0] ?? '');
    assert.deepEqual(users, ['user1499', 'user1500']);
  });
});
