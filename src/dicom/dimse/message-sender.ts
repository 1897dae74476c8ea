// DIMSE messages cut into P-DATA-TF PDUs of one PDV each, up to the length that the peer accepts (PS3.8 annex D.1, E). One
// message after the other, at the peer's pace. Data is not copied on its way to the socket.
import type { OutgoingMessage } from './association.ts';
import type { DataSet } from '../data-set/data-set.ts';
import { encodeDataSetChunks } from '../data-set/data-set-writer.ts';
import { encodeCommand } from './dimse-commands.ts';
import { fragmentLength } from '../pdu/fragment-length.ts';
import type { Pdv } from '../pdu/pdu.ts';
import type { TransferSyntax } from '../data-set/uids.ts';

/** Where the PDUs go. */
export interface PdvSink {
  /** Sends one P-DATA-TF. Throws when the association no longer allows it. */
  send(pdv: Omit<Pdv, 'data'>, data: readonly Uint8Array[]): void;
  /** Waits while the peer is behind with reading. Rejects when the association is over. */
  drained(): void | Promise<void>;
}

/** Sends a complete message. Throws the errors of the sink and of the data; part of the message may then have been sent. */
export async function sendMessage(
  sink: PdvSink,
  message: OutgoingMessage,
  transferSyntax: TransferSyntax,
  peerMaxPduLength: number,
): Promise<void> {
  const { contextId, command, data } = message;
  if (command.hasDataSet !== (data !== undefined)) {
    throw new Error(`${command.kind}: hasDataSet is ${command.hasDataSet}, which does not match its data`);
  }
  const length = fragmentLength(peerMaxPduLength);
  await sendFragments(sink, { contextId, isCommand: true }, [encodeCommand(command)], length);
  if (data)
    await sendFragments(sink, { contextId, isCommand: false }, chunksOf(data, transferSyntax), length);
}

function chunksOf(data: DataSet | AsyncIterable<Uint8Array>, transferSyntax: TransferSyntax) {
  return Symbol.asyncIterator in data ? data : encodeDataSetChunks(data, transferSyntax);
}

async function sendFragments(
  sink: PdvSink,
  kind: Pick<Pdv, 'contextId' | 'isCommand'>,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  length: number,
): Promise<void> {
  const waiting = new Waiting();
  for await (const chunk of chunks) {
    waiting.push(chunk);
    // Exactly one fragment is held back: it may be the last.
    while (waiting.length > length) {
      sink.send({ ...kind, isLast: false }, waiting.take(length));
      await sink.drained();
    }
  }
  sink.send({ ...kind, isLast: true }, waiting.take(waiting.length));
  await sink.drained();
}

/** Chunks below this many bytes are copied together, so that many tiny chunks do not become a long list. */
const crumb = 1024;

/** Bytes waiting to be sent, in the pieces they came in. */
class Waiting {
  #parts: Uint8Array[] = [];
  length = 0;

  push(chunk: Uint8Array): void {
    this.length += chunk.length;
    const last = this.#parts.at(-1);
    if (last && last.length + chunk.length <= crumb) {
      this.#parts.splice(-1, 1, Buffer.concat([last, chunk]));
    } else if (chunk.length > 0) {
      this.#parts.push(chunk);
    }
  }

  take(count: number): readonly Uint8Array[] {
    const taken: Uint8Array[] = [];
    let left = count;
    while (left > 0) {
      const part = this.#parts.shift();
      if (!part) break;
      taken.push(part.subarray(0, left));
      if (part.length > left) this.#parts.unshift(part.subarray(left));
      left -= Math.min(left, part.length);
    }
    this.length -= count;
    return taken;
  }
}
