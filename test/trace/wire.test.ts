// Traces of DICOM traffic: associations that are rejected, aborted, over TLS, and invalid requests; what is left out; what
// happens when a disk is slow, and how a trace is followed while it grows.
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { runCommandLine } from '../../src/cli/program.ts';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { DimseClient } from '../../src/dicom/dimse/dimse-client.ts';
import { connect } from '../../src/dicom/upper-layer/requestor.ts';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { readTrace } from '../../src/trace/replay.ts';
import { maxWaiting, TraceFile } from '../../src/trace/trace-file.ts';
import { traceFile, traceIds } from '../../src/trace/trace-folder.ts';
import { maxRefused } from '../../src/trace/traces.ts';
import { traceRecord, type TraceRecord } from '../../src/trace/trace-record.ts';
import { run as hardcopy } from '../cli/run.ts';
import { requestorOptions } from '../support/associations.ts';
import { credentialsOf, TestAuthority } from '../support/certificates.ts';
import { needs } from '../support/external.ts';
import { compose, open, print, ramp } from '../support/network-print.ts';
import { associateRequest } from '../support/print-acceptor.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { TestServer } from '../support/server.ts';
import { item } from '../support/wire-bytes.ts';

const folderOf = (server: TestServer) => path.join(server.data, 'traces');
const read = (server: TestServer, id: string, kind: 'txt' | 'jsonl') =>
  readFileSync(traceFile(folderOf(server), id, kind), 'utf8');

/** What one conversation left as a trace, whole. */
async function traceOf(
  server: TestServer,
  conversation: () => Promise<unknown>,
): Promise<{ readonly id: string; readonly text: string; readonly records: readonly TraceRecord[] }> {
  const known = new Set(traceIds(folderOf(server)));
  await conversation();
  for (;;) {
    const id = traceIds(folderOf(server)).find((name) => !known.has(name));
    if (id !== undefined && read(server, id, 'jsonl').includes('"kind":"end"')) {
      const lines = read(server, id, 'jsonl').trimEnd().split('\n');
      const records = lines.map((line) => traceRecord.parse(JSON.parse(line)));
      return { id, text: read(server, id, 'txt'), records };
    }
    await new Promise(setImmediate);
  }
}

/** A trace without what differs from run to run. */
const timeless = (text: string) =>
  text
    .replaceAll(/^ *[\d.]+ s /gm, '')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'PEER')
    .trimEnd()
    .split('\n');

const printContext = [sopClasses.BasicGrayscalePrintManagementMeta, '1.2.840.10008.1.2'] as const;

