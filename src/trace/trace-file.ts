// Writes one trace, beside what the server does: records wait in a bounded queue while the disk takes those before them.
// What does not fit is dropped, and the trace says how much that was; a disk that is full ends a trace, never an
// association.
import { open, readFile, rename, writeFile, type FileHandle } from 'node:fs/promises';
import { makeFolder } from '../shared/durable-files.ts';
import { traceFile } from './trace-folder.ts';
import { missingText, nothingMissing, withMissing, type TraceRecord } from './trace-record.ts';
import { traceLines } from './trace-text.ts';

/** Bytes that may wait for the disk, of both files of one trace: two of the largest images, in base64, and what is around them. */
export const maxWaiting = 8_388_608;

export interface TraceWriter {
  /** Takes the record, or drops it; never waits. */
  write(record: TraceRecord): void;
  /** Resolves when what was taken is in the files, or they cannot be written. */
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
  /** Of what waits, and of what is being written. */
  #waitingBytes = 0;
  #length = 0;
  #dropped = 0;
  #missing = nothingMissing;
  #lastMs = 0;
  #open = true;
  #written: Promise<void>;
  #writing = false;

  /** Both files together are at most `maxBytes` long, and the line that says so. `failed` is called once. */
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
    // One that is larger than the queue is taken while nothing else waits.
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
    if (files) await this.#sayMissing().catch(this.#failed);
  }

  /** A trace that is not complete says so in its first line. */
  async #sayMissing(): Promise<void> {
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

  /** Writes until nothing waits. Never rejects. */
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
    // A trace is listed by its JSON lines: by then the text for people is there.
    const text = await opened('txt').catch(async () => {
      // The folder is made when it is missing, not looked for each time.
      await makeFolder(this.#folder, 0o700);
      return opened('txt');
    });
    return [await opened('jsonl'), text];
  }
}
