// Traces of a real server: what is written, what is left out, what it costs when off; and a replay of the same client.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { AssociationEnd } from '../../src/shared/errors/wire-failures.ts';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { replay, readTrace, type ReplayedRequest } from '../../src/trace/replay.ts';
import { TraceFile } from '../../src/trace/trace-file.ts';
import { maxTraces, traceFile, traceIds, TraceSweeper } from '../../src/trace/trace-folder.ts';
import { isHarmless } from '../../src/trace/trace-elements.ts';
import { run as hardcopy } from '../cli/run.ts';
import { acceptor } from '../support/associations.ts';
import { compose, open, print, ramp, setImage } from '../support/network-print.ts';
import { TestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const secret = 'DOE^JANE';

/** Prints a film whose image names its patient; gives the trace's id. */
async function printFilm(server: TestServer): Promise<string> {
  const before = traceIds(folderOf(server)).length;
  const connection = await open(server.dicomPort);
  const image = ramp().with(dataSetOf({ PatientName: secret, PatientID: '12345' }));
  const film = await compose(connection);
  const set = await setImage(connection, film.imageBoxes[0] ?? '', image);
  // It replaces the image that was there.
  assert.equal(set.command.status, 0x0116);
  const { status } = await print(connection, film.filmBox);
  assert.equal(status, 0);
  await connection.association.release();
  const ids = traceIds(folderOf(server));
  assert.equal(ids.length, before + 1);
  const id = ids.at(-1) ?? '';
  // The server writes the last line when it has answered the release.
  while (!read(server, id, 'jsonl').includes('"kind":"end"')) await new Promise(setImmediate);
  return id;
}

const folderOf = (server: TestServer) => path.join(server.data, 'traces');
const read = (server: TestServer, id: string, kind: 'txt' | 'jsonl') =>
  readFileSync(traceFile(folderOf(server), id, kind), 'utf8');

describe('a traced client', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.start({ config: 'trace: { clients: [TEST*] }\n' });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
  });

  test('is recorded readably, without pixels and without the patient', async () => {
    const id = await printFilm(server);
    const text = read(server, id, 'txt');
    const lines = text.split('\n');
    assert.match(lines[0] ?? '', /^ +0\.00\d s -> A-ASSOCIATE-RQ .* TESTER at .* calls HARDCOPY/);
    const messages = lines.flatMap(
      (line) => /(->|<-) ([NC]-\S+)(?: (\w{4}) )? +context \d+ /.exec(line)?.slice(1, 4).join(' ') ?? [],
    );
    // Events of the job come when they come.
    const answers = messages.filter((message) => !message.includes('EVENT'));
    assert.deepEqual(answers, [
      '-> N-CREATE-RQ ',
      '<- N-CREATE-RSP 0000',
      '-> N-CREATE-RQ ',
      '<- N-CREATE-RSP 0000',
      '-> N-SET-RQ ',
      '<- N-SET-RSP 0000',
      '-> N-SET-RQ ',
      '<- N-SET-RSP 0116',
      '-> N-ACTION-RQ ',
      '<- N-ACTION-RSP 0000',
    ]);
    assert.match(text, /\(2010,0010\) ST ImageDisplayFormat: \[STANDARD\\1,1\]/);
    assert.match(text, /\(0028,0010\) US Rows: 64/);
    assert.match(text, /\(7FE0,0010\) OW PixelData: pixels, 4096 bytes\n/);
    assert.match(text, /\(0010,0010\) PN PatientName: withheld, length 8/);
    // Events may still be on their way in between.
    assert.match(text, /s -> A-RELEASE-RQ\n[^]*s <- A-RELEASE-RP\n[^]*s -- end: released\n$/);
    for (const kind of ['txt', 'jsonl'] as const) {
      assert.doesNotMatch(read(server, id, kind), /DOE|12345/);
      assert.equal(statSync(traceFile(folderOf(server), id, kind)).mode & 0o077, 0);
    }
  });

  test('is shown and listed by the command', async () => {
    const id = await printFilm(server);
    const list = await hardcopy(['trace', '--data', server.data]);
    assert.equal(list.exitCode, 0);
    assert.match(list.stdout, new RegExp(`^${id} `, 'm'));
    for (const args of [[id], ['--follow']]) {
      const shown = await hardcopy(['trace', ...args, '--data', server.data]);
      assert.equal(shown.stdout.trimEnd(), read(server, id, 'txt').trimEnd());
    }
    const missing = await hardcopy(['trace', 'nosuch', '--data', server.data]);
    assert.equal(missing.exitCode, 1);
  });

  test('is played again: the server assigns other UIDs, and prints the same film', async () => {
    const id = await printFilm(server);
    const jobs = (await server.jobs()).length;
    const requests: ReplayedRequest[] = [];
    const target = { host: '127.0.0.1', port: server.dicomPort, implementationVersionName: 'TEST' };
    await replay(traceFile(folderOf(server), id, 'jsonl'), target, (request) => requests.push(request));
    assert.deepEqual(
      requests.map(({ kind, then, now }) => [kind, then, now]),
      [
        ['N-CREATE-RQ', 0, 0],
        ['N-CREATE-RQ', 0, 0],
        ['N-SET-RQ', 0, 0],
        ['N-SET-RQ', 0x0116, 0x0116],
        ['N-ACTION-RQ', 0, 0],
      ],
    );
    assert.equal((await server.jobs()).length, jobs + 1);
  });

  test('the command reports responses that differ from the recorded ones', async () => {
    const id = await printFilm(server);
    const file = traceFile(folderOf(server), id, 'jsonl');
    const to = `127.0.0.1:${server.dicomPort}`;
    assert.equal((await hardcopy(['replay', file, '--to', to])).exitCode, 0);
    const { messages } = await readTrace(file);
    assert.equal(messages.filter(({ from }) => from === 'client').length, 5);
    const other = await TestServer.start({
      config: 'printers: [{ aeTitle: OTHER, filmSizes: [A4] }]\n',
    });
    try {
      const differs = await hardcopy([
        'replay',
        file,
        '--to',
        `127.0.0.1:${other.dicomPort}`,
        '--aetitle',
        'OTHER',
      ]);
      assert.equal(differs.exitCode, 1);
      assert.match(differs.stdout, /2 {2}N-CREATE-RQ {2}0116, was 0000/);
      assert.deepEqual(traceIds(folderOf(other)), [], 'clients are traced only if configured');
    } finally {
      await other.stop();
    }
  });

  test('the command refuses a file that is not a trace', async () => {
    const { exitCode, stderr } = await hardcopy(['replay', import.meta.filename, '--to', '127.0.0.1:1']);
    assert.equal(exitCode, 1);
    assert.match(stderr, /line 1: not a trace/);
  });
});

