// The whole server with faulty clients in a failing environment: each client gets a clear answer, nothing is lost, and the
// server stays healthy.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect as connectSocket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { AssociationRefusal } from '../src/shared/errors/wire-failures.ts';
import { sopClasses, sopInstances } from '../src/dicom/data-set/uids.ts';
import { compose, open, print, ramp, setImage } from './support/network-print.ts';
import { grayImage } from './support/print-client.ts';
import { TestServer } from './support/server.ts';
import { smallDisk } from './support/small-disk.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { until } from './support/until.ts';

const run = promisify(execFile);
const mainFile = path.join(import.meta.dirname, '..', 'bin', 'hardcopy.js');

/** Runs the command line as a user would; returns its exit code and output. */
async function hardcopy(
  ...args: readonly string[]
): Promise<{ code: number; stderr: string; stdout: string }> {
  try {
    const { stdout, stderr } = await run(process.execPath, [mainFile, ...args]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const failed = error as { code: number; stdout: string; stderr: string };
    return { code: failed.code, stdout: failed.stdout, stderr: failed.stderr };
  }
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

describe('a server', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.start({
      config: 'dicom: { maxAssociations: 3, limits: { imageBytes: 100000 } }\n',
    });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
  });

  test('writes log lines and nothing else, no warnings of libraries', () => {
    const others = server.log.split('\n').filter((line) => !/^\S+Z (DEBUG|INFO|WARN|ERROR) /i.test(line));
    assert.deepEqual(others, []);
  });

  test('logs its addresses', async () => {
    const health: unknown = await (await server.get('/api/health')).json();
    assert.equal((health as { status: string }).status, 'ok');
    const found = JSON.parse(readFileSync(path.join(server.data, 'server.json'), 'utf8')) as { pid: number };
    assert.equal(found.pid, server.pid);
    const where = `aeTitle=HARDCOPY name="Film to PDF" call=\\S+:${server.dicomPort}\\S* .*sheets=${server.data}/films`;
    assert.match(server.log, new RegExp(`printer\\.ready ${where}`));
  });

  test('rejects a wrong called AE title with 1/1/7', async () => {
    await assert.rejects(open(server.dicomPort, 'STRANGER'), (error: unknown) => {
      assert.ok(error instanceof AssociationRefusal);
      assert.deepEqual([error.result, error.source, error.reason], [1, 1, 7]);
      return true;
    });
    await server.logged(/association\.rejected .*called=STRANGER/);
  });

  test('rejects an association above the limit with 2/3/2, and accepts one when another has ended', async () => {
    const three = [await open(server.dicomPort), await open(server.dicomPort), await open(server.dicomPort)];
    await assert.rejects(open(server.dicomPort), (error: unknown) => {
      assert.ok(error instanceof AssociationRefusal);
      assert.deepEqual([error.result, error.source, error.reason], [2, 3, 2]);
      return true;
    });
    for (const { association } of three) await association.release();
    const { association } = await open(server.dicomPort);
    await association.release();
  });

  test('refuses unsupported presentation contexts individually; the others work', async () => {
    const connection = await open(server.dicomPort, 'HARDCOPY', [
      // Query/Retrieve.
      '1.2.840.10008.5.1.4.1.2.1.1',
      sopClasses.Printer,
    ]);
    assert.deepEqual([...connection.association.contexts.keys()], [3]);
    const answer = await connection.client.request(3, {
      kind: 'N-GET-RQ',
      requestedSopClassUid: sopClasses.Printer,
      requestedSopInstanceUid: sopInstances.Printer,
    });
    assert.equal(answer.command.status, 0x0000);
    assert.equal(answer.data?.string('PrinterStatus'), 'NORMAL');
    await connection.association.release();
  });

  for (const [what, bytes, answer] of [
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), '07000000000400000000'],
    [
      'a request of 4 GiB',
      Buffer.from('01000000000effffffff0001', 'hex').fill(0xff, 2, 6),
      '03000000000400010201',
    ],
    ['P-DATA without association', Buffer.from('0400000000100000000c0103', 'hex'), '07000000000400000000'],
    ['noise', Buffer.alloc(100_000, 0xff), '07000000000400000000'],
  ] as const) {
    test(`answers bytes that are not DICOM (${what}) and closes only that connection`, async () => {
      const socket = connectSocket(server.dicomPort, '127.0.0.1');
      socket.write(bytes);
      const [received] = (await once(socket, 'data')) as [Buffer];
      assert.equal(received.toString('hex'), answer);
      socket.end();
      await once(socket.resume(), 'close');
      const { association } = await open(server.dicomPort);
      await association.release();
    });
  }

  test('keeps nothing of a film that fails validation, prints the next one, and answers N-GET for its job', async () => {
    const connection = await open(server.dicomPort);
    const { filmBox, imageBoxes } = await compose(connection);
    const short = await setImage(connection, imageBoxes[0] ?? '', grayImage(64, 65, new Uint8Array(4096)));
    assert.equal(short.command.status, 0x0106);
    assert.equal(short.command.errorComment, 'Pixel Data has 4096 bytes, not 4160');
    const large = await setImage(
      connection,
      imageBoxes[0] ?? '',
      grayImage(400, 400, new Uint8Array(160_000)),
    );
    assert.equal(large.command.status, 0xc605);
    const { status, printJob } = await print(connection, filmBox);
    assert.equal(status, 0x0000);
    const [job] = await server.jobsDone(1);
    assert.equal(job?.printJobUid, printJob);
    assert.equal(job.callingAeTitle, 'TESTER');
    const answer = await connection.client.request(5, {
      kind: 'N-GET-RQ',
      requestedSopClassUid: sopClasses.PrintJob,
      requestedSopInstanceUid: printJob,
    });
    assert.equal(answer.data?.string('ExecutionStatus'), 'DONE');
    assert.equal(answer.data.string('ExecutionStatusInfo'), 'NORMAL');
    await connection.association.release();
    const pdfs = filesIn(path.join(server.data, 'films'));
    assert.equal(pdfs.length, 1);
    assert.match(pdfs[0] ?? '', /films\/\d{4}-\d{2}-\d{2}\/.*\.pdf$/);
  });

  test('keeps no pixels of an association that is lost in the middle of an image', async () => {
    const connection = await open(server.dicomPort);
    await compose(connection);
    const spooled = () =>
      filesIn(path.join(server.data, 'spool')).filter((file) => file.includes('incoming'));
    assert.equal(spooled().length, 1);
    const { client, association } = connection;
    async function* half() {
      yield new Uint8Array(10_000);
      association.abort('gone');
      await association.ended;
      throw new Error('gone');
    }
    await assert.rejects(
      client.request(
        1,
        {
          kind: 'N-SET-RQ',
          requestedSopClassUid: sopClasses.BasicGrayscaleImageBox,
          requestedSopInstanceUid: '1.2',
        },
        half(),
      ),
    );
    await until(() => spooled().length === 0);
  });

  test('stores patient data with the job, and logs none of it', async () => {
    const connection = await open(server.dicomPort);
    const { filmBox } = await compose(connection, ramp(), {}, { FilmSessionLabel: 'DOE^JANE' });
    const { status, printJob } = await print(connection, filmBox);
    assert.equal(status, 0x0000);
    await connection.association.release();
    const done = async () => (await server.jobsDone(1)).find((other) => other.printJobUid === printJob);
    let job = await done();
    while (!job) job = await done();
    assert.equal(job.sessionLabel, 'DOE^JANE');
    await server.logged(new RegExp(`job\\.ended job=${job.id}`));
    assert.doesNotMatch(server.log, /DOE|JANE/);
  });

  test('serves pages as pictures, and answers 404 for missing ones', async () => {
    const [job] = await server.jobsDone(1);
    const page = await server.get(`/api/jobs/${job?.id ?? ''}/films/1.png?width=200`);
    assert.equal(page.headers.get('content-type'), 'image/png');
    const bytes = Buffer.from(await page.arrayBuffer());
    assert.equal(bytes.readUInt32BE(16), 200);
    assert.equal((await server.get(`/api/jobs/${job?.id ?? ''}/films/2.png`)).status, 404);
    assert.equal((await server.get('/api/jobs/nothing')).status, 404);
    assert.equal((await server.get('/api/jobs?state=LOST')).status, 400);
    const printers = (await (await server.get('/api/printers')).json()) as {
      printers: { aeTitle: string }[];
    };
    assert.deepEqual(
      printers.printers.map((printer) => printer.aeTitle),
      ['HARDCOPY'],
    );
  });
});

