// A real server with access rules and several listeners: which clients each listener accepts, what they are permitted to do,
// and the messages about invalid certificates at the start.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect as connectSecure } from 'node:tls';
import { z } from 'zod';
import { AssociationRefusal } from '../src/shared/errors/wire-failures.ts';
import { runCommandLine } from '../src/cli/program.ts';
import { processTerminal } from '../src/cli/terminal/terminal.ts';
import type { Association } from '../src/dicom/dimse/association.ts';
import { dataSetOf } from '../src/dicom/data-set/data-set.ts';
import { DimseClient } from '../src/dicom/dimse/dimse-client.ts';
import { proposal } from '../src/dicom/upper-layer/negotiation.ts';
import { connect, type RequestorOptions } from '../src/dicom/upper-layer/requestor.ts';
import { sopClasses, sopInstances, transferSyntaxes } from '../src/dicom/data-set/uids.ts';
import { bytesOf, requestorOptions } from './support/associations.ts';
import { credentialsOf, TestAuthority, type IssuedFiles } from './support/certificates.ts';
import { needs } from './support/external.ts';
import { compose, print as printFilmBox } from './support/network-print.ts';
import { readPdus } from './support/read-pdus.ts';
import { ScriptedPeer } from './support/scripted-peer.ts';
import { TestServer } from './support/server.ts';

const announced = z.object({
  dicomPort: z.number(),
  listeners: z.array(z.object({ host: z.string(), port: z.number(), tls: z.boolean() })),
});

const print = [1, { kind: 'N-CREATE-RQ', affectedSopClassUid: sopClasses.BasicFilmSession }] as const;
const readStatus = [
  1,
  {
    kind: 'N-GET-RQ',
    requestedSopClassUid: sopClasses.Printer,
    requestedSopInstanceUid: sopInstances.Printer,
  },
] as const;
const store = [
  1,
  {
    kind: 'C-STORE-RQ',
    affectedSopClassUid: sopClasses.HardcopyGrayscaleImage,
    affectedSopInstanceUid: '1.2.3',
    priority: 0,
  },
] as const;
const echo = [3, { kind: 'C-ECHO-RQ', affectedSopClassUid: sopClasses.Verification }] as const;

/** Statuses of echo, print and status, in this order. */
async function statuses(association: Association): Promise<readonly number[]> {
  const client = new DimseClient(association);
  const answers = [
    await client.request(...echo),
    await client.request(...print, dataSetOf({ NumberOfCopies: '1' })),
    await client.request(...readStatus),
  ];
  return answers.map(({ command }) => command.status);
}

const rejected = (answer: string) => (error: unknown) =>
  error instanceof AssociationRefusal && [error.result, error.source, error.reason].join('/') === answer;

