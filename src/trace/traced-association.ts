// Wraps an association so that every message is recorded; the code that serves it sees no difference. The recorder decodes a
// data set piece by piece while the server reads it, so that a trace needs no more memory than one data set. Start at
// `tracedAssociation`.
import type { Association, IncomingMessage, OutgoingMessage } from '../dicom/dimse/association.ts';
import { observed } from '../dicom/dimse/observed-association.ts';
import { readDataSet, type ValueSink } from '../dicom/data-set/data-set-reader.ts';
import { DataSet } from '../dicom/data-set/data-set.ts';
import { tagOf } from '../dicom/data-set/dictionary.ts';
import type { TransferSyntax } from '../dicom/data-set/uids.ts';
import { messageOf } from '../shared/errors/errors.ts';
import { recordedElements } from './trace-elements.ts';
import type { RecordedElement } from './trace-record.ts';
import type { WireTrace } from './wire-trace.ts';

export interface TraceOptions {
  /** Whether the bytes of pixels are recorded, or only their length. */
  readonly pixels: boolean;
  /** Whether values that could identify a patient are recorded, or only their length. */
  readonly patientData: boolean;
  /** Maximum length of one trace; larger pixels are not recorded. */
  readonly maxBytes: number;
}

/** Passes pieces to a reader one by one, without copying: a piece is valid until the reader requests the next one. */
class Passage implements AsyncIterable<Uint8Array> {
  #waiting: ((piece: Uint8Array | undefined) => void) | undefined;
  #taken: (() => void) | undefined;
  #over = false;

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        const piece = await new Promise<Uint8Array | undefined>((resolve) => {
          this.#waiting = resolve;
          this.#taken?.();
        });
        if (!piece) return;
        yield piece;
      }
    } finally {
      this.#over = true;
      this.#taken?.();
    }
  }

  /** Passes a piece, or undefined at the end; resolves when the reader no longer needs it. */
  async put(piece: Uint8Array | undefined): Promise<void> {
    if (!this.#waiting && !this.#over) await this.#next();
    if (this.#over) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(piece);
    if (piece) await this.#next();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#taken = () => {
        this.#taken = undefined;
        resolve();
      };
    });
  }
}

interface Reading {
  readonly dataSet?: readonly RecordedElement[];
  readonly problem?: string;
  readonly pixelsMissing?: true;
}

/** Maximum bytes of a recorded value: longer ones are not LUTs. */
const maxKept = 262_144;

/** Maximum bytes of recorded pixels per message. Encoding that many takes 10 ms, in which all associations wait. */
export const maxPixelBytes = 2_097_152;

class Recorder {
  readonly #options: TraceOptions;
  readonly #trace: WireTrace;

  constructor(options: TraceOptions, trace: WireTrace) {
    this.#options = options;
    this.#trace = trace;
  }

  get ms(): number {
    return this.#trace.ms;
  }

  message(
    from: 'client' | 'server',
    message: IncomingMessage | OutgoingMessage,
    reading: Reading,
    ms = this.ms,
  ): void {
    const { kind, ...fields } = message.command;
    const contextId = 'context' in message ? message.context.id : message.contextId;
    this.#trace.record({ kind: 'message', from, contextId, command: { kind, ...fields }, ...reading }, ms);
  }

  elements(dataSet: DataSet, pixels?: Uint8Array): readonly RecordedElement[] {
    return recordedElements(dataSet, this.#options, pixels);
  }

  /** Decodes the data set whose pieces arrive through `passage`. Never rejects. */
  async read(passage: Passage, transferSyntax: TransferSyntax): Promise<Reading> {
    const kept: Uint8Array[] = [];
    const { pixels, maxBytes } = this.#options;
    const found: { pixelsMissing?: true } = {};
    try {
      const dataSet = await readDataSet(passage, {
        transferSyntax,
        sinkFor: ({ tag, byteLength }): ValueSink | undefined => {
          const isPixels = tag === tagOf('PixelData');
          if (!isPixels && byteLength <= maxKept) return undefined;
          const keeps = isPixels && pixels && byteLength <= Math.min(maxBytes, maxPixelBytes);
          if (isPixels && pixels && !keeps) found.pixelsMissing = true;
          return {
            write: (chunk) => {
              if (keeps) kept.push(Uint8Array.from(chunk));
            },
            end: () => undefined,
          };
        },
      });
      const elements = this.elements(dataSet, kept.length > 0 ? Buffer.concat(kept) : undefined);
      return { dataSet: elements, ...found };
    } catch (error) {
      return { problem: messageOf(error) };
    }
  }
}

/** The pieces of a message's data set, unchanged; the recorder reads each of them too. */
async function* recordedPieces(
  recorder: Recorder,
  message: IncomingMessage,
  data: AsyncIterable<Uint8Array>,
  progress: { begun: boolean },
): AsyncGenerator<Uint8Array, void, undefined> {
  progress.begun = true;
  const { ms } = recorder;
  const passage = new Passage();
  const reading = recorder.read(passage, message.context.transferSyntax);
  let whole = false;
  try {
    for await (const piece of data) {
      await passage.put(piece);
      yield piece;
    }
    whole = true;
  } finally {
    await passage.put(undefined);
    const read = await reading;
    recorder.message('client', message, whole ? read : { problem: 'it was not read to its end' }, ms);
  }
}

/** The association, with all of its messages recorded in the trace of its connection. */
export function tracedAssociation(
  association: Association,
  options: TraceOptions,
  trace: WireTrace,
): Association {
  const recorder = new Recorder(options, trace);
  const { callingAeTitle, calledAeTitle, peer, peerImplementation, contexts } = association;
  trace.record({
    kind: 'association',
    at: new Date().toISOString(),
    calling: callingAeTitle,
    called: calledAeTitle,
    peer: `${peer.address}:${peer.port}`,
    implementation: peerImplementation.versionName ?? peerImplementation.classUid,
    contexts: [...contexts.values()],
  });
  return observed(association, {
    async *messages() {
      for await (const message of association.messages()) {
        if (!message.data) {
          recorder.message('client', message, {});
          yield message;
          continue;
        }
        const progress = { begun: false };
        yield { ...message, data: recordedPieces(recorder, message, message.data, progress) };
        if (!progress.begun) recorder.message('client', message, { problem: 'it was not read' });
      }
    },
    send: async (message) => {
      const { data } = message;
      recorder.message(
        'server',
        message,
        data instanceof DataSet
          ? { dataSet: recorder.elements(data) }
          : data
            ? { problem: 'it was sent as a stream' }
            : {},
      );
      await association.send(message);
    },
  });
}
