// The acceptor with a scripted peer: its answers byte by byte, and its log.
import assert from 'node:assert/strict';
import { Server } from 'node:net';
import { describe, test } from 'node:test';
import type { AcceptorOptions } from '../../../src/dicom/upper-layer/acceptor-options.ts';
import type { AssociationRequest } from '../../../src/dicom/upper-layer/negotiation.ts';
import { decodeCommand } from '../../../src/dicom/dimse/dimse-commands.ts';
import { defaultTimeouts } from '../../../src/dicom/net/timeouts.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { SetupFailure } from '../../../src/shared/errors/errors.ts';
import { associateRq, bytesOf, commandPdu, dataPdu, echoRq } from '../../support/associations.ts';
import { chars, wire } from '../../support/data-set-bytes.ts';
import { readPdus } from '../../support/read-pdus.ts';
import { abortByProvider, abortByUser, releaseRp, releaseRq } from '../../support/wire-bytes.ts';
import { soon, scene, infos } from './acceptor-scene.ts';

const rejection = (result: number, source: number, reason: number) =>
  wire('03 00 00000004 00', Buffer.of(result, source, reason));

describe('a request', () => {
  test('is answered context by context, and its echo with Success', async (t) => {
    const { associated, connected, linesAtEnd } = await scene(t);
    const peer = (await connected()).send(bytesOf(associateRq()));
    const [ac] = readPdus(await peer.receive());
    assert.equal(ac?.kind, 'A-ASSOCIATE-AC');
    assert.deepEqual(ac.contexts, [
      { id: 1, result: 0, transferSyntax: '1.2.840.10008.1.2.1' },
      { id: 3, result: 0, transferSyntax: '1.2.840.10008.1.2' },
    ]);
    assert.equal(ac.userInformation.maxPduLength, 131_072);
    assert.equal(ac.userInformation.implementationVersionName, 'ACCEPTOR');

    const other = (await associated()).send(commandPdu(echoRq, 3));
    const [, piece] = readPdus(await other.receive());
    assert.equal(piece?.kind, 'pdv');
    assert.equal(piece.contextId, 3);
    assert.deepEqual(decodeCommand(piece.data), {
      kind: 'C-ECHO-RSP',
      messageIdBeingRespondedTo: 1,
      status: 0,
      hasDataSet: false,
    });
    for (const one of [peer, other]) {
      assert.deepEqual(await one.send(releaseRq).receive(), releaseRp);
      one.end();
    }
    const said = infos(await linesAtEnd());
    assert.deepEqual(said.map(({ event }) => event).sort(), [
      'association.accepted',
      'association.accepted',
      'association.released',
      'association.released',
    ]);
    const [first] = said;
    assert.equal(first?.fields.calling, 'CT1');
    assert.equal(first.fields.called, 'HARDCOPY');
    assert.match(String(first.fields.peer), /^127\.0\.0\.1:\d+$/);
    assert.equal(first.fields.contexts, '2 of 2');
    assert.equal(new Set(said.map(({ fields }) => fields.association)).size, 2);
  });

  test('without an acceptable context is accepted, all contexts refused, and ends by the idle timeout', async (t) => {
    const { connected, linesAtEnd } = await scene(t, { timeouts: { ...defaultTimeouts, idle: soon } });
    const contexts = [{ id: 1, abstractSyntax: '1.2.3', transferSyntaxes: ['1.2.840.10008.1.2'] }];
    const peer = (await connected()).send(bytesOf({ ...associateRq(), contexts }));
    const [ac] = readPdus(await peer.receive());
    assert.equal(ac?.kind, 'A-ASSOCIATE-AC');
    assert.deepEqual(ac.contexts, [{ id: 1, result: 3, transferSyntax: '1.2.840.10008.1.2' }]);
    assert.deepEqual(await peer.receive(), abortByProvider(0));
    peer.end();
    assert.equal((await linesAtEnd())[0]?.fields.contexts, '0 of 1');
  });

  test('full of roles for one SOP class is answered with one', async (t) => {
    const { connected } = await scene(t);
    const role = { sopClassUid: sopClasses.Verification, scu: true, scp: false };
    const rq = associateRq();
    // As many as user information of 65,535 bytes holds beside a short UID: with ours it could not.
    const roleSelections = Array.from({ length: 2620 }, () => role);
    const userInformation = { ...rq.userInformation, implementationClassUid: '1', roleSelections };
    const peer = (await connected()).send(bytesOf({ ...rq, userInformation }));
    const [ac] = readPdus(await peer.receive());
    assert.equal(ac?.kind, 'A-ASSOCIATE-AC');
    assert.deepEqual(ac.userInformation.roleSelections, [role]);
  });

  test('is shown to `decide` with all that deciding needs', async (t) => {
    const seen: AssociationRequest[] = [];
    const { associated } = await scene(t, {
      decide: (request) => {
        seen.push(request);
        return undefined;
      },
    });
    const peer = await associated();
    assert.equal(seen.length, 1);
    const { peer: from, ...request } = seen[0]!;
    const { address, port } = { address: '127.0.0.1', port: peer.socket.localPort };
    assert.deepEqual(from, { address, port });
    assert.deepEqual(request, {
      calledAeTitle: 'HARDCOPY',
      callingAeTitle: 'CT1',
      applicationContextName: '1.2.840.10008.3.1.1.1',
      contexts: associateRq().contexts,
      implementation: {
        classUid: associateRq().userInformation.implementationClassUid,
        versionName: 'REQUESTOR',
      },
    });
  });
});

