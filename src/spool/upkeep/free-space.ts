// The free space on the disk of the data folder. It is queried in the background: a network disk that hangs must not block
// the event loop and with it every association, so it counts as full until it answers.
import { statfs as diskStatfs } from 'node:fs/promises';
import { messageOf } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';

const queryEveryMs = 2000;
const answerWithinMs = 5000;

type Statfs = (folder: string) => Promise<{ readonly bavail: number; readonly bsize: number }>;

export interface FreeSpaceOptions {
  readonly folder: string;
  readonly log: Log;
  /** Default: `statfs`. */
  readonly statfs?: Statfs;
}

export class FreeSpace {
  readonly #folder: string;
  readonly #log: Log;
  readonly #statfs: Statfs;
  readonly #timer: NodeJS.Timeout;
  #bytes = 0;
  #silent = false;
  /** The query in progress: a disk that hangs gets no second one. */
  #query: Promise<number> | undefined;

  private constructor({ folder, log, statfs = diskStatfs }: FreeSpaceOptions) {
    this.#folder = folder;
    this.#log = log;
    this.#statfs = statfs;
    this.#timer = setInterval(() => void this.now(), queryEveryMs).unref();
  }

  /** Resolves when the disk has answered for the first time, or has not answered within 5 s. Queries it until `close`. */
  static async watch(options: FreeSpaceOptions): Promise<FreeSpace> {
    const space = new FreeSpace(options);
    await space.now();
    return space;
  }

  /** Free bytes at the last answer, which is a few seconds old at most; 0 while the disk does not answer. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes that are free now; 0 if the disk does not answer within 5 s. Never rejects. */
  now(): Promise<number> {
    this.#query ??= this.#queryOnce().finally(() => {
      this.#query = undefined;
    });
    const { promise, resolve } = Promise.withResolvers<number>();
    const timer = setTimeout(() => {
      this.#fell('it does not answer');
      resolve(0);
    }, answerWithinMs);
    void this.#query.then((bytes) => {
      clearTimeout(timer);
      resolve(bytes);
    });
    return promise;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #queryOnce(): Promise<number> {
    try {
      const { bavail, bsize } = await this.#statfs(this.#folder);
      this.#bytes = bavail * bsize;
      if (this.#silent) this.#log.info('disk.answers', { folder: this.#folder });
      this.#silent = false;
    } catch (error) {
      this.#fell(messageOf(error));
    }
    return this.#bytes;
  }

  /** One log line per incident, not one per query. */
  #fell(why: string): void {
    this.#bytes = 0;
    if (!this.#silent) this.#log.warn('disk.silent', { folder: this.#folder, why });
    this.#silent = true;
  }
}
