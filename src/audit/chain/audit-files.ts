// Writes the audit log: events wait in memory for the write in progress and are then written and synced together. Films are printed on a full disk too:
// events are kept in memory up to a limit and written later; those beyond it are counted, and the gap is recorded. Start at `append`.
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder, syncFolder } from '../../shared/durable-files.ts';
import { messageOf as errorText } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';
import { Subscribers } from '../../shared/subscribers.ts';
import type { AuditEvent } from '../audit-event.ts';
import { fileNameOf } from './file-names.ts';
import { HeadNote } from './head.ts';
import { dayOf, findEnd, type FoundEnd } from './log-end.ts';
import { lineOf, type ChainEnd } from './record.ts';
import { removeOld } from './retention.ts';

export interface AuditFilesOptions {
  readonly folder: string;
  /** The message of an event as XML. */
  readonly messageOf: (event: AuditEvent, at: Date) => string;
  readonly retentionDays: () => number;
  /** Called when writing begins to fail, and (undefined) when it works again. */
  readonly onTrouble: (why: string | undefined) => void;
  /** Files were removed; the number of the oldest record that is left. */
  readonly onRemoved: (first: number) => void;
  readonly log: Log;
  readonly now?: () => Date;
  /** A file that is longer is followed by a new one; default: 4 MiB. */
  readonly maxFileBytes?: number;
  /** Events that wait in memory while the disk cannot be written; default: 10,000. */
  readonly maxWaiting?: number;
  /** Interval between tries while the disk cannot be written, ms; default: 5 s. */
  readonly retryMs?: number;
}

interface Waiting {
  readonly event: AuditEvent;
  readonly at: Date;
  readonly done: (durable: boolean) => void;
}

interface OpenFile {
  readonly handle: FileHandle;
  byteLength: number;
  readonly day: string;
}

/** Records of one write. */
const maxTogether = 500;

export class AuditFiles {
  readonly #options: Required<AuditFilesOptions>;
  readonly #note: HeadNote;
  readonly #appended: Subscribers<[ChainEnd]>;
  #end: ChainEnd;
  #file: OpenFile | undefined;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #trouble: string | undefined;
  #dropped = 0;
  #droppedSince: Date | undefined;
  #closed = false;

  private constructor(options: Required<AuditFilesOptions>, note: HeadNote, end: ChainEnd) {
    this.#options = options;
    this.#note = note;
    this.#end = end;
    this.#appended = new Subscribers(options.log, 'audit.listener-failed');
  }

  /** With what the files of an earlier server say. Throws the system's errors. */
  static async open(
    given: AuditFilesOptions,
  ): Promise<{ readonly files: AuditFiles; readonly found: FoundEnd }> {
    const options = {
      now: () => new Date(),
      maxFileBytes: 4_194_304,
      maxWaiting: 10_000,
      retryMs: 5_000,
      ...given,
    };
    await makeFolder(options.folder, 0o700);
    const found = await findEnd(options.folder);
    const note = await HeadNote.open(options.folder, found.head);
    const files = new AuditFiles(options, note, found.end);
    if (found.file) {
      const { path: at, byteLength, day } = found.file;
      files.#file = { handle: await open(at, 'a', 0o600), byteLength, day };
    }
    const { missing } = found;
    if (missing) {
      void files.append({ kind: 'records-missing', ...missing });
      await note.change({ missing: 0, missingSince: null });
    }
    return { files, found };
  }

  /** The newest record. */
  get end(): ChainEnd {
    return this.#end;
  }

  /** Number of the oldest record that is kept. */
  get first(): number {
    return this.#note.head.first;
  }

  /** Events that wait in memory. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Why records cannot be written now. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Calls `listener` after records were written, until the returned function is called. */
  onAppended(listener: (end: ChainEnd) => void): () => void {
    return this.#appended.add(listener);
  }