describe('a refused request', () => {
  const refused: Readonly<
    Record<string, { request: Uint8Array; answer: Buffer; why: RegExp; options?: Partial<AcceptorOptions> }>
  > = {
    'of another protocol version': {
      request: bytesOf({ ...associateRq(), protocolVersion: 2 }),
      answer: rejection(1, 2, 2),
      why: /version field 0002H/,
    },
    'for another application context': {
      request: bytesOf({ ...associateRq(), applicationContextName: '1.2.3' }),
      answer: rejection(1, 1, 2),
      why: /application context name "1\.2\.3"/,
    },
    'that cannot be parsed': {
      request: wire('01 00 0000000a 0001 0000 41414141 4141'),
      answer: rejection(1, 2, 1),
      why: /cannot be parsed: A-ASSOCIATE-RQ: called AE title needs 16 bytes, but only 6/,
    },
    'of a length beyond all need': {
      request: wire('01 00 7fffffff 0001'),
      answer: rejection(1, 2, 1),
      why: /declares a length of 2147483647/,
    },
    'for a printer that does not exist': {
      request: bytesOf({ ...associateRq(), calledAeTitle: 'WRONG' }),
      answer: rejection(1, 1, 7),
      why: /no printer WRONG/,
      options: {
        decide: ({ calledAeTitle }) => ({
          result: 1,
          source: 1,
          reason: 7,
          why: `no printer ${calledAeTitle}`,
        }),
      },
    },
  };
  test('because deciding on it failed is refused for now, and the server lives', async (t) => {
    const { connected, linesAtEnd } = await scene(t, {
      decide: () => {
        throw new Error('no table');
      },
    });
    const peer = (await connected()).send(bytesOf(associateRq()));
    assert.deepEqual(await peer.receive(), rejection(2, 1, 1));
    peer.end();
    const lines = await linesAtEnd();
    assert.ok(lines.some(({ level, fields }) => level === 'error' && fields.error === 'no table'));
  });

  for (const [name, { request, answer, why, options }] of Object.entries(refused)) {
    test(name, async (t) => {
      const { connected, linesAtEnd } = await scene(t, options);
      const peer = (await connected()).send(request);
      assert.deepEqual(await peer.receive(), answer);
      peer.end();
      await peer.closed;
      const [line, ...more] = infos(await linesAtEnd());
      assert.equal(more.length, 0);
      assert.equal(line?.event, 'association.rejected');
      assert.match(String(line.fields.why), why);
      assert.match(String(line.fields.answer), new RegExp(`\\(${[...answer.subarray(7)].join('/')}\\)`));
    });
  }

  test('beyond the number of associations is refused 2/3/2 until one has ended', async (t) => {
    const { acceptor: opened, associated, connected } = await scene(t, { maxAssociations: 1 });
    const first = await associated();
    assert.equal(opened.associations, 1);
    const second = (await connected()).send(bytesOf(associateRq()));
    assert.deepEqual(await second.receive(), rejection(2, 3, 2));
    assert.deepEqual(await first.send(releaseRq).receive(), releaseRp);
    // Released, though the connection is still open.
    assert.equal(opened.associations, 0);
    await associated();
  });

  test('is closed by ARTIM if the peer does not', async (t) => {
    const { connected } = await scene(t, { timeouts: { ...defaultTimeouts, artim: soon } });
    const peer = (await connected()).send(bytesOf({ ...associateRq(), protocolVersion: 2 }));
    assert.deepEqual(await peer.receive(), rejection(1, 2, 2));
    await peer.closed;
  });
});

