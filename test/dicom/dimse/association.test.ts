// Whole associations, our requestor and our acceptor: every PDU size, messages in both directions at once, flow control and
// memory.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { AssociationFailure } from '../../../src/shared/errors/wire-failures.ts';
import type { Association, IncomingMessage } from '../../../src/dicom/dimse/association.ts';
import { Connection } from '../../../src/dicom/upper-layer/connection.ts';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { readDataSet } from '../../../src/dicom/data-set/data-set-reader.ts';
import type { Command } from '../../../src/dicom/dimse/dimse-commands.ts';
import { acceptance } from '../../../src/dicom/upper-layer/negotiation.ts';
import { defaultTimeouts } from '../../../src/dicom/net/timeouts.ts';
import {
  acceptor,
  associateRq,
  bytesOf,
  commandPdu,
  dataPdu,
  echoRq,
  grayscaleMeta,
  requestor,
  serveSuccess,
  setRq,
} from '../../support/associations.ts';
import { ScriptedPeer } from '../../support/scripted-peer.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

const respond = (to: number): Command => ({
  kind: 'N-SET-RSP',
  messageIdBeingRespondedTo: to,
  status: 0,
  hasDataSet: true,
});

async function bytesOfData(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  // Copied: a fragment is good until the next is asked for.
  for await (const fragment of message.data ?? []) parts.push(Buffer.from(fragment));
  return Buffer.concat(parts);
}

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    yield await Promise.resolve(bytes.subarray(start, start + size));
  }
}

/** Sends back the data set of every N-SET. */
async function serveEcho(association: Association): Promise<void> {
  for await (const message of association.messages()) {
    const data = chunked(await bytesOfData(message), 10_000);
    await association.send({ contextId: message.context.id, command: respond(2), data });
  }
}

const first = async (association: Association): Promise<IncomingMessage> => {
  for await (const message of association.messages()) return message;
  return assert.fail('no message came');
};

describe('any maximum PDU length, both ways', () => {
  const sizes: Readonly<Record<string, { acceptors: number; requestors: number }>> = {
    '4 KiB both': { acceptors: 4096, requestors: 4096 },
    'unlimited both': { acceptors: 0, requestors: 0 },
    '4 KiB there, unlimited back': { acceptors: 4096, requestors: 0 },
    'an odd one there, 128 KiB back': { acceptors: 10_001, requestors: 131_072 },
  };
  const image = Buffer.from(
    Uint8Array.from({ length: 700_001 }, (_, index) => (index * 7 + (index >> 8)) % 256),
  );
  for (const [name, { acceptors, requestors }] of Object.entries(sizes)) {
    test(name, async (t) => {
      const { port } = await acceptor(t, { maxPduLength: acceptors, serve: serveEcho });
      const association = await requestor(t, port, { maxPduLength: requestors });
      assert.equal(association.peerMaxPduLength, acceptors);
      await association.send({ contextId: 1, command: setRq, data: chunked(image, 33_333) });
      const answer = await first(association);
      assert.deepEqual(answer.command, respond(2));
      assert.ok((await bytesOfData(answer)).equals(image));
      await association.release();
    });
  }
});

