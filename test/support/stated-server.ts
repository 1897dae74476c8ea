// A real server and the conformance statement of its configuration, so that a test can hold one against the other.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { z } from 'zod';
import { loadConfig } from '../../src/config/config.ts';
import { laidOut, type Table } from '../../src/conformance/formats/document.ts';
import { markdownOf } from '../../src/conformance/formats/md.ts';
import { conformanceStatement } from '../../src/conformance/statement.ts';
import { proposal } from '../../src/dicom/upper-layer/negotiation.ts';
import type { AssociateRq, AssociateAc, ProposedContext, UserInformation } from '../../src/dicom/pdu/pdu.ts';
import { bytesOf, requestorOptions } from './associations.ts';
import { readPdus } from './read-pdus.ts';
import { ScriptedPeer } from './scripted-peer.ts';
import { TestServer } from './server.ts';

export interface Stated {
  /** The statement as Markdown. */
  readonly text: string;
  readonly tables: readonly Table[];
  /** Rows of the tables whose title ends so, in the order of the statement. */
  readonly rows: (title: string) => readonly (readonly string[])[];
  /** The cell beside a name, in the tables of that title. */
  readonly value: (title: string, name: string) => string;
}

/** The statement of a configuration. */
export function stated(yaml: string): Stated {
  const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-stated-'));
  try {
    const file = path.join(folder, 'config.yaml');
    writeFileSync(file, yaml);
    const statement = conformanceStatement(loadConfig({ file, data: folder }));
    const tables = laidOut(statement).filter((block): block is Table => block.kind === 'table');
    const rows = (title: string) =>
      tables.filter((each) => each.title.endsWith(`: ${title}`)).flatMap((each) => each.rows);
    return {
      text: markdownOf(statement),
      tables,
      rows,
      value: (title, name) => rows(title).find(([first]) => first === name)?.[1] ?? `no row ${name}`,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface StatedServer extends Stated {
  readonly server: TestServer;
  /** The first port, then those of `dicom.listeners`. */
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

/** Sends an A-ASSOCIATE-RQ; the association is left to the caller. Throws if it is not accepted. */
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