test('a replay that cannot continue ends its association', async (t) => {
  const folder = temporaryFolder(t, 'replay');
  const file = path.join(folder, 'echo.jsonl');
  const Verification = '1.2.840.10008.1.1';
  const context = { id: 1, abstractSyntax: Verification, transferSyntax: '1.2.840.10008.1.2' };
  const opened = {
    kind: 'association',
    ms: 0,
    at: '2026-01-01T00:00:00.000Z',
    calling: 'CT1',
    called: 'HARDCOPY',
    peer: '127.0.0.1:1',
    implementation: 'TEST',
    contexts: [context],
  };
  const echo = { kind: 'C-ECHO-RQ', messageId: 1, affectedSopClassUid: Verification, hasDataSet: false };
  const message = { kind: 'message', ms: 1, from: 'client', contextId: 1, command: echo };
  writeFileSync(file, `${JSON.stringify(opened)}\n${JSON.stringify(message)}\n`);
  const ended = Promise.withResolvers<AssociationEnd>();
  const { port } = await acceptor(t, {
    abstractSyntaxes: new Set(),
    serve: async (association) => {
      ended.resolve(await association.ended);
    },
  });
  const target = { host: '127.0.0.1', port, implementationVersionName: 'TEST' };
  await assert.rejects(
    replay(file, target, () => undefined),
    /presentation context 1 was not negotiated/,
  );
  const end = await ended.promise;
  assert.deepEqual([end.kind, 'by' in end && end.by], ['aborted', 'peer']);
});

test('pixels and patient data are recorded when asked for', async () => {
  const server = await TestServer.start({
    config: 'trace: { clients: ["127.*", "::*"], pixels: true, patientData: true }\n',
  });
  try {
    const id = await printFilm(server);
    assert.match(read(server, id, 'txt'), /PatientName: \[DOE\^JANE\]/);
    const { messages } = await readTrace(traceFile(folderOf(server), id, 'jsonl'));
    const set = messages.findLast(({ command }) => command.kind === 'N-SET-RQ');
    const image = set?.dataSet?.find(({ items }) => items)?.items?.[0];
    const recorded = image?.find(({ pixels }) => pixels)?.pixels;
    const expected = Uint8Array.from({ length: 4096 }, (_, index) => (index % 64) * 4);
    assert.equal(recorded?.base64, Buffer.from(expected).toString('base64'));
  } finally {
    assert.equal(await server.stop(), 0);
  }
});

test('a trace ends where it is as long as it may be; the client notices nothing', async () => {
  const server = await TestServer.start({ config: 'trace: { clients: ["*"], maxBytes: 4096 }\n' });
  try {
    const connection = await open(server.dicomPort);
    const film = await compose(connection);
    assert.equal((await print(connection, film.filmBox)).status, 0);
    await connection.association.release();
    const [id = ''] = traceIds(folderOf(server));
    const texts = [read(server, id, 'txt'), read(server, id, 'jsonl')];
    assert.match(texts[0] ?? '', /the trace is full at 4096 bytes/);
    assert.ok(texts.join('').length < 4096 + 256, String(texts.join('').length));
  } finally {
    assert.equal(await server.stop(), 0);
  }
});

test('the newest traces stay', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-traces-'));
  try {
    const name = (index: number) => `20260301T${String(index).padStart(9, '0')}Z-a1-CT`;
    const sweeper = new TraceSweeper(folder);
    for (let index = 0; index < maxTraces + 3; index += 1) {
      await new TraceFile(folder, name(index), 4096, () => assert.fail()).close();
      sweeper.add(name(index));
    }
    await sweeper.done();
    const ids = traceIds(folder);
    assert.deepEqual([ids.length, ids[0], ids.at(-1)], [maxTraces, name(3), name(maxTraces + 2)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('values that could identify a patient are withheld, including private, unknown and free text ones', () => {
  const tags = {
    PatientName: 0x00100010,
    AccessionNumber: 0x00080050,
    StudyInstanceUID: 0x0020000d,
    FilmSessionLabel: 0x20000050,
    TextString: 0x20300020,
    ProposedStudySequence: 0x213000a0,
    private: 0x20110010,
    unknown: 0x2010fff0,
  };
  for (const [name, tag] of Object.entries(tags)) assert.equal(isHarmless(tag), false, name);
  for (const tag of [0x20100010, 0x00280010, 0x00081155]) assert.equal(isHarmless(tag), true);
});
