// Sends the audit log to the audit repository, in order. What is not confirmed is sent again: a record arrives at least once. The queue is
// the log itself, so that nothing is lost while the repository is down, until retention removes it. Start at `Repository`.
import { setTimeout } from 'node:timers/promises';
import { messageOf } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';
import type { AuditFiles } from '../chain/audit-files.ts';
import { LogTail } from '../chain/log-tail.ts';
import { shownRecordOf } from '../chain/record.ts';
import { connectRepository, type RepositoryAddress } from './connection.ts';
import type { SentPosition } from './sent-position.ts';
import { syslogFrame, type SyslogSource } from './syslog-message.ts';

export interface RepositoryOptions {
  readonly folder: string;
  readonly files: Pick<AuditFiles, 'end' | 'onAppended' | 'first'>;
  readonly position: SentPosition;
  readonly source: SyslogSource;
  /** Retention has removed records that were not sent. */
  readonly onLost: (records: number) => void;
  readonly log: Log;
  /** First and longest interval between two tries, ms. */
  readonly retryMs?: readonly [first: number, longest: number];
  /** A connection is closed, and what was sent confirmed, after this time without a record, ms. */
  readonly quietMs?: number;
}

/** Records of one connection: at most so many are sent again. */
const maxTogether = 500;

export interface RepositoryState {
  /** Records that are not confirmed. */
  readonly unsent: number;
  /** Why records cannot be sent; null: they can, or nothing was tried. */
  readonly problem: string | null;
  readonly failingSince: Date | null;
}

export class Repository {
  readonly #options: Required<RepositoryOptions>;
  #address: RepositoryAddress | undefined;
  #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #wake = Promise.withResolvers<undefined>();
  #problem: string | null = null;
  #failingSince: Date | null = null;
  readonly #leave: () => void;

  constructor(options: RepositoryOptions) {
    this.#options = { retryMs: [1_000, 60_000], quietMs: 2_000, ...options };
    this.#leave = options.files.onAppended(() => {
      this.#wake.resolve(undefined);
    });
  }

  get state(): RepositoryState {
    const { files, position } = this.#options;
    const unsent = this.#address === undefined ? 0 : Math.max(0, files.end.seq - position.seq);
    return { unsent, problem: this.#problem, failingSince: this.#failingSince };
  }

  /** Sends to this address from now on; undefined: to none. What was not confirmed is sent to the new one. */
  use(address: RepositoryAddress | undefined): void {
    this.#stop.abort();
    const stop = new AbortController();
    this.#stop = stop;
    this.#address = address;
    this.#problem = null;
    this.#failingSince = null;
    if (address === undefined) return;
    this.#running = this.#running.then(() => this.#run(address, stop.signal));
  }

  /** Ends; what is not confirmed is sent after the next start. */
  async close(): Promise<void> {
    this.#leave();
    this.use(undefined);
    await this.#running;
  }

  async #run(address: RepositoryAddress, signal: AbortSignal): Promise<void> {
    const [first, longest] = this.#options.retryMs;
    let restMs = first;
    const isOver = () => signal.aborted;
    while (!isOver()) {
      try {
        await this.#waitForRecords(signal);
        if (isOver()) return;
        await this.#sendSome(address, signal);
        restMs = first;
        this.#worked();
      } catch (error) {
        if (isOver()) return;
        this.#failed(messageOf(error));
        await setTimeout(restMs, undefined, { signal, ref: false }).catch(() => undefined);
        restMs = Math.min(restMs * 2, longest);
      }
    }
  }

  async #waitForRecords(signal: AbortSignal): Promise<void> {
    const { files, position } = this.#options;
    while (files.end.seq <= position.seq && !signal.aborted) await this.#appended(signal);
  }

  /** Resolves when there may be more records, or after some time. */
  async #appended(signal: AbortSignal, forMs?: number): Promise<void> {
    this.#wake = Promise.withResolvers<undefined>();
    const aborted = Promise.withResolvers<undefined>();
    const abort = () => {
      aborted.resolve(undefined);
    };
    signal.addEventListener('abort', abort);
    const timer = new AbortController();
    const time =
      forMs === undefined
        ? []
        : [setTimeout(forMs, undefined, { signal: timer.signal, ref: false }).catch(() => undefined)];
    await Promise.race([this.#wake.promise, aborted.promise, ...time]);
    timer.abort();
    signal.removeEventListener('abort', abort);
  }

  /** Sends what there is, and what comes shortly after, by one connection. */
  async #sendSome(address: RepositoryAddress, signal: AbortSignal): Promise<void> {
    const { folder, files, position, source, quietMs } = this.#options;
    this.#noteLost();
    const connection = await connectRepository(address, signal);
    try {
      const tail = new LogTail(folder, position.seq);
      let last = position.seq;
      for (let sent = 0; sent < maxTogether && !signal.aborted;) {
        const due = Math.min(files.end.seq, position.seq + maxTogether);
        const lines = await tail.read(due);
        for (const { seq, line } of lines) {
          const record = shownRecordOf(line);
          // A damaged line cannot be a message; the chain shows that it is missing.
          if (record) await connection.send(syslogFrame(record, source));
          last = seq;
          sent += 1;
        }
        if (lines.length > 0) continue;
        // Records that are in no file anymore: the chain shows that they are missing.
        if (sent === 0) last = Math.max(last, due);
        const before = files.end.seq;
        await this.#appended(signal, quietMs);
        if (files.end.seq === before) break;
      }
      await connection.finish();
      await position.advance(last);
    } finally {
      connection.destroy();
    }
  }

  /** Records that are not kept anymore cannot be sent. */
  #noteLost(): void {
    const { files, position, onLost, log } = this.#options;
    const lost = files.first - 1 - position.seq;
    if (lost <= 0 || position.seq === 0) return;
    log.error('audit.unsent-removed', { records: lost });
    onLost(lost);
  }

  #worked(): void {
    if (this.#problem === null) return;
    this.#problem = null;
    this.#failingSince = null;
    this.#options.log.info('audit.sent-again', { unsent: this.state.unsent });
  }

  #failed(why: string): void {
    const isNew = this.#problem !== why;
    this.#problem = why;
    this.#failingSince ??= new Date();
    if (isNew) this.#options.log.error('audit.not-sent', { why, unsent: this.state.unsent });
  }
}
