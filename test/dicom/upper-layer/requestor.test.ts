// The requestor with a scripted acceptor: its bytes, its minimum receive rate, and the errors that it throws.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { AssociationFailure, AssociationRefusal } from '../../../src/shared/errors/wire-failures.ts';
import type { Command } from '../../../src/dicom/dimse/dimse-commands.ts';
import { acceptance } from '../../../src/dicom/upper-layer/negotiation.ts';
import type { RequestorOptions } from '../../../src/dicom/upper-layer/requestor.ts';
import { connect } from '../../../src/dicom/upper-layer/requestor.ts';
import { DimseClient } from '../../../src/dicom/dimse/dimse-client.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { defaultTimeouts } from '../../../src/dicom/net/timeouts.ts';
import {
  associateRq,
  bytesOf,
  commandPdu,
  echoRq,
  grayscaleMeta,
  requestor,
  requestorOptions,
  setRq,
} from '../../support/associations.ts';
import { wire } from '../../support/data-set-bytes.ts';
import { deafListener } from '../../support/deaf-listener.ts';
import { ScriptedServer, type ScriptedPeer } from '../../support/scripted-peer.ts';
import { abortByProvider, abortByUser, releaseRp, releaseRq } from '../../support/wire-bytes.ts';

const soon = 30;
const acBytes = bytesOf(
  acceptance(associateRq(), new Set([grayscaleMeta]), {
    maxPduLength: 4096,
    implementationVersionName: 'SCRIPT',
  }),
);

async function server(t: TestContext): Promise<ScriptedServer> {
  const opened = await ScriptedServer.listen();
  t.after(() => {
    opened.close();
  });
  return opened;
}

/** An association with a scripted acceptor. */
async function associated(t: TestContext, options: Partial<RequestorOptions> = {}) {
  const scripted = await server(t);
  const opening = requestor(t, scripted.port, options);
  const peer = await scripted.accept();
  t.after(() => peer.socket.destroy());
  await peer.receive();
  peer.send(acBytes);
  return { association: await opening, peer };
}

/** What `connect` throws when the acceptor answers its request with these bytes. */
async function failure(t: TestContext, answer: Uint8Array, options: Partial<RequestorOptions> = {}) {
  const scripted = await server(t);
  const opening = connect(requestorOptions(scripted.port, options));
  opening.catch(() => undefined);
  const peer = await scripted.accept();
  t.after(() => peer.socket.destroy());
  await peer.receive();
  peer.send(answer);
  const error = await opening.then(
    () => assert.fail('connected'),
    (thrown: unknown) => thrown,
  );
  return { error, peer };
}

