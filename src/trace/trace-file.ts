// Writes the two files of one trace in the background: records wait in a bounded queue until the disk has written the ones
// before them. Records that do not fit are dropped, and the trace states their number. A write error, such as a full disk,
// ends the trace and never the association. Start at `TraceFile`.
import { open, readFile, rename, writeFile, type FileHandle } from 'node:fs/promises';
import { makeFolder } from '../shared/durable-files.ts';
import { traceFile } from './trace-folder.ts';
import { missingText, nothingMissing, withMissing, type TraceRecord } from './trace-record.ts';
import { traceLines } from './trace-text.ts';

/** Maximum bytes of one trace that wait for the disk: two images of maximum size in base64, with their messages, in both files. */
export const maxWaiting = 8_388_608;

export interface TraceWriter {
  /** Queues the record, or drops it; never waits. */
  write(record: TraceRecord): void;
  /** Resolves when the queued records are in the files, or the files cannot be written. */
  close(): Promise<void>;
}

interface Waiting {
  readonly json: string;
  readonly text: string;
  readonly byteLength: number;
}

function serialized(record: TraceRecord): Waiting {
  const json = `${JSON.stringify(record)}\n`;
  const text = traceLines(record)
    .map((line) => `${line}\n`)
    .join('');
  return { json, text, byteLength: Buffer.byteLength(json) + Buffer.byteLength(text) };
}

export class TraceFile implements TraceWriter {
  readonly #folder: string;
  readonly #id: string;
  readonly #maxBytes: number;
  readonly #failed: (error: unknown) => void;
  #files: readonly [json: FileHandle, text: FileHandle] | undefined;
  #waiting: Waiting[] = [];
  /** Bytes of records that wait or are being written. */
  #waitingBytes = 0;
  #length = 0;
  #dropped = 0;
  #missing = nothingMissing;
  #lastMs = 0;
  #open = true;
  #written: Promise<void>;
  #writing = false;

  /** `maxBytes`: maximum length of both files together, without the final record. `failed` is called once, on a write error. */
  constructor(folder: string, id: string, maxBytes: number, failed: (error: unknown) => void) {
    this.#folder = folder;
    this.#id = id;
    this.#maxBytes = maxBytes;
    this.#failed = failed;
    this.#written = this.#write();
  }

  write(record: TraceRecord): void {
    if (!this.#open) return;
    this.#lastMs = record.ms;
    if (this.#waitingBytes >= maxWaiting) {
      this.#dropped += 1;
      return;
    }
    const waiting = serialized(record);
    // A record that is larger than the queue is accepted while the queue is empty.
    if (this.#waitingBytes > 0 && this.#waitingBytes + waiting.byteLength > maxWaiting) {
      this.#dropped += 1;
      return;
    }
    this.#reportDropped();
    if (this.#length + waiting.byteLength > this.#maxBytes) {
      this.#missing = { ...this.#missing, full: true };
      this.#take(serialized({ kind: 'full', ms: record.ms, maxBytes: this.#maxBytes }));
      this.#open = false;
      return;
    }
    this.#missing = withMissing(this.#missing, record);
    this.#take(waiting);
  }

  async close(): Promise<void> {
    if (this.#open) this.#reportDropped();
    this.#open = false;
    await this.#written;
    const files = this.#files;
    this.#files = undefined;
    await Promise.allSettled((files ?? []).map((file) => file.close()));
    if (files) await this.#writeMissing().catch(this.#failed);
  }

  /** States what is missing in the first line of an incomplete trace. */
  async #writeMissing(): Promise<void> {
    if (missingText(this.#missing) === undefined) return;
    const head = serialized({ kind: 'incomplete', ms: 0, ...this.#missing });
    for (const [kind, line] of [['txt', head.text] as const, ['jsonl', head.json] as const]) {
      const file = traceFile(this.#folder, this.#id, kind);
      await writeFile(`${file}.part`, [line, await readFile(file)], { mode: 0o600 });
      await rename(`${file}.part`, file);
    }
  }

  #reportDropped(): void {
    if (this.#dropped === 0) return;
    const records = this.#dropped;
    this.#dropped = 0;
    this.#missing = { ...this.#missing, records: this.#missing.records + records };
    this.#take(serialized({ kind: 'dropped', ms: this.#lastMs, records }));
  }

  #take(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#waitingBytes += waiting.byteLength;
    this.#length += waiting.byteLength;
    if (!this.#writing) this.#written = this.#write();
  }

  /** Writes until the queue is empty. Never rejects. */
  async #write(): Promise<void> {
    this.#writing = true;
    try {
      const [json, text] = (this.#files ??= await this.#opened());
      while (this.#waiting.length > 0) {
        const batch = this.#waiting;
        this.#waiting = [];
        await text.appendFile(batch.map((waiting) => waiting.text).join(''));
        await json.appendFile(batch.map((waiting) => waiting.json).join(''));
        this.#waitingBytes -= batch.reduce((sum, { byteLength }) => sum + byteLength, 0);
      }
    } catch (error) {
      this.#open = false;
      this.#waiting = [];
      this.#failed(error);
    }
    this.#writing = false;
  }

  async #opened(): Promise<[json: FileHandle, text: FileHandle]> {
    const opened = (kind: 'jsonl' | 'txt') => open(traceFile(this.#folder, this.#id, kind), 'wx', 0o600);
    // Listings look for the .jsonl file, so the .txt file is created first.
    const text = await opened('txt').catch(async () => {
      // Only a failed open creates the folder: checking before every open would cost more.
      await makeFolder(this.#folder, 0o700);
      return opened('txt');
    });
    return [await opened('jsonl'), text];
  }
}
