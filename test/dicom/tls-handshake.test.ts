// Peers that connect for TLS and never begin the handshake, stop within it, or send it byte by byte without end: both sides
// give up on them in time, and they do not occupy the place of another peer. Time-outs are short, and nothing else ends these
// connections.
import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { connect } from '../../src/dicom/upper-layer/requestor.ts';
import { defaultTimeouts } from '../../src/dicom/net/timeouts.ts';
import { acceptor, requestorOptions } from '../support/associations.ts';
import { TestAuthority, credentialsOf } from '../support/certificates.ts';
import { needs } from '../support/external.ts';
import { recordingLog } from '../support/recording-log.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';

/** Type 22 (handshake), version, length; the record never gets that long. */
const recordHeader = Buffer.from([0x16, 0x03, 0x01, 0x20, 0x00]);

const ways = {
  'says nothing': () => undefined,
  'stops within the handshake': (socket: Socket) => {
    socket.write(recordHeader);
  },
  'sends it byte by byte': (socket: Socket) => {
    socket.write(recordHeader);
    // The type of its first message, and the zeroes of what it says.
    socket.write(Buffer.from([0x01, 0x00, 0x1f, 0xfc]));
    const timer = setInterval(() => socket.write(Buffer.from([0x03])), 5);
    socket.once('close', () => {
      clearInterval(timer);
    });
  },
} as const;

describe('TLS handshakes that do not end', { skip: needs('openssl'), timeout: 20_000 }, () => {
  let authority: TestAuthority;
  before(() => {
    authority = new TestAuthority();
  });
  after(() => {
    authority.remove();
  });

  for (const [way, act] of Object.entries(ways)) {
    test(`the listener gives up a peer that ${way}`, { timeout: 5_000 }, async (t) => {
      const { log, lines } = recordingLog();
      const opened = await acceptor(t, {
        log,
        tls: { credentials: credentialsOf(authority.issue('us')), clientCertificate: 'none' },
        timeouts: { ...defaultTimeouts, artim: 100 },
      });
      const peer = await ScriptedPeer.connect(opened.port);
      t.after(() => peer.socket.destroy());
      act(peer.socket);
      await peer.closed;
      assert.deepEqual(
        lines.map(({ event, fields }) => [event, fields.why]),
        [['tls.refused', 'it did not finish the handshake in time']],
      );
    });

    test(`our client gives up a server that ${way}`, { timeout: 5_000 }, async (t) => {
      const { port, closed } = await stuckServer(t, act);
      const trust = { credentials: credentialsOf({ ca: authority.ca }) };
      const timeouts = { ...defaultTimeouts, connect: 100 };
      await assert.rejects(connect(requestorOptions(port, { tls: trust, timeouts })), {
        name: 'AssociationFailure',
        message: `127.0.0.1 port ${port} did not finish the TLS handshake within 0.1 s`,
      });
      await closed;
    });
  }

  test('peers that were given up count against no limit', async (t) => {
    const opened = await acceptor(t, {
      maxAssociations: 1,
      timeouts: { ...defaultTimeouts, artim: 400 },
      tls: { credentials: credentialsOf(authority.issue('us')), clientCertificate: 'none' },
    });
    // 2 × maxAssociations + 16 connections in all, half of them of one address: two rounds fill both limits.
    for (const _ of [1, 2]) {
      const addresses = ['127.0.0.1', '127.0.0.2'];
      const peers = await Promise.all(
        addresses.flatMap((address) =>
          Array.from({ length: 9 }, () => ScriptedPeer.connect(opened.port, address)),
        ),
      );
      for (const [index, { socket }] of peers.entries()) Object.values(ways)[index % 3]?.(socket);
      await Promise.all(peers.map(({ closed }) => closed));
    }
    const trust = { credentials: credentialsOf({ ca: authority.ca }) };
    const association = await connect(requestorOptions(opened.port, { tls: trust }));
    assert.equal(opened.associations, 1);
    await association.release();
  });
});

/** A server that takes connections and does no TLS with them; `closed` when its first was closed by the other side. */
async function stuckServer(t: TestContext, act: (socket: Socket) => void) {
  const closed = Promise.withResolvers<boolean>();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('close', () => {
      closed.resolve(true);
    });
    socket.resume();
    act(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { port, closed: closed.promise };
}
