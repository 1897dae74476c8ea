// What goes wrong with our own threads: those that draw and decode (shared/threads/), and that of the job store.
import { messageOf } from './errors.ts';

/**
 * - `THREAD_NOT_LOADED`: the thread never got as far as taking work, so the reason lies in the installation or the machine;
 * - `THREAD_LOST`: it ended while it worked on the task, which may be the reason.
 */
export type ThreadFailureCode = 'THREAD_NOT_LOADED' | 'THREAD_LOST';

/**
 * A thread ended, or cannot be started: fails the one task that it had. Thrown by `WorkerThreads`; of a render thread
 * destinations/local-trouble.ts says whether films wait or are tried again, of an image thread an ImageFailure `thread-lost`
 * is made.
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
