// The Print SCP behind a real socket with its jobs in memory, for tests that check the bytes of clients.
import type { TestContext } from 'node:test';
import type { Acceptor } from '../../src/dicom/upper-layer/acceptor.ts';
import type { AcceptorOptions } from '../../src/dicom/upper-layer/acceptor-options.ts';
import { readDataSet } from '../../src/dicom/data-set/data-set-reader.ts';
import { DataSet } from '../../src/dicom/data-set/data-set.ts';
import { encodeDataSet } from '../../src/dicom/data-set/data-set-writer.ts';
import { decodeCommand, encodeCommand, type Command } from '../../src/dicom/dimse/dimse-commands.ts';
import type { AssociateAc } from '../../src/dicom/pdu/pdu.ts';
import { transferSyntaxes, type TransferSyntax } from '../../src/dicom/data-set/uids.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { profileFor } from '../../src/print-scp/clients/client-profile.ts';
import { RefusalLog } from '../../src/shared/log/refusal-log.ts';
import { shippedProfile, shippedRules } from '../../src/print-scp/clients/client-profiles.ts';
import type { PrintScpLimits } from '../../src/print-scp/film/operation.ts';
import { servePrintAssociation } from '../../src/print-scp/print-scp.ts';
import { printAbstractSyntaxes } from '../../src/print-scp/operations/services.ts';
import { acceptor } from './associations.ts';
import { stream } from './data-set-bytes.ts';
import { MemorySpool, testPrinter } from './print-client.ts';
import { readPdus } from './read-pdus.ts';
import { ScriptedPeer } from './scripted-peer.ts';
import { item, pdu } from './wire-bytes.ts';

export interface PrintAcceptor {
  readonly acceptor: Acceptor;
  readonly spool: MemorySpool;
  /** Connects; the connection is closed when the test ends. */
  readonly connected: () => Promise<ScriptedPeer>;
  /** Associates; also returns the A-ASSOCIATE-AC. */
  readonly associate: (
    announcement: Announcement,
    syntax?: TransferSyntax,
  ) => Promise<{ readonly client: WireClient; readonly accepted: AssociateAc }>;
}

export interface PrintAcceptorOptions {
  readonly limits?: Partial<PrintScpLimits>;
  readonly acceptor?: Partial<AcceptorOptions>;
}

/** Listens on a free port until the test ends. Clients get the profile that matches what they announce. */
export async function printAcceptor(
  t: TestContext,
  options: PrintAcceptorOptions = {},
): Promise<PrintAcceptor> {
  const spool = new MemorySpool();
  const printer = testPrinter();
  const peers: ScriptedPeer[] = [];
  // Registered before the acceptor closes, which would otherwise wait for the connections.
  t.after(() => {
    for (const peer of peers) peer.socket.destroy();
  });
  const opened = await acceptor(t, {
    abstractSyntaxes: printAbstractSyntaxes([printer]),
    ...options.acceptor,
    serve: (association) =>
      servePrintAssociation(association, {
        ports: spool.ports(printer),
        limits: { imageBytes: 1 << 24, boxesPerFilm: 64, filmsPerSession: 10, ...options.limits },
        profileFor: (client) => profileFor(shippedRules, client, shippedProfile('standard')),
        eventConfirmationMs: 60_000,
        refusals: new RefusalLog(silentLog),
        log: silentLog,
      }),
  });
  const connected = async () => {
    const peer = await ScriptedPeer.connect(opened.port);
    peers.push(peer);
    return peer;
  };
  return {
    acceptor: opened,
    spool,
    connected,
    associate: async (announcement, syntax = transferSyntaxes.implicitLittle) => {
      const peer = await connected();
      peer.send(associateRequest(announcement));
      const [accepted] = readPdus(await peer.receive());
      if (accepted?.kind !== 'A-ASSOCIATE-AC')
        throw new Error(`answered with ${accepted?.kind ?? 'nothing'}`);
      return { client: new WireClient(peer, syntax), accepted };
    },
  };
}

export interface Announcement {
  readonly callingAeTitle?: string;
  /** Abstract syntaxes, each with the transfer syntaxes proposed for it. Ids are 1, 3, 5 … */
  readonly contexts: readonly (readonly [abstractSyntax: string, ...transferSyntaxes: readonly string[]])[];
  readonly maxPduLength?: number;
  readonly implementationClassUid?: string;
  readonly implementationVersionName?: string;
  /** Additional sub-items of the user information, as bytes. */
  readonly userItems?: readonly Uint8Array[];
}

const latin = (text: string) => Buffer.from(text, 'latin1');

