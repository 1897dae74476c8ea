// A real server and the conformance statement of its configuration, so that a test can compare them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { z } from 'zod';
import { proposal } from '../../src/dicom/upper-layer/negotiation.ts';
import type { AssociateRq, AssociateAc, ProposedContext, UserInformation } from '../../src/dicom/pdu/pdu.ts';
import { bytesOf, requestorOptions } from './associations.ts';
import { readPdus } from './read-pdus.ts';
import { ScriptedPeer } from './scripted-peer.ts';
import { TestServer } from './server.ts';
import { stated, type Stated } from './stated.ts';

export interface StatedServer extends Stated {
  readonly server: TestServer;
  /** The first port, then the ports of `dicom.listeners`. */
  readonly ports: readonly number[];
}

const announced = z.object({ listeners: z.array(z.object({ port: z.number() })) });

/** Starts a server, which ends with the test. */
export async function statedServer(t: TestContext, config: string): Promise<StatedServer> {
  const server = await TestServer.start({ config });
  t.after(() => server.stop());
  const file: unknown = JSON.parse(readFileSync(path.join(server.data, 'server.json'), 'utf8'));
  const ports = announced.parse(file).listeners.map(({ port }) => port);
  return { ...stated(config), server, ports };
}

interface Asked {
  readonly callingAeTitle?: string;
  readonly calledAeTitle?: string;
  readonly contexts: readonly Omit<ProposedContext, 'id'>[];
  readonly userInformation?: Partial<UserInformation>;
}

/** Sends an A-ASSOCIATE-RQ; the caller ends the association. Throws if it is not accepted. */
export async function associated(
  t: TestContext,
  port: number,
  { userInformation, ...asked }: Asked,
): Promise<{ readonly peer: ScriptedPeer; readonly ac: AssociateAc }> {
  const plain = proposal(requestorOptions(0, asked));
  const rq: AssociateRq = { ...plain, userInformation: { ...plain.userInformation, ...userInformation } };
  const peer = await ScriptedPeer.connect(port);
  t.after(() => peer.socket.destroy());
  const [ac] = readPdus(await peer.send(bytesOf(rq)).receive());
  if (ac?.kind !== 'A-ASSOCIATE-AC') throw new Error(`answered with ${JSON.stringify(ac)}`);
  return { peer, ac };
}
