// Failures of our own threads: render and image threads (shared/threads/), and the thread of the job store.
import { messageOf } from './errors.ts';

/**
 * - `THREAD_NOT_LOADED`: the thread ended before it accepted work, because of the installation or the machine;
 * - `THREAD_LOST`: the thread ended while it worked on the task, possibly because of the task.
 */
export type ThreadFailureCode = 'THREAD_NOT_LOADED' | 'THREAD_LOST';

/**
 * A thread ended or cannot be started; its one task fails. Thrown by `WorkerThreads`. For a render thread,
 * destinations/local-trouble.ts decides whether films wait or are tried again; for an image thread it becomes an ImageFailure
 * `thread-lost`.
 */
export class ThreadFailure extends Error {
  readonly code: ThreadFailureCode;

  /** @param work what the thread is for, such as `render` */
  constructor(code: ThreadFailureCode, work: string, reason: unknown) {
    const article = /^[aeiou]/.test(work) ? 'An' : 'A';
    const what =
      code === 'THREAD_LOST' ? `${article} ${work} thread ended` : `No ${work} thread can be started`;
    super(`${what}: ${messageOf(reason)}`, { cause: reason });
    this.name = 'ThreadFailure';
    this.code = code;
  }
}

/**
 * The database of the job store refused a call. Thrown by the store's connection; `systemCodeOf` finds the code, by which films
 * wait while the disk is in trouble (system-errors.ts), and a client gets a status.
 */
export class DatabaseFailure extends Error {
  /** The system's (ENOSPC, EIO …) where the disk is the cause, else the database's own. */
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined) {
    super(message);
    this.name = 'DatabaseFailure';
    this.code = code;
  }
}