/** An A-ASSOCIATE-RQ, encoded without the project's own writer. */
export function associateRequest(announcement: Announcement): Buffer {
  const maxPduLength = Buffer.alloc(4);
  maxPduLength.writeUInt32BE(announcement.maxPduLength ?? 16_384);
  return pdu(
    '01',
    '0001 0000',
    latin('HARDCOPY'.padEnd(16)),
    latin((announcement.callingAeTitle ?? 'CLIENT').padEnd(16)),
    '00'.repeat(32),
    item('10', latin('1.2.840.10008.3.1.1.1')),
    ...announcement.contexts.map(([abstractSyntax, ...syntaxes], index) =>
      item(
        '20',
        Buffer.of(index * 2 + 1, 0, 0, 0),
        item('30', latin(abstractSyntax)),
        ...syntaxes.map((syntax) => item('40', latin(syntax))),
      ),
    ),
    item(
      '50',
      item('51', maxPduLength),
      item('52', latin(announcement.implementationClassUid ?? '1.2.3')),
      ...(announcement.implementationVersionName === undefined
        ? []
        : [item('55', latin(announcement.implementationVersionName))]),
      ...(announcement.userItems ?? []),
    ),
  );
}

/** An implicit VR little endian element of a command set. */
export function commandElement(element: number, value: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16LE(0, 0);
  header.writeUInt16LE(element, 2);
  header.writeUInt32LE(value.length, 4);
  return Buffer.concat([header, value]);
}

/** A command set of these elements, with its group length. */
export function commandSet(...elements: readonly Buffer[]): Buffer {
  const body = Buffer.concat(elements);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([commandElement(0x0000, length), body]);
}

export const word = (value: number): Buffer => Buffer.of(value & 0xff, value >> 8);

/** Responses with thousands of image boxes are read, too. */
const answerLimits = { totalBytes: 1 << 24, elements: 1 << 16 };

export interface WireAnswer {
  readonly command: Command;
  readonly dataSet: DataSet;
  /** Length of the longest PDU of the message, without header. */
  readonly maxPduLength: number;
}

/** A client on a raw socket: the test determines every byte. */
export class WireClient {
  readonly peer: ScriptedPeer;
  readonly #syntax: TransferSyntax;

  constructor(peer: ScriptedPeer, syntax: TransferSyntax) {
    this.peer = peer;
    this.#syntax = syntax;
  }

  /** Sends a command, or its bytes, and a data set, split as the test requests; waits for the response message. */
  async request(
    command: Command | Uint8Array,
    dataSet?: DataSet | Uint8Array,
    contextId = 1,
  ): Promise<WireAnswer> {
    this.send(command, dataSet, contextId);
    return this.receive();
  }

  send(command: Command | Uint8Array, dataSet?: DataSet | Uint8Array, contextId = 1): void {
    const bytes = command instanceof Uint8Array ? command : encodeCommand(command);
    this.peer.send(this.#pdv(contextId, 0x03, bytes));
    if (!dataSet) return;
    const data = dataSet instanceof DataSet ? encodeDataSet(dataSet, this.#syntax) : dataSet;
    for (let at = 0; at < data.length; at += 8000) {
      const last = at + 8000 >= data.length;
      this.peer.send(this.#pdv(contextId, last ? 0x02 : 0x00, data.subarray(at, at + 8000)));
    }
  }

  /** The next complete message. */
  async receive(): Promise<WireAnswer> {
    let [command, data] = [Buffer.alloc(0), Buffer.alloc(0)];
    let maxPduLength = 0;
    for (;;) {
      const bytes = await this.peer.receive();
      maxPduLength = Math.max(maxPduLength, bytes.length - 6);
      const pieces = readPdus(bytes);
      for (const piece of pieces) {
        if (piece.kind === 'P-DATA-TF') continue;
        if (piece.kind !== 'pdv') throw new Error(`${piece.kind} instead of a message`);
        if (piece.isCommand) command = Buffer.concat([command, piece.data]);
        else data = Buffer.concat([data, piece.data]);
        if (!piece.isLast) continue;
        const decoded = decodeCommand(command);
        if (piece.isCommand && decoded.hasDataSet) continue;
        const dataSet =
          data.length === 0
            ? new DataSet([])
            : await readDataSet(stream(data), { transferSyntax: this.#syntax, limits: answerLimits });
        return { command: decoded, dataSet, maxPduLength };
      }
    }
  }

  #pdv(contextId: number, control: number, bytes: Uint8Array): Buffer {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length + 2);
    return pdu('04', length, Buffer.of(contextId, control), bytes);
  }
}
