// Worker threads that may end at any time: files replaced under them, no memory, no descriptors. Such an end fails only the
// task of that thread, with a ThreadFailure; the next task gets another thread, and the process continues. Threads start when
// there is work, end when there is none. Start at `WorkerThreads`; the other side is the module of a thread.
import { Worker, workerData } from 'node:worker_threads';
import { ThreadFailure } from '../errors/thread-failures.ts';
import { messageOf, systemCodeOf } from '../errors/errors.ts';
import type { Log } from '../log/log.ts';

/** For the thread to say that it is loaded and takes work: not by a message, for the news of its end may pass that. */
export function sayLoaded(): void {
  if (workerData instanceof SharedArrayBuffer) new Uint8Array(workerData)[0] = 1;
}

export interface WorkerThreadsOptions<Answer> {
  /** What the threads are for, one word: messages and the log event `<work>.thread-ended` have it. */
  readonly work: string;
  /** The module that a thread runs; it calls `sayLoaded`, then sends an answer for each request. */
  readonly module: URL;
  readonly maxThreads: number;
  readonly idleMilliseconds: number;
  /** So many threads that have worked stay, however long there is nothing to do; default: none. */
  readonly minThreads?: number;
  /** Of objects, not of pixels, MiB: a thread that needs more ends before the machine is out of memory. */
  readonly maxHeapMebibytes: number;
  /** Maximum number of tasks that wait for a thread. */
  readonly maxWaiting: number;
  /** Whether an answer shows that the thread is unusable: it is ended, like one that did not load. */
  readonly unsound?: (answer: Answer) => unknown;
  /** Whether what the thread writes to standard output and error is dropped: libraries that print what they throw as well. */
  readonly isMute?: boolean;
  readonly log: Pick<Log, 'warn'>;
}

interface Task<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread<Request, Answer> {
  readonly worker: Worker;
  readonly loaded: Uint8Array;
  task: Task<Request, Answer> | undefined;
  idle: NodeJS.Timeout | undefined;
}

export class WorkerThreads<Request, Answer> {
  readonly #options: WorkerThreadsOptions<Answer>;
  readonly #threads = new Set<Thread<Request, Answer>>();
  readonly #waiting: Task<Request, Answer>[] = [];
  #closing = false;

  constructor(options: WorkerThreadsOptions<Answer>) {
    this.#options = options;
  }

  /** The answer to a request, in the order of the requests. Rejects with ThreadFailure, or immediately when too many wait. */
  run(request: Request): Promise<Answer> {
    const { maxWaiting, work } = this.#options;
    if (this.#waiting.length >= maxWaiting)
      return Promise.reject(new Error(`${maxWaiting} tasks are waiting for the ${work} threads`));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#next();
    });
  }

  /** Ends the threads; running and waiting tasks are rejected. */
  async close(): Promise<void> {
    this.#closing = true;
    const stopped = new Error(`the ${this.#options.work} threads were stopped`);
    for (const { reject } of this.#waiting.splice(0)) reject(stopped);
    await Promise.all([...this.#threads].map((thread) => this.#end(thread, stopped)));
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const free = [...this.#threads].find(({ task }) => task === undefined);
      if (!free && this.#threads.size >= this.#options.maxThreads) return;
      const task = this.#waiting.shift();
      if (!task) return;
      try {
        this.#give(free ?? this.#start(), task);
      } catch (error) {
        task.reject(new ThreadFailure('THREAD_NOT_LOADED', this.#options.work, error));
      }
    }
  }

  #start(): Thread<Request, Answer> {
    const { module, maxHeapMebibytes: maxOldGenerationSizeMb, isMute = false } = this.#options;
    const shared = new SharedArrayBuffer(1);
    const worker = new Worker(module, {
      workerData: shared,
      resourceLimits: { maxOldGenerationSizeMb },
      stdout: isMute,
      stderr: isMute,
    });
    if (isMute) for (const stream of [worker.stdout, worker.stderr]) stream.resume();
    const loaded = new Uint8Array(shared);
    const thread: Thread<Request, Answer> = { worker, loaded, task: undefined, idle: undefined };
    worker.on('message', (answer: Answer) => {
      this.#answered(thread, answer);
    });
    worker.on('messageerror', (error) => void this.#end(thread, error));
    worker.on('error', (error) => void this.#end(thread, error));
    worker.on('exit', (code) => void this.#end(thread, new Error(`it ended with exit code ${code}`)));
    this.#threads.add(thread);
    return thread;
  }

  #give(thread: Thread<Request, Answer>, task: Task<Request, Answer>): void {
    clearTimeout(thread.idle);
    thread.task = task;
    thread.worker.ref();
    try {
      thread.worker.postMessage(task.request);
    } catch (error) {
      // The request cannot be copied: a defect of the request, not of the thread.
      thread.task = undefined;
      thread.worker.unref();
      task.reject(error);
    }
  }

  #answered(thread: Thread<Request, Answer>, answer: Answer): void {
    const { task } = thread;
    const unsound = this.#options.unsound?.(answer);
    if (unsound !== undefined) {
      thread.loaded[0] = 0;
      void this.#end(thread, unsound);
      return;
    }
    thread.task = undefined;
    thread.worker.unref();
    thread.idle = setTimeout(() => {
      if (this.#threads.size <= (this.#options.minThreads ?? 0)) return;
      this.#threads.delete(thread);
      void thread.worker.terminate().catch(() => undefined);
    }, this.#options.idleMilliseconds).unref();
    task?.resolve(answer);
    this.#next();
  }

  /** The thread has ended, or is to be ended: its task gets the reason. Never rejects. */
  async #end(thread: Thread<Request, Answer>, reason: unknown): Promise<void> {
    if (!this.#threads.delete(thread)) return;
    clearTimeout(thread.idle);
    const code = thread.loaded[0] === 1 ? 'THREAD_LOST' : 'THREAD_NOT_LOADED';
    if (!this.#closing) {
      const busy = thread.task !== undefined;
      const error = messageOf(reason);
      this.#options.log.warn(`${this.#options.work}.thread-ended`, {
        code,
        busy,
        error,
        systemCode: systemCodeOf(reason),
      });
    }
    thread.task?.reject(new ThreadFailure(code, this.#options.work, reason));
    await thread.worker.terminate().catch(() => undefined);
    this.#next();
  }
}