  /**
   * Adds a record. Resolves with true once it is on the disk; with false while the disk cannot be written: it is kept in memory, up to a
   * limit. Never rejects.
   */
  append(event: AuditEvent): Promise<boolean> {
    const at = this.#options.now();
    if (this.#closed || this.#waiting.length >= this.#options.maxWaiting) {
      this.#dropped += 1;
      this.#droppedSince ??= at;
      return Promise.resolve(false);
    }
    return new Promise((done) => {
      this.#waiting.push({ event, at, done });
      if (this.#trouble === undefined) this.#writeSoon();
      else done(false);
    });
  }

  /** Writes what waits, and closes the files. */
  async close(): Promise<void> {
    clearTimeout(this.#retry);
    await this.#writing;
    if (this.#waiting.length > 0) await this.#writeAll();
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#file?.handle.close();
    await this.#note.close();
  }

  #writeSoon(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
      if (this.#waiting.length > 0 && this.#trouble === undefined) this.#writeSoon();
    });
  }

  async #writeAll(): Promise<void> {
    // Events of the same turn of the event loop are written together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const some = this.#waiting.slice(0, maxTogether);
      try {
        await this.#write(some);
      } catch (error) {
        await this.#failed(errorText(error));
        return;
      }
      this.#waiting = this.#waiting.slice(some.length);
      if (this.#trouble !== undefined) await this.#recovered();
      for (const { done } of some) done(true);
      this.#appended.notify(this.#end);
    }
  }

  /** Throws the system's errors; then nothing was added. */
  async #write(some: readonly Waiting[]): Promise<void> {
    let end = this.#end;
    const lines = some.map(({ event, at }) => {
      const made = lineOf(end, at, event, this.#options.messageOf(event, at));
      end = made.end;
      return made.line;
    });
    const bytes = Buffer.from(`${lines.join('\n')}\n`, 'utf8');
    const file = await this.#fileFor(this.#end.seq + 1);
    try {
      await file.handle.appendFile(bytes);
      await file.handle.datasync();
    } catch (error) {
      // What was written of it would be repeated.
      await file.handle.truncate(file.byteLength).catch(() => undefined);
      throw error;
    }
    file.byteLength += bytes.length;
    this.#end = end;
    // Not needed for the records themselves.
    await this.#note.change({ seq: end.seq, hash: end.hash }).catch(() => undefined);
  }

  async #fileFor(firstSeq: number): Promise<OpenFile> {
    const { folder, now, maxFileBytes, retentionDays, onRemoved } = this.#options;
    const day = dayOf(now());
    const current = this.#file;
    if (current && current.byteLength < maxFileBytes && (current.day === day || current.byteLength === 0))
      return current;
    const handle = await open(path.join(folder, fileNameOf(firstSeq)), 'a', 0o600);
    await syncFolder(folder);
    await current?.handle.close();
    this.#file = { handle, byteLength: 0, day };
    const first = await removeOld(
      folder,
      new Date(now().getTime() - retentionDays() * 86_400_000),
      this.#note,
    ).catch(() => undefined);
    if (first !== undefined) onRemoved(first);
    return this.#file;
  }

  async #failed(why: string): Promise<void> {
    const began = this.#trouble === undefined;
    this.#trouble = why;
    if (began) this.#options.onTrouble(why);
    const missing = this.#waiting.length + this.#dropped;
    const since = this.#waiting[0]?.at ?? this.#droppedSince ?? this.#options.now();
    await this.#note.change({ missing, missingSince: since.toISOString() }).catch(() => undefined);
    for (const { done } of this.#waiting) done(false);
    if (this.#closed) return;
    this.#retry = setTimeout(() => {
      this.#writeSoon();
    }, this.#options.retryMs);
    this.#retry.unref();
  }

  async #recovered(): Promise<void> {
    this.#trouble = undefined;
    this.#options.onTrouble(undefined);
    await this.#note.change({ missing: 0, missingSince: null }).catch(() => undefined);
    if (this.#dropped === 0) return;
    this.#waiting.unshift({
      at: this.#options.now(),
      done: () => undefined,
      event: {
        kind: 'records-missing',
        records: this.#dropped,
        since: this.#droppedSince?.toISOString() ?? null,
        why: 'the disk could not be written, and too many records waited',
      },
    });
    this.#dropped = 0;
    this.#droppedSince = undefined;
  }
}