describe('opening', () => {
  test('proposes what was asked for and knows what was agreed', async (t) => {
    const scripted = await server(t);
    const opening = requestor(t, scripted.port);
    const peer = await scripted.accept();
    assert.deepEqual(await peer.receive(), wire(bytesOf(associateRq())));
    peer.send(acBytes);
    const association = await opening;
    t.after(() => peer.socket.destroy());
    assert.deepEqual(
      [...association.contexts.values()],
      [{ id: 1, abstractSyntax: grayscaleMeta, transferSyntax: '1.2.840.10008.1.2.1' }],
    );
    assert.equal(association.peerMaxPduLength, 4096);
    assert.equal(association.peerImplementation.versionName, 'SCRIPT');
    assert.equal(association.callingAeTitle, 'CT1');
    assert.equal(association.calledAeTitle, 'HARDCOPY');
    assert.deepEqual(association.peer, { address: '127.0.0.1', port: scripted.port });
  });

  test('a refusal is reported in words', async (t) => {
    const { error, peer } = await failure(t, wire('03 00 00000004 00 01 01 07'));
    assert.ok(error instanceof AssociationRefusal);
    assert.deepEqual([error.result, error.source, error.reason], [1, 1, 7]);
    assert.equal(
      error.message,
      'HARDCOPY refused the association: rejected permanently by its application: called AE title not recognized (1/1/7)',
    );
    await peer.closed;
  });

  test('an abort instead of an answer', async (t) => {
    const { error } = await failure(t, abortByProvider(1));
    assert.ok(error instanceof AssociationFailure);
    assert.deepEqual(
      { ...error.end, detail: '' },
      { kind: 'aborted', by: 'peer', source: 2, reason: 1, detail: '' },
    );
  });

  test('another PDU instead of an answer is aborted 2/2', async (t) => {
    const { error, peer } = await failure(t, releaseRq);
    assert.ok(error instanceof AssociationFailure);
    assert.match(error.message, /A-RELEASE-RQ received in state "Awaiting A-ASSOCIATE-AC/);
    assert.deepEqual(await peer.receive(), abortByProvider(2));
  });

  test('a missing answer is awaited for a limited time', async (t) => {
    const { error, peer } = await failure(t, new Uint8Array(0), {
      timeouts: { ...defaultTimeouts, association: soon },
    });
    assert.ok(error instanceof AssociationFailure);
    assert.equal(error.message, 'HARDCOPY did not answer the association request within 0.03 s');
    assert.deepEqual(await peer.receive(), abortByUser);
  });

  test('a connection that closes without an answer', async (t) => {
    const scripted = await server(t);
    const opening = connect(requestorOptions(scripted.port));
    (await scripted.accept()).end();
    await assert.rejects(opening, (error: unknown) => {
      assert.ok(error instanceof AssociationFailure);
      assert.equal(error.end.kind, 'lost');
      return true;
    });
  });

  test('a port without a listener: the socket’s error', async (t) => {
    const scripted = await server(t);
    scripted.close();
    await assert.rejects(connect(requestorOptions(scripted.port)), { code: 'ECONNREFUSED' });
  });

  test('no answer at all: the connect timeout', async (t) => {
    const deaf = await deafListener();
    t.after(deaf.end);
    await assert.rejects(
      connect(requestorOptions(deaf.port, { timeouts: { ...defaultTimeouts, connect: soon } })),
      /did not accept the connection within 0\.03 s/,
    );
  });

  test('what cannot be proposed is refused before anything is sent', async () => {
    const contexts = Array.from({ length: 129 }, () => ({
      abstractSyntax: '1.2',
      transferSyntaxes: ['1.2'],
    }));
    await assert.rejects(connect(requestorOptions(1, { contexts })), RangeError);
  });
});

describe('releasing', () => {
  test('sends A-RELEASE-RQ, waits for the answer and closes', async (t) => {
    const { association, peer } = await associated(t);
    const released = association.release();
    assert.deepEqual(await peer.receive(), releaseRq);
    peer.send(releaseRp);
    await released;
    assert.deepEqual(await association.ended, { kind: 'released' });
    await peer.closed;
  });

  test('passes over data that comes before the answer', async (t) => {
    const { association, peer } = await associated(t);
    const released = association.release();
    await peer.receive();
    peer.send(commandPdu(echoRq), commandPdu(echoRq), releaseRp);
    await released;
    assert.deepEqual(await association.ended, { kind: 'released' });
  });

  test('passes over data that waits unread', async (t) => {
    const { association, peer } = await associated(t);
    peer.send(commandPdu(echoRq), commandPdu(echoRq));
    const released = association.release();
    assert.deepEqual(await peer.receive(), releaseRq);
    peer.send(releaseRp);
    await released;
    assert.deepEqual(await association.ended, { kind: 'released' });
  });

  test('ends pending reads of messages', async (t) => {
    const { association, peer } = await associated(t);
    const messages = association.messages()[Symbol.asyncIterator]();
    const next = messages.next();
    const released = association.release();
    await peer.receive();
    peer.send(releaseRp);
    assert.equal((await next).done, true);
    await released;
  });

  test('a collision is answered and waited out', async (t) => {
    const { association, peer } = await associated(t);
    const released = association.release();
    assert.deepEqual(await peer.receive(), releaseRq);
    peer.send(releaseRq);
    assert.deepEqual(await peer.receive(), releaseRp);
    peer.send(releaseRp);
    await released;
    assert.deepEqual(await association.ended, { kind: 'released' });
  });

  test('a missing answer is awaited for a limited time', async (t) => {
    const { association, peer } = await associated(t, { timeouts: { ...defaultTimeouts, release: soon } });
    await assert.rejects(association.release(), /did not answer the release within 0\.03 s/);
    assert.deepEqual(await peer.receive(), releaseRq);
    assert.deepEqual(await peer.receive(), abortByProvider(0));
  });

  test('a peer that closes instead of answering', async (t) => {
    const { association, peer } = await associated(t);
    const released = association.release();
    await peer.receive();
    peer.end();
    await assert.rejects(released, AssociationFailure);
    assert.equal((await association.ended).kind, 'lost');
  });

  test('by the acceptor is answered when the messages are read', async (t) => {
    const { association, peer } = await associated(t);
    peer.send(releaseRq);
    for await (const _ of association.messages()) assert.fail('a message');
    assert.deepEqual(await peer.receive(), releaseRp);
    assert.deepEqual(await association.ended, { kind: 'released' });
  });
});

describe('aborting', () => {
  test('as the user, or as the provider with a reason', async (t) => {
    const first = await associated(t);
    first.association.abort('enough');
    assert.deepEqual(await first.peer.receive(), abortByUser);
    assert.deepEqual(await first.association.ended, {
      kind: 'aborted',
      by: 'us',
      source: 0,
      reason: 0,
      detail: 'enough',
    });
    const second = await associated(t);
    second.association.abort('nonsense', 6);
    assert.deepEqual(await second.peer.receive(), abortByProvider(6));
  });

  test('only the first end counts', async (t) => {
    const { association, peer } = await associated(t);
    association.abort('first');
    association.abort('second');
    peer.send(abortByProvider(1));
    await peer.closed;
    const end = await association.ended;
    assert.equal(end.kind === 'aborted' && end.detail, 'first');
  });

  test('makes sending and reading fail with what happened', async (t) => {
    const { association } = await associated(t);
    association.abort('enough');
    await assert.rejects(association.send({ contextId: 1, command: echoRq }), /enough/);
    await assert.rejects(association.messages()[Symbol.asyncIterator]().next(), /enough/);
    await assert.rejects(association.release(), AssociationFailure);
  });
});

test('a requestor has no idle timeout, the end of a message does', async (t) => {
  const { association, peer } = await associated(t, {
    timeouts: { ...defaultTimeouts, idle: 1, betweenPackets: soon },
  });
  const messages = association.messages()[Symbol.asyncIterator]();
  const next = messages.next();
  next.catch(() => undefined);
  peer.send(wire('04 00 0000'));
  await assert.rejects(next, /the rest of a message did not come for 0\.03 s/);
});

/** Sends what `next` gives again and again, until the connection is closed. */
function again(peer: ScriptedPeer, next: () => Uint8Array): void {
  const timer = setInterval(() => {
    peer.send(next());
  }, 5);
  void peer.closed.then(() => {
    clearInterval(timer);
  });
}

/** Sends these bytes one by one, and never the last one. */
function dribble(peer: ScriptedPeer, bytes: Uint8Array): void {
  let sent = 0;
  again(peer, () => {
    sent = Math.min(sent + 1, bytes.length - 1);
    return bytes.subarray(sent - 1, sent);
  });
}

describe('a peer that never stops sending is disconnected', () => {
  const quick = (waiting: 'connect' | 'association' | 'release' | 'idle' | 'artim') => ({
    ...defaultTimeouts,
    artim: 80,
    [waiting]: 80,
  });

  const event: Command = {
    kind: 'N-EVENT-REPORT-RQ',
    messageId: 7,
    eventTypeId: 1,
    hasDataSet: false,
    affectedSopClassUid: sopClasses.Printer,
    affectedSopInstanceUid: '1.2.840.10008.5.1.1.17',
  };

  test('in the handshake of TLS', async (t) => {
    const scripted = await server(t);
    const opening = connect(
      requestorOptions(scripted.port, { tls: { credentials: {} }, timeouts: quick('connect') }),
    );
    opening.catch(() => undefined);
    // A record of TLS 1.2 of 16,000 bytes.
    dribble(await scripted.accept(), wire('16 03 03 3e80', Buffer.alloc(16_000)));
    await assert.rejects(opening, /did not finish the TLS handshake within 0\.08 s/);
  });

  test('in the answer to the association request', async (t) => {
    const scripted = await server(t);
    const opening = connect(requestorOptions(scripted.port, { timeouts: quick('association') }));
    opening.catch(() => undefined);
    const peer = await scripted.accept();
    await peer.receive();
    dribble(peer, acBytes);
    await assert.rejects(opening, /did not answer the association request within 0\.08 s/);
    await peer.closed;
  });

  test('in the answer to a release', async (t) => {
    const { association, peer } = await associated(t, { timeouts: quick('release') });
    const released = association.release();
    released.catch(() => undefined);
    await peer.receive();
    dribble(peer, commandPdu(echoRq));
    await assert.rejects(released, /did not answer the release within 0\.08 s/);
    await peer.closed;
  });

  const responses: Readonly<Record<string, (peer: ScriptedPeer) => void>> = {
    'byte by byte': (peer) => {
      dribble(peer, wire('04 00 00001000 00000ffc 01 01', Buffer.alloc(4090)));
    },
    'events instead of it': (peer) => {
      again(peer, () => commandPdu(event));
    },
    'empty PDUs': (peer) => {
      again(peer, () => wire('04 00 00000006 00000002 01 01'));
    },
  };
  for (const [name, answer] of Object.entries(responses))
    test(`in a response: ${name}`, async (t) => {
      const { association, peer } = await associated(t, { timeouts: quick('artim') });
      const client = new DimseClient(association, { responseTimeout: 80 });
      const echo = { kind: 'C-ECHO-RQ', affectedSopClassUid: sopClasses.Verification } as const;
      const answered = client.request(1, echo);
      answered.catch(() => undefined);
      await peer.receive();
      answer(peer);
      await assert.rejects(answered, /no complete response to C-ECHO-RQ within 0\.08 s/);
      await peer.closed;
    });

  test('in taking a request, while it sends a byte now and then', async (t) => {
    const { association, peer } = await associated(t, { timeouts: quick('idle') });
    async function* endless() {
      for (;;) yield await Promise.resolve(Buffer.alloc(1024 * 1024));
    }
    peer.socket.pause();
    dribble(peer, commandPdu(echoRq));
    await assert.rejects(
      association.send({ contextId: 1, command: setRq, data: endless() }),
      /the peer read less than 1048576 bytes of what was sent to it in 0\.08 s/,
    );
  });
});