describe('starting', () => {
  test('fails for a second server on a data folder, and names the first', async () => {
    const server = await TestServer.start();
    const second = await hardcopy('serve', '--data', server.data, '--dicom-port', '0', '--http-port', '0');
    assert.equal(second.code, 4);
    assert.match(second.stderr, new RegExp(`${server.pid}`));
    // The first one continues.
    const { association } = await open(server.dicomPort);
    await association.release();
    assert.equal(await server.stop(), 0);
  });

  test('fails for a port in use, and names it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const data = mkdtempSync(path.join(tmpdir(), 'hardcopy-port-'));
    const file = path.join(data, 'config.yaml');
    writeFileSync(file, 'dicom: { host: 127.0.0.1 }\n');
    for (const ports of [
      ['--dicom-port', port, '--http-port', '0'],
      ['--dicom-port', '0', '--http-port', port],
    ]) {
      const { code, stderr } = await hardcopy('serve', '--config', file, '--data', data, ...ports);
      assert.equal(code, 3);
      assert.match(stderr, new RegExp(`\\b${port}\\b`));
      assert.ok(!existsSync(path.join(data, 'server.json')));
    }
    other.close();
    rmSync(data, { recursive: true });
  });

  test('fails for an invalid configuration, and names the key, with exit code 2', async () => {
    const data = mkdtempSync(path.join(tmpdir(), 'hardcopy-config-'));
    const file = path.join(data, 'config.yaml');
    writeFileSync(file, 'dicom: { port: 99999 }\n');
    const { code, stderr } = await hardcopy('serve', '--config', file, '--data', data);
    assert.equal(code, 2);
    assert.match(stderr, /dicom\.port: found 99999/);
    assert.equal(stderr.trim().split('\n').length, 1);
    rmSync(data, { recursive: true });
  });

  test('fails for an unusable data folder with exit code 5', async () => {
    const data = mkdtempSync(path.join(tmpdir(), 'hardcopy-unusable-'));
    const file = path.join(data, 'file');
    writeFileSync(file, '');
    const { code, stderr } = await hardcopy(
      'serve',
      '--data',
      path.join(file, 'x'),
      '--dicom-port',
      '0',
      '--http-port',
      '0',
    );
    assert.equal(code, 5);
    assert.match(stderr, /data folder/);
    rmSync(data, { recursive: true });
  });

  test('SIGTERM at the end of the start stops it in order and removes server.json', async (t) => {
    const data = temporaryFolder(t, 'server');
    const preload = path.join(import.meta.dirname, 'support', 'ended-when-ready.ts');
    const args = ['serve', '--data', data, '--dicom-port', '0', '--http-port', '0'];
    const child = spawn(process.execPath, ['--import', preload, mainFile, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = once(child, 'exit') as Promise<[number | null]>;
    const [log, [code]] = await Promise.all([text(child.stderr), exited]);
    assert.equal(code, 0, log);
    assert.match(log, / server\.stopping signal=SIGTERM\n.* server\.stopped/);
    assert.ok(!existsSync(path.join(data, 'server.json')));
  });

  test('SIGTERM ends it with exit code 0: no new associations, and the running one finishes and prints', async () => {
    const server = await TestServer.start();
    const connection = await open(server.dicomPort);
    const { filmBox } = await compose(connection, ramp(), { BorderDensity: 'WHITE' });
    process.kill(server.pid, 'SIGTERM');
    // New connections are refused, because the port is closed.
    for (;;) {
      try {
        const { association } = await open(server.dicomPort);
        association.abort('not yet');
      } catch {
        break;
      }
    }
    assert.equal((await print(connection, filmBox)).status, 0x0000);
    await connection.association.release();
    assert.equal(await server.exited(), 0);
  });
});

test('answers C605 for images and C602 for films on a full disk, never a false Success, and continues', async (t) => {
  const data = await smallDisk(t, 12 * 1024);
  if (data === undefined) return;
  const config = 'spool: { minFreeBytes: 0 }\n';
  const server = await TestServer.start({ data, config });
  const connection = await open(server.dicomPort);
  const { filmBox, imageBoxes } = await compose(connection);
  const tooMuch = grayImage(4096, 4096, new Uint8Array(4096 * 4096));
  const refused = await setImage(connection, imageBoxes[0] ?? '', tooMuch);
  assert.equal(refused.command.status, 0xc605);
  // Another file takes the rest of the disk: the film cannot be made durable.
  const filler = path.join(data, 'filler');
  for (let size = 1 << 20; size >= 1; size >>= 1) {
    try {
      for (;;) writeFileSync(filler, Buffer.alloc(size, 1), { flag: 'a' });
    } catch {
      // No space for this size; fill the rest with smaller pieces.
    }
  }
  const { status } = await print(connection, filmBox);
  assert.equal(status, 0xc602);
  assert.deepEqual(await server.jobs(), []);
  rmSync(filler);
  assert.equal((await print(connection, filmBox)).status, 0x0000);
  await connection.association.release();
  await server.jobsDone(1);
  assert.equal(await server.stop(), 0);
});