describe('listeners and access rules', { skip: needs('openssl') }, () => {
  let authority: TestAuthority;
  let files: IssuedFiles;
  let ct: IssuedFiles;
  let server: TestServer;
  let ports: readonly number[];

  const call = (port = 0, options: Partial<RequestorOptions> = {}) =>
    connect(requestorOptions(ports[port] ?? 0, options));
  const secure = (from: Partial<IssuedFiles> = {}, callingAeTitle = 'ANY') => ({
    callingAeTitle,
    tls: { credentials: credentialsOf({ ca: authority.ca, ...from }) },
  });

  before(async () => {
    authority = new TestAuthority();
    ct = authority.issue('ct1');
    const { folder } = authority;
    files = {
      certificate: path.join(folder, 'live.pem'),
      key: path.join(folder, 'live.key'),
      ca: authority.ca,
    };
    const issued = authority.issue('printer');
    copyFileSync(issued.certificate, files.certificate);
    copyFileSync(issued.key, files.key);
    server = await TestServer.start({
      config: `
log: { level: debug }
dicom:
  host: 127.0.0.1
  listeners:
    - { host: 127.0.0.1, port: 0 }
    - host: 127.0.0.1
      port: 0
      tls: { certificate: ${files.certificate}, key: ${files.key}, ca: ${files.ca}, clientCertificate: optional }
access:
  - { name: scanners, callingAeTitles: [CT*], addresses: [127.0.0.0/8], maxAssociations: 2, printers: [HARDCOPY] }
  - { name: monitoring, callingAeTitles: MONITOR, may: [echo, status] }
  - { name: stations, callingAeTitles: WS1, may: [print], limits: { boxesPerFilm: 2 } }
  - { name: small, callingAeTitles: SMALL, limits: { maxPduLength: 8192 } }
  - { name: patient, callingAeTitles: 'QUEUE*', limits: { waitingJobs: 2 }, printers: [STUCK] }
  - { name: elsewhere, callingAeTitles: AWAY, addresses: [192.0.2.0/24, '2001:db8::/32'] }
  - { name: certified, certificates: [ct1] }
printers:
  - { aeTitle: HARDCOPY }
  - { aeTitle: OTHER }
  - { aeTitle: STUCK, destinations: [{ kind: pdf, folder: test-config.yaml/no-folder }] }
`,
    });
    const { listeners } = announced.parse(
      JSON.parse(readFileSync(path.join(server.data, 'server.json'), 'utf8')),
    );
    ports = listeners.map(({ port }) => port);
    assert.deepEqual(
      listeners.map(({ tls }) => tls),
      [false, false, true],
    );
  });
  after(async () => {
    await server.stop();
    authority.remove();
  });

  test('every listener is logged, and server.json has the first', () => {
    assert.equal(ports[0], server.dicomPort);
    const said = `listeners=${ports.map((port, index) => `127.0.0.1:${port}${index === 2 ? '/tls' : ''}`).join(',')}`;
    assert.ok(server.log.includes(said), server.log);
  });

  test('the log names the TLS port when a client uses TLS on an unencrypted port', async () => {
    const socket = connectSecure({ host: '127.0.0.1', port: ports[0] ?? 0, rejectUnauthorized: false });
    await assert.rejects(once(socket, 'secureConnect'));
    await server.logged(
      new RegExp(
        `association\\.aborted .*PDU type 16H is unknown: this looks like TLS, and this port is unencrypted; TLS is on port ${ports[2] ?? 0}`,
      ),
    );
  });

  test('a client gets 0124 for everything that its rule does not permit', async () => {
    const expected = {
      CT1: [0x0000, 0x0000, 0x0000],
      MONITOR: [0x0000, 0x0124, 0x0000],
      WS1: [0x0124, 0x0000, 0x0124],
    };
    for (const [callingAeTitle, answers] of Object.entries(expected)) {
      const association = await call(0, { callingAeTitle });
      assert.deepEqual(await statuses(association), answers, callingAeTitle);
      await association.release();
    }
    await server.logged(
      /dimse\.refused .*0124 \(refused: not authorized\).*this client is not allowed to print here/,
    );
  });

  test('a client without permission to store gets 0124 for a C-STORE, and nothing of it is kept', async () => {
    const contexts = [
      {
        abstractSyntax: sopClasses.HardcopyGrayscaleImage,
        transferSyntaxes: [transferSyntaxes.implicitLittle],
      },
    ];
    const object = dataSetOf({ Rows: 1, Columns: 2, BitsAllocated: 16, PixelData: Uint8Array.of(1, 2) });
    const stored = async (callingAeTitle: string) => {
      const association = await call(0, { callingAeTitle, contexts });
      const { command } = await new DimseClient(association).request(...store, object);
      await association.release();
      return [command.status, 'errorComment' in command ? command.errorComment : undefined];
    };
    assert.deepEqual(await stored('WS1'), [0x0124, 'this client is not allowed to store here']);
    // A client with permission gets the reason why the object is invalid.
    assert.equal((await stored('CT1'))[0], 0xc000);
  });

  test('the limits of a rule override the general limits', async () => {
    const made = async (callingAeTitle: string) => {
      const association = await call(0, { callingAeTitle });
      const client = new DimseClient(association);
      const session = await client.request(...print, dataSetOf({ NumberOfCopies: '1' }));
      const reference = dataSetOf({
        ReferencedSOPClassUID: sopClasses.BasicFilmSession,
        ReferencedSOPInstanceUID: session.command.affectedSopInstanceUid ?? '',
      });
      const { command } = await client.request(
        1,
        { kind: 'N-CREATE-RQ', affectedSopClassUid: sopClasses.BasicFilmBox },
        dataSetOf({ ImageDisplayFormat: 'STANDARD\\2,2', ReferencedFilmSessionSequence: [reference] }),
      );
      await association.release();
      return command.status;
    };
    assert.equal(await made('CT1'), 0x0000);
    assert.notEqual(await made('WS1'), 0x0000);
  });

  test('a client gets its own maximum PDU length, which is enforced', async () => {
    const association = await call(0, { callingAeTitle: 'SMALL' });
    assert.equal(association.peerMaxPduLength, 8192);
    assert.deepEqual(await statuses(association), [0x0000, 0x0000, 0x0000]);
    await association.release();
    const other = await call(0);
    assert.equal(other.peerMaxPduLength, 131_072);
    await other.release();

    const peer = await ScriptedPeer.connect(server.dicomPort);
    peer.send(bytesOf(proposal(requestorOptions(0, { callingAeTitle: 'SMALL' }))));
    assert.equal(readPdus(await peer.receive())[0]?.kind, 'A-ASSOCIATE-AC');
    // A P-DATA-TF of 8193 bytes: its header is enough.
    peer.send(Buffer.from('040000002001', 'hex'));
    const [abort] = readPdus(await peer.receive());
    peer.end();
    assert.deepEqual(abort, { kind: 'A-ABORT', source: 2, reason: 6 });
    await server.logged(/declares 8193 bytes; 8192 were announced/);
  });

  test('a client with too many waiting jobs is refused, and others are not', async () => {
    const printed = async (callingAeTitle: string) => {
      const association = await call(0, { callingAeTitle, calledAeTitle: 'STUCK' });
      const connection = { association, client: new DimseClient(association) };
      const film = await compose(connection);
      const box = await printFilmBox(connection, film.filmBox);
      const session = await connection.client.request(1, {
        kind: 'N-ACTION-RQ',
        requestedSopClassUid: sopClasses.BasicFilmSession,
        requestedSopInstanceUid: film.filmSession,
        actionTypeId: 1,
      });
      await association.release();
      return [box.status, session.command.status];
    };
    assert.deepEqual(await printed('QUEUE1'), [0x0000, 0x0000]);
    assert.deepEqual(await printed('QUEUE1'), [0xc602, 0xc601]);
    await server.logged(/print\.refused .*2 jobs of this client wait, at most 2/);
    assert.deepEqual(await printed('QUEUE2'), [0x0000, 0x0000]);
    const jobs = await server.jobs();
    assert.deepEqual(jobs.map(({ callingAeTitle }) => callingAeTitle).toSorted(), [
      'QUEUE1',
      'QUEUE1',
      'QUEUE2',
      'QUEUE2',
    ]);
  });

  test('the client and the log get the reason of a refusal', async () => {
    await assert.rejects(call(0, { callingAeTitle: 'STRANGER' }), rejected('1/1/3'));
    await server.logged(
      /association\.rejected .*why="no access rule for calling AE title STRANGER from 127\.0\.0\.1"/,
    );
    await assert.rejects(call(0, { callingAeTitle: 'CT1', calledAeTitle: 'OTHER' }), rejected('1/1/7'));
    await assert.rejects(call(0, { callingAeTitle: 'CT1', calledAeTitle: 'NONE' }), rejected('1/1/7'));
    await assert.rejects(call(0, { callingAeTitle: 'AWAY' }), rejected('1/1/3'));
  });

  test('limits the associations of a client on all listeners together', async () => {
    const open = [await call(0), await call(1)];
    for (const port of [0, 1]) await assert.rejects(call(port), rejected('2/3/2'));
    const other = await call(1, { callingAeTitle: 'CT2' });
    assert.equal((await new DimseClient(other).request(...echo)).command.status, 0x0000);
    await open[0]?.release();
    const again = await call(0);
    for (const association of [open[1], other, again]) await association?.release();
  });

  test('a certificate permits a client that neither its address nor its title would', async () => {
    await assert.rejects(call(2, secure()), rejected('1/1/3'));
    const association = await call(2, secure(ct));
    assert.deepEqual(await statuses(association), [0x0000, 0x0000, 0x0000]);
    await association.release();
    await assert.rejects(call(2, secure(authority.issue('ct9'))), rejected('1/1/3'));
  });

  test('the command line connects by TLS, and reports what is wrong with a certificate', async () => {
    const echoed = async (...args: readonly string[]) => {
      const printed: string[] = [];
      const keep = (text: string) => void printed.push(text);
      const terminal = { ...processTerminal(), print: keep, note: keep };
      const at = `127.0.0.1:${ports[2] ?? 0}`;
      const code = await runCommandLine(['echo', at, 'HARDCOPY', ...args], {
        terminal,
        serve: () => Promise.resolve(),
      });
      return `${code} ${printed.join('')}`;
    };
    const own = ['--cert', ct.certificate, '--key', ct.key];
    const tls = ['--tls', '--ca', authority.ca, ...own];
    assert.match(await echoed(...tls), /^0 HARDCOPY at 127\.0\.0\.1:\d+ answers/);
    assert.match(
      await echoed('--tls', ...own),
      /^1 hardcopy: no TLS connection with .*: its certificate was issued by an authority that is not trusted/,
    );
    assert.match(
      await echoed(...tls, '--tls-name', 'laser.example'),
      /: its certificate is for another host/,
    );
    assert.match(await echoed('--tls', '--cert', ct.certificate), /--cert requires --key as well/);
    assert.match(await echoed('--ca', authority.ca), /--ca needs --tls as well/);
  });

  test('SIGHUP loads a renewed certificate while a client prints, and does not load an invalid one', async () => {
    const printing = await call(2, secure(ct));
    const connection = { association: printing, client: new DimseClient(printing) };
    const film = await compose(connection);
    writeFileSync(files.certificate, 'half a file');
    process.kill(server.pid, 'SIGHUP');
    await server.logged(
      /tls\.reload-failed why="dicom\.listeners\[1\]\.tls\.certificate: .* holds no certificate/,
    );
    const before = await call(2, secure(ct));
    await before.release();
    const renewed = authority.issue('renewed printer');
    copyFileSync(renewed.key, files.key);
    copyFileSync(renewed.certificate, files.certificate);
    process.kill(server.pid, 'SIGHUP');
    await server.logged(/tls\.reloaded subject="renewed printer"/);
    assert.equal((await printFilmBox(connection, film.filmBox)).status, 0x0000);
    await printing.release();
    const association = await call(2, secure(ct));
    assert.equal((await new DimseClient(association).request(...echo)).command.status, 0x0000);
    await association.release();
  });

  test('a start with an expired certificate logs a warning', async () => {
    const { certificate, key } = authority.issue('late printer', { expired: true });
    const late = await TestServer.start({
      config: `dicom: { host: 127.0.0.1, listeners: [{ host: 127.0.0.1, port: 0, tls: { certificate: ${certificate}, key: ${key} } }] }`,
    });
    try {
      await late.logged(/error tls\.certificate-expired subject="late printer" validTo=/);
    } finally {
      await late.stop();
    }
  });

  const wrong: readonly (readonly [name: string, config: () => string, said: RegExp])[] = [
    [
      'a certificate that does not exist',
      () => `dicom: { listeners: [{ port: 0, tls: { certificate: none.pem, key: none.key } }] }`,
      /dicom\.listeners\[0\]\.tls\.certificate: \S*none\.pem cannot be read/,
    ],
    [
      'the key of another certificate',
      () =>
        `dicom: { listeners: [{ port: 0, tls: { certificate: ${ct.certificate}, key: ${authority.issue('x').key} } }] }`,
      /dicom\.listeners\[0\]\.tls\.key: .* does not match the certificate/,
    ],
    [
      'client certificates without an authority',
      () =>
        `dicom: { listeners: [{ port: 0, tls: { certificate: ${ct.certificate}, key: ${ct.key}, clientCertificate: required } }] }`,
      /dicom\.listeners\[0\]\.tls\.ca: found nothing; client certificates are required/,
    ],
    [
      'a rule for certificates that no listener requests',
      () => `access: [{ certificates: [ct1] }]`,
      /access\[0\]\.certificates: no listener asks for one/,
    ],
    ['an address that is none', () => `access: [{ addresses: [10.0.0] }]`, /access\[0\]\.addresses/],
    [
      'an unknown printer',
      () => `access: [{ printers: [LASER] }]`,
      /access\[0\]\.printers: found "LASER"; there is HARDCOPY/,
    ],
  ];
  for (const [name, config, said] of wrong) {
    test(`a start with ${name} fails and names the key`, async () => {
      await assert.rejects(TestServer.start({ config: config() }), said);
    });
  }
});