describe('messages', () => {
  test('a data set arrives as it was sent, in the transfer syntax of its context', async (t) => {
    const received = Promise.withResolvers<unknown>();
    const { port } = await acceptor(t, {
      serve: async (association) => {
        const { data, context } = await first(association);
        assert.ok(data);
        received.resolve(
          (await readDataSet(data, { transferSyntax: context.transferSyntax })).string('PrintPriority'),
        );
      },
    });
    const association = await requestor(t, port);
    await association.send({ contextId: 1, command: setRq, data: dataSetOf({ PrintPriority: 'HIGH' }) });
    assert.equal(await received.promise, 'HIGH');
  });

  test('of several senders at once go one after the other', async (t) => {
    const bodies = ['a', 'b', 'c'].map((letter) => Buffer.alloc(50_000, letter));
    const got = Promise.withResolvers<string[]>();
    const { port } = await acceptor(t, {
      maxPduLength: 4096,
      serve: async (association) => {
        const seen: string[] = [];
        for await (const message of association.messages()) {
          const body = await bytesOfData(message);
          assert.ok(body.every((byte) => byte === body[0]));
          seen.push(`${body.length} × ${String.fromCharCode(body[0] ?? 0)}`);
          if (seen.length === 3) got.resolve(seen);
        }
      },
    });
    const association = await requestor(t, port);
    await Promise.all(
      bodies.map((body) => association.send({ contextId: 1, command: setRq, data: chunked(body, 999) })),
    );
    assert.deepEqual(await got.promise, ['50000 × a', '50000 × b', '50000 × c']);
  });

  test('can be sent while another is being read', async (t) => {
    const { port } = await acceptor(t, {
      serve: async (association) => {
        for await (const { context, data } of association.messages()) {
          let reported = false;
          for await (const _ of data ?? []) {
            if (reported) continue;
            reported = true;
            await association.send({ contextId: context.id, command: { ...respond(1), hasDataSet: false } });
          }
        }
      },
    });
    const association = await requestor(t, port);
    const firstHalf = Promise.withResolvers<undefined>();
    async function* halves() {
      yield await Promise.resolve(Buffer.alloc(300_000));
      await firstHalf.promise;
      yield Buffer.alloc(300_000);
    }
    const sending = association.send({ contextId: 1, command: setRq, data: halves() });
    // The answer to a part of the message comes before the rest is sent.
    assert.equal((await first(association)).command.kind, 'N-SET-RSP');
    firstHalf.resolve(undefined);
    await sending;
    await association.release();
  });

  test('go only over contexts that were agreed on, and can be iterated once', async (t) => {
    const { port } = await acceptor(t);
    const association = await requestor(t, port);
    await assert.rejects(association.send({ contextId: 5, command: echoRq }), /context 5 was not negotiated/);
    // Nothing was sent: the association continues.
    await association.send({ contextId: 3, command: echoRq });
    assert.equal((await first(association)).command.kind, 'C-ECHO-RSP');
    await assert.rejects(first(association), /iterated once/);
    await association.release();
  });

  test('whose source fails end the association, because half a message cannot be revoked', async (t) => {
    const { port } = await acceptor(t);
    const association = await requestor(t, port);
    async function* failing() {
      yield await Promise.resolve(Buffer.alloc(10));
      throw new Error('disk gone');
    }
    await assert.rejects(association.send({ contextId: 1, command: setRq, data: failing() }), /disk gone/);
    const end = await association.ended;
    assert.ok(end.kind === 'aborted' && end.by === 'us');
    assert.match(end.detail, /disk gone/);
  });

  test('are not waited for when the peer takes nothing', async (t) => {
    const { port } = await acceptor(t, {
      // Reads the command and nothing more.
      serve: async (association) => {
        await first(association);
        await association.ended;
      },
    });
    const association = await requestor(t, port, { timeouts: { ...defaultTimeouts, idle: 30, artim: 30 } });
    async function* endless() {
      for (;;) yield await Promise.resolve(Buffer.alloc(MiB));
    }
    await assert.rejects(
      association.send({ contextId: 1, command: setRq, data: endless() }),
      /the peer read less than 1048576 bytes of what was sent to it in 0\.03 s/,
    );
  });
});

test('a release waits for what is being sent', async (t) => {
  const received = Promise.withResolvers<number>();
  const { port } = await acceptor(t, {
    serve: async (association) => {
      received.resolve((await bytesOfData(await first(association))).length);
      await association.ended;
    },
  });
  const association = await requestor(t, port);
  const sent = association.send({ contextId: 1, command: setRq, data: chunked(Buffer.alloc(500_000), 1000) });
  const released = association.release();
  await sent;
  assert.equal(await received.promise, 500_000);
  association.abort('not served any more');
  await assert.rejects(released, AssociationFailure);
});

test('only the requestor releases', async (t) => {
  const refused = Promise.withResolvers<unknown>();
  const { port } = await acceptor(t, {
    serve: async (association) => {
      refused.resolve(await association.release().catch((error: unknown) => error));
      await serveSuccess(association);
    },
  });
  const association = await requestor(t, port);
  assert.match(String(await refused.promise), /only the requestor releases/);
  await association.release();
});

test('a connection that breaks within a data set throws what happened at the reader', async (t) => {
  const thrown = Promise.withResolvers<unknown>();
  const { port } = await acceptor(t, {
    serve: async (association) => {
      const { data } = await first(association);
      try {
        for await (const _ of data ?? []);
      } catch (error) {
        thrown.resolve(error);
      }
    },
  });
  const peer = await ScriptedPeer.connect(port);
  await peer.send(bytesOf(associateRq())).receive();
  peer.send(commandPdu(setRq), dataPdu(Buffer.alloc(5000), false));
  peer.reset();
  const error = await thrown.promise;
  assert.ok(error instanceof AssociationFailure);
  assert.equal(error.end.kind, 'lost');
});

