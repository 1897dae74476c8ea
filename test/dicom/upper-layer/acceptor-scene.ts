// An acceptor connected to a scripted peer, and its log.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Acceptor } from '../../../src/dicom/upper-layer/acceptor.ts';
import type { AcceptorOptions } from '../../../src/dicom/upper-layer/acceptor-options.ts';
import type { AssociateRq } from '../../../src/dicom/pdu/pdu.ts';
import type { LogLine } from '../../support/recording-log.ts';
import { acceptor, associateRq, bytesOf } from '../../support/associations.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { ScriptedPeer } from '../../support/scripted-peer.ts';

export const soon = 30;

interface Scene {
  readonly acceptor: Acceptor;
  readonly lines: readonly LogLine[];
  /** Connects, associates and takes the A-ASSOCIATE-AC. */
  readonly associated: (rq?: AssociateRq) => Promise<ScriptedPeer>;
  readonly connected: (localAddress?: string) => Promise<ScriptedPeer>;
  /** Closes the acceptor; then every connection was logged. */
  readonly linesAtEnd: () => Promise<readonly LogLine[]>;
}

export async function scene(t: TestContext, options: Partial<AcceptorOptions> = {}): Promise<Scene> {
  const { log, lines } = recordingLog();
  const peers: ScriptedPeer[] = [];
  // Before the acceptor closes, or it would wait for them.
  t.after(() => {
    for (const peer of peers) peer.socket.destroy();
  });
  const opened = await acceptor(t, { log, ...options });
  const connected = async (localAddress?: string) => {
    const peer = await ScriptedPeer.connect(opened.port, localAddress);
    peers.push(peer);
    return peer;
  };
  return {
    acceptor: opened,
    lines,
    connected,
    associated: async (rq = associateRq()) => {
      const peer = (await connected()).send(bytesOf(rq));
      assert.equal((await peer.receive())[0], 0x02);
      return peer;
    },
    linesAtEnd: async () => {
      await opened.close(1000);
      return lines;
    },
  };
}

export const infos = (lines: readonly LogLine[]) => lines.filter(({ level }) => level === 'info');
