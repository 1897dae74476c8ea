// A real server whose standard error is closed, full or never read, or that has an unhandled error: films are printed.
import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { compose, open, print } from './support/network-print.ts';
import { smallDisk } from './support/small-disk.ts';
import { TestServer } from './support/server.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { until } from './support/until.ts';

const mainFile = path.join(import.meta.dirname, '..', 'src', 'main.ts');

interface Started {
  readonly child: ChildProcess;
  readonly dicomPort: number;
  readonly httpPort: number;
}

async function serve(t: TestContext, stdio: StdioOptions): Promise<Started> {
  const data = temporaryFolder(t);
  const args = ['serve', '--data', data, '--dicom-port', '0', '--http-port', '0'];
  const child = spawn(process.execPath, [mainFile, ...args], { stdio });
  t.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const file = path.join(data, 'server.json');
  await until(() => {
    assert.equal(child.exitCode, null);
    return existsSync(file);
  });
  const { dicomPort, httpPort } = JSON.parse(readFileSync(file, 'utf8')) as Started;
  return { child, dicomPort, httpPort };
}

async function printsFilm({
  child,
  dicomPort,
  httpPort,
}: Omit<Started, 'child'> & { readonly child?: ChildProcess }): Promise<void> {
  const connection = await open(dicomPort);
  assert.equal((await print(connection, (await compose(connection)).filmBox)).status, 0x0000);
  await connection.association.release();
  await until(async () => {
    assert.equal(child?.exitCode ?? null, null);
    const { jobs } = (await (await fetch(`http://127.0.0.1:${httpPort}/api/jobs`)).json()) as {
      jobs: { state: string }[];
    };
    return jobs[0]?.state === 'DONE';
  });
}

test('prints when the reader of its output has ended, as with "| head -1"', async (t) => {
  const server = await serve(t, ['ignore', 'pipe', 'pipe']);
  server.child.stdout?.destroy();
  server.child.stderr?.destroy();
  await printsFilm(server);
});

test('prints when its standard error is never read', async (t) => {
  await printsFilm(await serve(t, ['ignore', 'ignore', 'pipe']));
});

test('prints when its standard error is on a full disk, and reports the lost lines when there is space', async (t) => {
  const disk = await smallDisk(t, 64);
  if (disk === undefined) return;
  const file = path.join(disk, 'log');
  const fill = openSync(path.join(disk, 'fill'), 'w');
  const log = openSync(file, 'a');
  execFileSync('sh', ['-c', `cat /dev/zero > ${disk}/fill 2> /dev/null || true`]);
  closeSync(fill);
  const server = await serve(t, ['ignore', 'ignore', log]);
  closeSync(log);
  await printsFilm(server);
  execFileSync('truncate', ['-s', '0', `${disk}/fill`]);
  await printsFilm(server);
  await until(() => /log\.lines-lost lines=\d+ reason=ENOSPC/.test(readFileSync(file, 'utf8')));
});

test('prints when its terminal is closed', async (t) => {
  // `script` gives the server a terminal, which is closed when `script` ends.
  const data = temporaryFolder(t);
  const command = `exec ${process.execPath} ${mainFile} serve --data ${data} --dicom-port 0 --http-port 0`;
  const terminal = spawn('script', ['-qfec', command, '/dev/null'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const file = path.join(data, 'server.json');
  await until(() => existsSync(file));
  const { pid, dicomPort, httpPort } = JSON.parse(readFileSync(file, 'utf8')) as Started & { pid: number };
  t.after(() => {
    process.kill(pid, 'SIGKILL');
  });
  terminal.kill('SIGKILL');
  await once(terminal, 'exit');
  await printsFilm({ dicomPort, httpPort });
  process.kill(pid, 0);
});

test('logs an unhandled error, finishes running work, and ends with exit code 70', async (t) => {
  const data = temporaryFolder(t);
  const preload = path.join(import.meta.dirname, 'support', 'defects.ts');
  const server = await TestServer.start({ data, preload });
  const connection = await open(server.dicomPort);
  const film = await compose(connection);
  process.kill(server.pid, 'SIGUSR2');
  await server.logged(/ error server\.defect error="thrown in a timer" origin=uncaughtException/);
  await server.logged(/ error server\.defect error="rejected without a listener" origin=unhandledRejection/);
  assert.equal((await print(connection, film.filmBox)).status, 0x0000);
  await connection.association.release();
  assert.equal(await server.exited(), 70);
  assert.match(server.log, /server\.stopped/);
  assert.match(
    server.log,
    /a defect of Hardcopy, please report it: thrown in a timer; what was accepted is kept/,
  );
  const next = await TestServer.start({ data });
  t.after(() => next.stop());
  assert.equal((await next.jobsDone(1)).length, 1);
});
