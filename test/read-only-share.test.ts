// A real server whose PDF folder cannot be written for a while: read-only, missing, full, or a file instead of a folder. Every
// film accepted meanwhile is delivered once afterwards.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { compose, open, print } from './support/network-print.ts';
import { TestServer } from './support/server.ts';
import { smallDisk } from './support/small-disk.ts';

const films = 3;

async function sendFilm(server: TestServer): Promise<void> {
  const connection = await open(server.dicomPort);
  assert.equal((await print(connection, (await compose(connection)).filmBox)).status, 0x0000);
  await connection.association.release();
}

const troubles = [
  {
    name: 'read-only',
    make: (disk: string) => execFileSync('mount', ['-o', 'remount,ro', disk]),
    mend: (disk: string) => execFileSync('mount', ['-o', 'remount,rw', disk]),
    error: /EROFS/,
    statusInfo: 'CHECK PRINTER',
  },
  {
    name: 'full',
    make: (disk: string) => execFileSync('sh', ['-c', `cat /dev/zero > ${disk}/fill 2> /dev/null || true`]),
    mend: (disk: string) => {
      rmSync(path.join(disk, 'fill'));
    },
    error: /ENOSPC/,
    statusInfo: 'RECEIVER FULL',
  },
  {
    name: 'replaced by a file',
    make: (disk: string) => {
      mkdirSync(path.join(disk, 'films'), { recursive: true });
      renameSync(path.join(disk, 'films'), path.join(disk, 'away'));
      writeFileSync(path.join(disk, 'films'), 'not a folder');
    },
    mend: (disk: string) => {
      rmSync(path.join(disk, 'films'));
      renameSync(path.join(disk, 'away'), path.join(disk, 'films'));
    },
    error: /ENOTDIR|EEXIST/,
    statusInfo: 'CHECK PRINTER',
  },
] as const;

async function share(t: TestContext): Promise<{ disk: string; server: TestServer } | undefined> {
  const disk = await smallDisk(t, 4096);
  if (disk === undefined) return undefined;
  const config = `devices: { pollSeconds: 1 }\nspool: { tries: 1, retrySeconds: 1 }\nprinters:\n  - aeTitle: HARDCOPY\n    destinations: [{ kind: pdf, folder: "${disk}/films" }]\n`;
  const server = await TestServer.start({ config });
  t.after(() => server.stop());
  return { disk, server };
}

for (const { name, make, mend, error, statusInfo } of troubles) {
  test(`films wait for a PDF folder that is ${name}, and are delivered once when it is repaired`, async (t) => {
    const made = await share(t);
    if (!made) return;
    const { disk, server } = made;
    make(disk);
    for (let count = 0; count < films; count += 1) await sendFilm(server);
    await server.logged(new RegExp(`delivery\\.waits .*${error.source}.*statusInfo="${statusInfo}"`));
    await server.logged(/ job\.waiting .*reason=waiting/);
    const waiting = await server.jobs();
    assert.ok(
      waiting.every(({ state }) => state === 'PENDING' || state === 'PRINTING'),
      JSON.stringify(waiting),
    );
    assert.doesNotMatch(server.log, / job\.ended /);
    mend(disk);
    const done = await server.jobsDone(films);
    const pdfs = readdirSync(disk, { recursive: true, encoding: 'utf8' }).filter(
      (file) => !file.endsWith('fill'),
    );
    for (const { id } of done) assert.equal(pdfs.filter((file) => file.endsWith(`_${id}.pdf`)).length, 1);
    assert.equal(pdfs.filter((file) => file.includes('.pdf')).length, films);
    assert.equal(server.log.match(/ job\.ended .*state=DONE/g)?.length, films);
  });
}