describe('before a request', () => {
  const others: Readonly<Record<string, Uint8Array>> = {
    'P-DATA-TF': commandPdu(echoRq),
    'A-RELEASE-RQ': releaseRq,
    'an unknown PDU': wire('99 00 00000000'),
    'an HTTP request': chars('GET / HTTP/1.1\r\nHost: printer\r\n\r\n'),
  };
  for (const [name, bytes] of Object.entries(others)) {
    test(`${name} is answered with A-ABORT of source 0`, async (t) => {
      const { connected, linesAtEnd } = await scene(t);
      const peer = (await connected()).send(bytes);
      assert.deepEqual(await peer.receive(), abortByUser);
      peer.end();
      assert.deepEqual(
        infos(await linesAtEnd()).map(({ event }) => event),
        ['association.aborted'],
      );
    });
  }

  test('a peer that says nothing is disconnected by ARTIM', async (t) => {
    const { connected, linesAtEnd } = await scene(t, { timeouts: { ...defaultTimeouts, artim: soon } });
    await (
      await connected()
    ).closed;
    const [line] = await linesAtEnd();
    assert.equal(line?.level, 'debug');
    assert.match(String(line.fields.why), /ARTIM timer expired/);
  });

  test('disconnects a peer that aborts, and tolerates one that disconnects', async (t) => {
    const { connected, linesAtEnd } = await scene(t);
    await (await connected()).send(abortByUser).closed;
    const leaving = await connected();
    leaving.end();
    await leaving.closed;
    assert.deepEqual(infos(await linesAtEnd()), []);
  });
});

describe('what an association forbids', () => {
  const forbidden: Readonly<Record<string, { bytes: Uint8Array; reason: number; why: RegExp }>> = {
    'an unknown PDU': { bytes: wire('99 00 00000002 0000'), reason: 1, why: /PDU type 99H is unknown/ },
    'a second A-ASSOCIATE-RQ': {
      bytes: bytesOf(associateRq()),
      reason: 2,
      why: /A-ASSOCIATE-RQ received in state "Association established/,
    },
    'an A-ASSOCIATE-RJ': { bytes: rejection(1, 1, 1), reason: 2, why: /A-ASSOCIATE-RJ received/ },
    'an unexpected A-RELEASE-RP': { bytes: releaseRp, reason: 2, why: /A-RELEASE-RP received/ },
    'a P-DATA-TF beyond the announced maximum': {
      bytes: wire('04 00 00020001'),
      reason: 6,
      why: /131073 bytes; 131072 were announced/,
    },
    'a PDV that does not fit': {
      bytes: wire('04 00 00000007 00000004 01 03 00'),
      reason: 6,
      why: /does not fit/,
    },
    'a command that makes no sense': {
      bytes: wire('04 00 00000007 00000003 01 03 00'),
      reason: 0,
      why: /./,
    },
    'a data set without a command': {
      bytes: dataPdu(chars('xx'), true),
      reason: 0,
      why: /where a command set is expected/,
    },
    'a message on a context that was not negotiated': {
      bytes: commandPdu(echoRq, 9),
      reason: 0,
      why: /context 9 was not negotiated/,
    },
  };
  for (const [name, { bytes, reason, why }] of Object.entries(forbidden)) {
    test(`${name} is answered with A-ABORT 2/${reason}`, async (t) => {
      const { associated, linesAtEnd } = await scene(t);
      const peer = (await associated()).send(bytes);
      assert.deepEqual(await peer.receive(), abortByProvider(reason));
      peer.end();
      const line = infos(await linesAtEnd()).at(-1);
      assert.equal(line?.event, 'association.aborted');
      assert.equal(line.fields.by, 'us');
      assert.equal(line.fields.abort, `2/${reason}`);
      assert.match(String(line.fields.why), why);
    });
  }

  test('the log keeps the name of the first requestor', async (t) => {
    const { associated, linesAtEnd } = await scene(t);
    const peer = (await associated()).send(bytesOf({ ...associateRq(), callingAeTitle: 'OTHER' }));
    assert.deepEqual(await peer.receive(), abortByProvider(2));
    peer.end();
    assert.equal(infos(await linesAtEnd()).at(-1)?.fields.calling, 'CT1');
  });

  test('after an abort data is ignored, a request aborted again, and the close awaited', async (t) => {
    const { associated } = await scene(t);
    const peer = (await associated()).send(wire('99 00 00000000'));
    assert.deepEqual(await peer.receive(), abortByProvider(1));
    peer.send(commandPdu(echoRq), releaseRq, bytesOf(associateRq()));
    assert.deepEqual(await peer.receive(), abortByProvider(2));
    peer.send(abortByUser);
    await peer.closed;
  });

  test('after an abort ARTIM closes what the peer leaves open', async (t) => {
    const { associated } = await scene(t, { timeouts: { ...defaultTimeouts, artim: soon } });
    const peer = (await associated()).send(wire('99 00 00000000'));
    assert.deepEqual(await peer.receive(), abortByProvider(1));
    await peer.closed;
  });
});