describe('the presentation contexts depend on the called printer', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.start({
      config: `
printers:
  - { aeTitle: OLD }
  - { aeTitle: NEW, retiredClasses: false, storedPrint: false }
`,
    });
  });
  after(() => server.stop());

  const proposed = [
    sopClasses.BasicGrayscalePrintManagementMeta,
    sopClasses.PrintQueueManagement,
    sopClasses.VoiLutBox,
    sopClasses.BasicPrintImageOverlayBox,
    sopClasses.StoredPrint,
    sopClasses.HardcopyGrayscaleImage,
    sopClasses.BasicAnnotationBox,
  ];
  for (const [calledAeTitle, results] of [
    ['OLD', [0, 0, 0, 0, 0, 0, 0]],
    ['NEW', [0, 3, 3, 3, 3, 3, 0]],
  ] as const) {
    test(`${calledAeTitle} answers ${results.join(' ')}`, async () => {
      const peer = await ScriptedPeer.connect(server.dicomPort);
      const options = requestorOptions(server.dicomPort, { calledAeTitle });
      const contexts = proposed.map((abstractSyntax) => ({
        abstractSyntax,
        transferSyntaxes: ['1.2.840.10008.1.2'],
      }));
      peer.send(bytesOf(proposal({ ...options, contexts })));
      const [accepted] = readPdus(await peer.receive());
      peer.end();
      assert.equal(accepted?.kind, 'A-ASSOCIATE-AC');
      assert.deepEqual(
        accepted.contexts.map(({ result }) => result),
        results,
      );
    });
  }
});