/** The acceptor's connection itself and its socket, past the negotiation, and the scripted peer at the other end. */
async function bareConnection(t: TestContext) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const connected = once(server, 'connection');
  const peer = await ScriptedPeer.connect((server.address() as AddressInfo).port);
  t.after(() => peer.socket.destroy());
  const [socket] = (await connected) as [Socket];
  const connection: Connection = new Connection({
    role: 'acceptor',
    maxPduLength: 0,
    artim: 0,
    open: () => socket,
    indicated: (indication) => {
      if (indication.kind !== 'association-requested') return;
      const own = { maxPduLength: 0, implementationVersionName: 'BARE' };
      connection.run({ id: 'Evt7', ac: acceptance(indication.rq, new Set([grayscaleMeta]), own) });
    },
  });
  t.after(() => {
    connection.destroy();
  });
  await peer.send(bytesOf(associateRq())).receive();
  return { connection, socket, peer };
}

/** Bytes that say where in the stream they are. */
const counting = (start: number, length: number) =>
  Buffer.from(Uint8Array.from({ length }, (_, index) => (start + index) % 251));

async function turns(count: number): Promise<void> {
  for (let left = count; left > 0; left--) await turn();
}

const total = 4_000_000;

/** Sends a data set in PDUs of this length and returns when our socket has had enough. */
async function flood(peer: ScriptedPeer, socket: Socket, pduLength: number): Promise<void> {
  const paused = once(socket, 'pause');
  for (let sent = 0; sent < total; sent += pduLength) peer.send(dataPdu(counting(sent, pduLength), false));
  await paused;
  // Let the socket read what it still would.
  await turns(100);
}

describe('memory', () => {
  test('a sender stalls while its data is not read, and everything arrives once it is', async (t) => {
    const { connection, socket, peer } = await bareConnection(t);
    await flood(peer, socket, 100_000);
    assert.ok(socket.bytesRead < 512 * KiB, `${socket.bytesRead} bytes were read ahead`);
    assert.ok(socket.isPaused());

    let received = 0;
    while (received < total) {
      const piece = connection.take();
      if (piece) {
        assert.ok(counting(received, piece.data.length).equals(piece.data), `at ${received}`);
        received += piece.data.length;
      } else {
        await new Promise<void>((resolve) => {
          connection.onActivity = resolve;
        });
      }
    }
  });

  test('a piece stays as it is while more arrives, until the next is taken', async (t) => {
    const { connection, socket, peer } = await bareConnection(t);
    // One PDV, of which a piece may be as long as the receive buffer.
    await flood(peer, socket, total);
    let position = 0;
    for (let taken = 0; taken < 5; taken++) {
      const piece = connection.take();
      assert.ok(piece);
      // Time for the socket to read more, if it thinks that there is room.
      await turns(20);
      assert.ok(counting(position, piece.data.length).equals(piece.data), `piece ${taken}`);
      position += piece.data.length;
    }
  });

  test('unread data is discarded when the association ends, so that the peer’s close is detected', async (t) => {
    const { connection, socket, peer } = await bareConnection(t);
    await flood(peer, socket, 100_000);
    connection.abort('enough', { source: 0, reason: 0 });
    assert.equal((await peer.receive())[0], 0x07);
    peer.end();
    await connection.closed;
  });

  test('a peer that provokes aborts and reads none does not fill the memory with them', async (t) => {
    const { socket, peer } = await bareConnection(t);
    // As if the peer’s window were full.
    socket.cork();
    const end = socket.bytesRead + 60_000;
    peer.send(Buffer.from('990000000000'.repeat(10_000), 'hex'));
    while (socket.bytesRead < end) await turn();
    assert.ok(socket.writableLength > 0);
    assert.ok(
      socket.writableLength <= socket.writableHighWaterMark + 100,
      `${socket.writableLength} bytes wait`,
    );
    socket.uncork();
  });

  test('receiving 64 MiB takes less than 1 MiB', async (t) => {
    let most = 0;
    const base = process.memoryUsage().arrayBuffers;
    const finished = Promise.withResolvers<number>();
    const { port } = await acceptor(t, {
      serve: async (association) => {
        let bytes = 0;
        for await (const fragment of (await first(association)).data ?? []) {
          bytes += fragment.length;
          most = Math.max(most, process.memoryUsage().arrayBuffers - base);
        }
        finished.resolve(bytes);
      },
    });
    const peer = await ScriptedPeer.connect(port);
    t.after(() => peer.socket.destroy());
    await peer.send(bytesOf(associateRq())).receive();
    const pdu = dataPdu(Buffer.alloc(131_066, 0x5a), false);
    // What the sender itself holds is one PDU, sent again and again.
    peer.send(commandPdu(setRq));
    for (let sent = 0; sent < 64 * MiB; sent += 131_066) {
      if (!peer.socket.write(pdu)) await once(peer.socket, 'drain');
    }
    peer.send(dataPdu(new Uint8Array(0), true));
    assert.ok((await finished.promise) >= 64 * MiB);
    assert.ok(most < MiB, `${most} bytes of buffers at most`);
  });
});