test('a port that is taken is named', async (t) => {
  const { acceptor: opened } = await scene(t);
  await assert.rejects(scene(t, { port: opened.port }), (error: unknown) => {
    assert.ok(error instanceof SetupFailure);
    assert.equal(error.code, 'port-in-use');
    assert.match(
      error.message,
      new RegExp(
        `^DICOM port ${opened.port} on 127.0.0.1 is in use by (process ${process.pid}|another program)`,
      ),
    );
    return true;
  });
});

test('a connection that the system could not accept is logged, and the next is served', async (t) => {
  const listening = t.mock.method(Server.prototype, 'listen');
  const { associated, lines } = await scene(t);
  const server: unknown = listening.mock.calls[0]?.this;
  assert.ok(server instanceof Server);
  for (const code of ['ENOBUFS', 'ENOMEM']) server.emit('error', Object.assign(new Error(code), { code }));
  assert.deepEqual(
    lines.map(({ level, event, fields }) => [level, event, fields.reason]),
    [
      ['error', 'listener.failed', 'ENOBUFS'],
      ['error', 'listener.failed', 'ENOMEM'],
    ],
  );
  await associated();
});

test('an address that is none of this machine is a wrong configuration', async (t) => {
  await assert.rejects(scene(t, { host: '192.0.2.1' }), (error: unknown) => {
    assert.ok(error instanceof SetupFailure);
    assert.equal(error.code, 'config-invalid');
    assert.match(error.message, /192\.0\.2\.1/);
    return true;
  });
});

describe('connections without an association are limited', () => {
  const addressesTimes = (addresses: readonly string[], count: number) =>
    addresses.flatMap((address) => Array.from({ length: count }, () => address));

  test('one address gets half of them, and a line in the log', async (t) => {
    const { connected, lines } = await scene(t, { maxAssociations: 1 });
    const allowed = await Promise.all(Array.from({ length: 9 }, () => connected()));
    const oneTooMany = await connected();
    await oneTooMany.closed;
    const [line] = infos(lines);
    assert.equal(line?.event, 'connection.refused');
    assert.equal(
      line.fields.why,
      '9 connections of 127.0.0.1 are open without an association; further ones are closed',
    );
    for (const peer of allowed) assert.equal(peer.socket.destroyed, false);
    const another = await connected('127.0.0.2');
    assert.equal((await another.send(bytesOf(associateRq())).receive())[0], 0x02);
  });

  test('an association counts no more, and one that goes makes room', async (t) => {
    const { associated, connected } = await scene(t, { maxAssociations: 8 });
    await Promise.all(Array.from({ length: 8 }, () => associated()));
    const waiting = await Promise.all(Array.from({ length: 16 }, () => connected()));
    const oneTooMany = await connected();
    await oneTooMany.closed;
    const [first] = waiting;
    // Half closed by the client: the server closes as well.
    first?.end();
    await first?.closed;
    const again = (await connected()).send(bytesOf(associateRq()));
    assert.equal((await again.receive())[0], 0x03, 'too many associations: an A-ASSOCIATE-RJ');
  });

  test('all addresses together get what there is', async (t) => {
    const { connected } = await scene(t, { maxAssociations: 1 });
    const allowed = await Promise.all(addressesTimes(['127.0.0.1', '127.0.0.2'], 9).map(connected));
    const oneTooMany = await connected('127.0.0.3');
    await oneTooMany.closed;
    for (const peer of allowed) assert.equal(peer.socket.destroyed, false);
  });
});
