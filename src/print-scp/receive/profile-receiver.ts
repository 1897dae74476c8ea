// Streams the ICC profile of an N-CREATE or N-SET from the network to a blob, and checks its header and tag table (ICC.1:2022
// clause 7). A profile that is truncated, invalid or for another color space is dropped and not refused: a profile must not
// prevent a film from being printed. Start at `ProfileReceiver`.
import type { ValueHeader, ValueSink } from '../../dicom/data-set/data-set-reader.ts';
import { tagOf } from '../../dicom/data-set/dictionary.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import type { BlobRef, BlobWriter } from '../../shared/film/film.ts';
import { imageSequences, nowhere } from './pixel-receiver.ts';
import type { PrintScpPorts } from '../ports.ts';

/** Profiles with fine tables for printers have 1 to 3 MiB; those of cameras and screens a few KiB. */
export const maxProfileBytes = 4 * 1024 * 1024;

export type ReceivedProfile =
  | { readonly kind: 'none' }
  | { readonly kind: 'received'; readonly blob: BlobRef }
  /** `reason`: a clause for the record on the job. */
  | { readonly kind: 'unusable'; readonly reason: string };

const headerBytes = 128;
const tagBytes = 12;
const maxTags = 100;
/** The header and the whole tag table. */
const headBytes = headerBytes + 4 + maxTags * tagBytes;

/** Profile classes that define pixel values: displays, input devices, printers, and color spaces. */
const usableClasses: readonly string[] = ['mntr', 'scnr', 'prtr', 'spac'];

/** Why a profile cannot be used, by its first bytes and its length; undefined: no problem was found. */
function profileProblem(head: Uint8Array, byteLength: number): string | undefined {
  const view = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const word = (at: number) => view.toString('latin1', at, at + 4);
  if (view.length < headerBytes + 4 || word(36) !== 'acsp') return 'it is not an ICC profile';
  const colorSpace = word(16);
  if (colorSpace !== 'RGB ') return `the profile is for ${shownWord(colorSpace)}, not for RGB`;
  const profileClass = word(12);
  if (!usableClasses.includes(profileClass)) return `it is a profile of class ${shownWord(profileClass)}`;
  if (word(20) !== 'XYZ ' && word(20) !== 'Lab ') return 'it connects to an unknown color space';
  if (view.readUInt32BE(0) > byteLength) {
    return `the profile is cut off: it says ${view.readUInt32BE(0)} bytes and has ${byteLength}`;
  }
  return tagProblem(view, byteLength);
}

const shownWord = (text: string) => (/^[\x20-\x7e]+$/.test(text) ? text.trim() : 'an unknown one');

/** The tags must be within the profile, and include either a table or a matrix with its three curves. */
function tagProblem(view: Buffer, byteLength: number): string | undefined {
  const count = view.readUInt32BE(headerBytes);
  if (count > maxTags) return `the profile has ${count} tags, at most ${maxTags} are read`;
  const found = new Set<string>();
  for (let index = 0; index < count; index++) {
    const at = headerBytes + 4 + index * tagBytes;
    if (at + tagBytes > view.length) return 'the table of tags of the profile is cut off';
    const signature = view.toString('latin1', at, at + 4);
    const [offset, length] = [view.readUInt32BE(at + 4), view.readUInt32BE(at + 8)];
    if (offset + length > byteLength)
      return `the profile is broken: ${shownWord(signature)} ends after its end`;
    found.add(signature);
  }
  const matrix = ['rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC'];
  const complete =
    found.has('A2B0') || found.has('A2B1') || matrix.every((signature) => found.has(signature));
  return complete ? undefined : 'the profile has neither a table nor a matrix with its curves';
}

/** Receives the profile of one message. Where a box and its image both have one, the last and innermost counts. */
export class ProfileReceiver {
  readonly #ports: Pick<PrintScpPorts, 'openBlob' | 'discardBlobs'>;
  #result: ReceivedProfile = { kind: 'none' };
  #writer: BlobWriter | undefined;

  constructor(ports: Pick<PrintScpPorts, 'openBlob' | 'discardBlobs'>) {
    this.#ports = ports;
  }

  /** The result for the profile, once the data set was read. A blob in it belongs to the caller. */
  get result(): ReceivedProfile {
    return this.#result;
  }

  /** For readDataSet: undefined for anything but the profile of a box or of its image. */
  async sinkFor({ tag, path, byteLength }: ValueHeader): Promise<ValueSink | undefined> {
    const [around, ...deeper] = path;
    const inPlace = around === undefined || (imageSequences.includes(around) && deeper.length === 0);
    if (tag !== tagOf('ICCProfile') || !inPlace || byteLength === 0) return undefined;
    const before = this.#result;
    if (before.kind === 'received') await this.#ports.discardBlobs([before.blob]);
    if (byteLength > maxProfileBytes) {
      return this.#refuse(`a profile of ${byteLength} bytes; at most ${maxProfileBytes} are read`);
    }
    try {
      const writer = await this.#ports.openBlob();
      this.#writer = writer;
      return this.#sink(writer, byteLength);
    } catch (error) {
      return this.#refuse(notStored(error));
    }
  }

  /** Discards a blob whose data set was not read to its end. */
  async abandon(): Promise<void> {
    await this.#writer?.discard();
    this.#writer = undefined;
  }

  #refuse(reason: string): ValueSink {
    this.#result = { kind: 'unusable', reason };
    return nowhere;
  }

  #sink(writer: BlobWriter, byteLength: number): ValueSink {
    const head = new Uint8Array(Math.min(headBytes, byteLength));
    let seen = 0;
    const giveUp = async (reason: string) => {
      this.#refuse(reason);
      await this.abandon();
    };
    return {
      write: async (chunk) => {
        if (seen < head.length) head.set(chunk.subarray(0, head.length - seen), seen);
        seen += chunk.length;
        if (this.#writer !== writer) return;
        try {
          await writer.write(chunk);
        } catch (error) {
          await giveUp(notStored(error));
        }
      },
      end: async () => {
        if (this.#writer !== writer) return;
        const problem = profileProblem(head, byteLength);
        if (problem !== undefined) return giveUp(problem);
        try {
          this.#result = { kind: 'received', blob: await writer.finish() };
          this.#writer = undefined;
        } catch (error) {
          await giveUp(notStored(error));
        }
      },
    };
  }
}

const notStored = (error: unknown) => `the profile could not be stored (${messageOf(error)})`;