describe('a traced server', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.start({
      config:
        'dicom: { host: 127.0.0.1 }\naccess: [{ callingAeTitles: [CT*, TESTER] }]\ntrace: { clients: ["*"] }\n',
    });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
  });

  test('an association that is rejected: the whole request, the answer, and why', async () => {
    const { text, id, records } = await traceOf(server, async () => {
      const peer = await ScriptedPeer.connect(server.dicomPort);
      const identity = Buffer.concat([
        Buffer.of(2, 0, 0, 5),
        Buffer.from('NURSE'),
        Buffer.of(0, 6),
        Buffer.from('SECRET'),
      ]);
      peer.send(
        associateRequest({
          callingAeTitle: 'STRANGER',
          contexts: [printContext, ['1.2.3.4.5', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2']],
          implementationVersionName: 'OLD_1\u001b[2J',
          userItems: [item('58', identity), item('7a', Buffer.from('SECRET'))],
        }),
      );
      await peer.receive();
      peer.end();
      await peer.closed;
    });
    assert.deepEqual(timeless(text), [
      '-> A-ASSOCIATE-RQ  TIME STRANGER at PEER calls HARDCOPY',
      '    application context 1.2.840.10008.3.1.1.1',
      '    maximum PDU length 16384, implementation 1.2.3 OLD_1\\u001b[2J',
      '    user identity of type 2: withheld, length 11',
      '    unknown item 7AH, length 6',
      '    context 1: 1.2.840.10008.5.1.1.9 BasicGrayscalePrintManagementMeta: 1.2.840.10008.1.2',
      '    context 3: 1.2.3.4.5: 1.2.840.10008.1.2.1, 1.2.840.10008.1.2',
      '<- A-ASSOCIATE-RJ  rejected permanently by its application: calling AE title not recognized (1/1/3)',
      '-- end: rejected: no access rule for calling AE title STRANGER from 127.0.0.1',
    ]);
    assert.deepEqual(
      records.map((record) => (record.kind === 'pdu' ? record.pdu.kind : record.kind)),
      ['A-ASSOCIATE-RQ', 'A-ASSOCIATE-RJ', 'end'],
    );
    for (const kind of ['txt', 'jsonl'] as const) {
      assert.doesNotMatch(read(server, id, kind), /SECRET|NURSE|U0VDUkVU/);
    }
    const again = await hardcopy(['replay', traceFile(folderOf(server), id, 'jsonl'), '--to', '127.0.0.1:1']);
    assert.equal(again.exitCode, 1);
    assert.match(again.stderr, /the association was rejected, there is nothing to replay/);
  });

  test('a loud client that is refused fills neither the log nor the folder', async () => {
    const refused = async (callingAeTitle: string) => {
      const call = connect(requestorOptions(server.dicomPort, { callingAeTitle }));
      await assert.rejects(call, /calling AE title not recognized/);
    };
    const { id } = await traceOf(server, async () => {
      const connection = await open(server.dicomPort);
      await connection.association.release();
    });
    for (let call = 0; call < maxRefused + 10; call += 1) {
      await traceOf(server, () => refused(`LOUD${call}`));
    }
    const loud = () => traceIds(folderOf(server)).filter((name) => name.includes('LOUD'));
    while (loud().length > maxRefused) await new Promise(setImmediate);
    assert.equal(loud().length, maxRefused);
    assert.ok(traceIds(folderOf(server)).includes(id), 'the others stay');
    assert.match(server.log, new RegExp(`trace\\.started .*trace=${id}`));
    assert.doesNotMatch(server.log, /trace\.started .*LOUD/);
  });

  test('bytes that are not a PDU are traced by the address alone', async () => {
    const { text } = await traceOf(server, async () => {
      const peer = await ScriptedPeer.connect(server.dicomPort);
      peer.send(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
      await peer.receive();
      peer.reset();
      await peer.closed;
    });
    const [first, second, third] = timeless(text);
    assert.match(first ?? '', /^-> no PDU that can be read {2}TIME from PEER, type 47H: /);
    assert.match(second ?? '', /^<- A-ABORT {2}source \d, reason \d/);
    assert.match(third ?? '', /^-- end: aborted by the server/);
  });

  test('an abort, with its source and reason; PDUs of data by their lengths', async () => {
    const { text } = await traceOf(server, async () => {
      const connection = await open(server.dicomPort);
      const film = await compose(connection);
      assert.equal((await print(connection, film.filmBox)).status, 0);
      connection.association.abort('enough', 6);
      await connection.association.ended;
    });
    const lines = timeless(text);
    assert.ok(lines.includes('    context 3: accepted, 1.2.840.10008.1.2.1'), text);
    assert.ok(lines.includes('    maximum PDU length 131072, implementation ' + implementation(text)), text);
    assert.ok(lines.includes('-- the association is open, presentation contexts: 3'));
    const abort = '-> A-ABORT  source 2, reason 6: its protocol layer: invalid PDU parameter value (2/6)';
    assert.ok(lines.includes(abort), text);
    assert.equal(lines.at(-1), '-- end: aborted by the client');
    // The image: a command of one PDU, a data set of another, before the message that they make.
    const set = lines.findIndex((line) => line.startsWith('-> N-SET-RQ'));
    assert.match(lines[set - 1] ?? '', /^-> P-DATA-TF {2}1 × \d+, 1 × 4\d\d\d bytes$/);
  });

  test('objects that are stored: neither pixels nor the patient', async () => {
    const { text, id } = await traceOf(server, async () => {
      const { association, client } = await open(server.dicomPort, 'HARDCOPY', [
        sopClasses.HardcopyGrayscaleImage,
        sopClasses.StoredPrint,
      ]);
      const identity = (sopClass: string, uid: string) =>
        dataSetOf({ SOPClassUID: sopClass, SOPInstanceUID: uid, PatientName: 'DOE^JANE', PatientID: '4711' });
      const stored = async (
        contextId: number,
        sopClass: string,
        uid: string,
        data: ReturnType<typeof ramp>,
      ) => {
        const { command } = await client.request(
          contextId,
          { kind: 'C-STORE-RQ', affectedSopClassUid: sopClass, affectedSopInstanceUid: uid, priority: 0 },
          data.with(identity(sopClass, uid)),
        );
        assert.equal(command.status, 0);
      };
      await stored(1, sopClasses.HardcopyGrayscaleImage, '1.2.3.1', ramp());
      const reference = dataSetOf({
        ReferencedSOPClassUID: sopClasses.HardcopyGrayscaleImage,
        ReferencedSOPInstanceUID: '1.2.3.1',
      });
      const film = dataSetOf({
        FilmBoxContentSequence: [dataSetOf({ ImageDisplayFormat: 'STANDARD\\1,1', FilmSizeID: '8INX10IN' })],
        ImageBoxContentSequence: [dataSetOf({ ReferencedImageSequence: [reference], ImageBoxPosition: 1 })],
      });
      await stored(3, sopClasses.StoredPrint, '1.2.3.100', film);
      await association.release();
    });
    assert.match(text, /-> C-STORE-RQ {2}context 1 .*HardcopyGrayscaleImage/);
    assert.match(text, /\(7FE0,0010\) OW PixelData: pixels, 4096 bytes\n/);
    assert.match(text, /<- C-STORE-RSP 0000 {2}context 3/);
    assert.match(text, /\(0010,0010\) PN PatientName: withheld, length 8/);
    for (const kind of ['txt', 'jsonl'] as const) {
      const bytes = readFileSync(traceFile(folderOf(server), id, kind));
      for (const secret of ['DOE', 'JANE', '4711']) assert.equal(bytes.indexOf(secret), -1, secret);
    }
  });

  test('is followed while it is being recorded, until its end', async () => {
    const connection = await open(server.dicomPort);
    const film = await compose(connection);
    const pieces: string[] = [];
    let woken: () => void = () => undefined;
    const terminal = {
      print: (text: string) => {
        pieces.push(text);
        woken();
      },
      note: () => undefined,
    };
    const follow = runCommandLine(['trace', '--follow', '--data', server.data], {
      terminal,
      serve: () => Promise.resolve(),
    });
    const seen = async (pattern: RegExp) => {
      while (!pattern.test(pieces.join('\n'))) await new Promise<void>((resolve) => (woken = resolve));
    };
    await seen(/<- N-SET-RSP 0000/);
    assert.doesNotMatch(pieces.join('\n'), /N-ACTION|-- end/);
    assert.equal((await print(connection, film.filmBox)).status, 0);
    await seen(/<- N-ACTION-RSP 0000/);
    await connection.association.release();
    assert.equal(await follow, 0);
    assert.match(pieces.join('\n'), / s -- end: released$/);
    const id = traceIds(folderOf(server)).at(-1) ?? '';
    assert.equal(pieces.join('\n'), read(server, id, 'txt').trimEnd());
  });
});

const implementation = (text: string) =>
  / {4}maximum PDU length 131072, implementation (.*)/.exec(text)?.[1] ?? '?';

test(
  'an association over TLS is traced unencrypted, with the certificate',
  { skip: needs('openssl') },
  async () => {
    const authority = new TestAuthority();
    const { certificate, key } = authority.issue('printer');
    const server = await TestServer.start({
      config: `
dicom:
  host: 127.0.0.1
  listeners:
    - host: 127.0.0.1
      port: 0
      tls: { certificate: ${certificate}, key: ${key}, ca: ${authority.ca}, clientCertificate: required }
trace: { clients: [CT1] }
`,
    });
    try {
      const { listeners } = z
        .object({ listeners: z.array(z.object({ port: z.number() })) })
        .parse(JSON.parse(readFileSync(path.join(server.data, 'server.json'), 'utf8')));
      const { text, id } = await traceOf(server, async () => {
        const tls = { credentials: credentialsOf(authority.issue('ct1')) };
        const association = await connect(requestorOptions(listeners[1]?.port ?? 0, { tls }));
        const client = new DimseClient(association);
        const echo = { kind: 'C-ECHO-RQ', affectedSopClassUid: sopClasses.Verification } as const;
        assert.equal((await client.request(3, echo)).command.status, 0);
        await association.release();
      });
      const lines = timeless(text);
      assert.equal(lines[0], '-> A-ASSOCIATE-RQ  TIME CT1 at PEER, TLS certificate of ct1 calls HARDCOPY');
      assert.match(lines.join('\n'), /\n-> C-ECHO-RQ {2}context 3 .*\n<- C-ECHO-RSP 0000 {2}context 3 /);
      const { messages } = await readTrace(traceFile(folderOf(server), id, 'jsonl'));
      assert.equal(messages.length, 2);
    } finally {
      assert.equal(await server.stop(), 0);
      authority.remove();
    }
  },
);

describe('a trace file', () => {
  const end = (how: string, ms = 1): TraceRecord => ({ kind: 'end', ms, how });
  const withFolder = async (use: (folder: string) => Promise<void>) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-trace-file-'));
    try {
      await use(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const name = '20260301T100000000Z-a1-CT';

  test('takes what the disk is too slow for up to a bound, and says what is missing', async () => {
    await withFolder(async (folder) => {
      const file = new TraceFile(folder, name, 1 << 30, () => assert.fail());
      const long = 'x'.repeat(maxWaiting / 16);
      // In one turn of the event loop nothing reaches the disk.
      for (let index = 0; index < 100; index += 1) file.write(end(long));
      await file.close();
      const lines = readFileSync(traceFile(folder, name, 'jsonl'), 'utf8')
        .trimEnd()
        .split('\n');
      const records = lines.map((line) => traceRecord.parse(JSON.parse(line)));
      const [head] = records;
      const last = records.at(-1);
      assert.ok(last?.kind === 'dropped', last?.kind);
      assert.deepEqual(head, { kind: 'incomplete', ms: 0, records: last.records, images: 0, full: false });
      assert.equal(records.length - 2 + last.records, 100);
      assert.ok(last.records >= 84 && last.records < 100, String(last.records));
      assert.match(
        readFileSync(traceFile(folder, name, 'txt'), 'utf8'),
        new RegExp(
          `^ +0\\.000 s -- this trace is not complete: missing are ${last.records} records, because the disk was too slow\n[^]*-- ${last.records} records are missing: the disk was too slow for them\n$`,
        ),
      );
    });
  });

  test('that cannot be written says so once, and takes no more', async () => {
    await withFolder(async (folder) => {
      const errors: unknown[] = [];
      const notAFolder = path.join(folder, 'file');
      writeFileSync(notAFolder, '');
      const file = new TraceFile(notAFolder, name, 4096, (error) => errors.push(error));
      file.write(end('one'));
      await file.close();
      file.write(end('two'));
      await file.close();
      assert.equal(errors.length, 1);
      assert.match(String(errors[0]), /EEXIST|ENOTDIR/);
    });
  });

  test('is followed by whole lines only', async () => {
    await withFolder(async (folder) => {
      const file = traceFile(folder, name, 'txt');
      writeFileSync(traceFile(folder, name, 'jsonl'), '');
      writeFileSync(file, '    0.000 s -> A-ASSOC');
      const pieces: string[] = [];
      const follow = hardcopy(['trace', '--follow', '--folder', folder]).then(({ stdout }) =>
        pieces.push(stdout),
      );
      appendFileSync(file, 'IATE-RQ\n    0.001 s -- end: released\n');
      await follow;
      assert.deepEqual(pieces, ['    0.000 s -> A-ASSOCIATE-RQ\n    0.001 s -- end: released\n']);
    });
  });
});
