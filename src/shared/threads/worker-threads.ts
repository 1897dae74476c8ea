// Worker threads that can end at any time, for lack of memory or descriptors, or because program files were replaced. Only the
// task of that thread fails, with a ThreadFailure; the next task gets another thread, and the process continues. Threads start
// when there is work and end when there is none. Start at `WorkerThreads`; the module of a thread is the other side.
import { Worker, workerData } from 'node:worker_threads';
import { ThreadFailure } from '../errors/thread-failures.ts';
import { messageOf, systemCodeOf } from '../errors/errors.ts';
import type { Log } from '../log/log.ts';
import { giveWay } from './give-way.ts';

/**
 * Called by the thread when it is loaded: from now on it computes, at a lower priority than the threads that answer clients.
 * It uses shared memory, because a message can arrive after the thread's exit event.
 */
export function reportLoaded(): void {
  giveWay();
  if (workerData instanceof SharedArrayBuffer) new Uint8Array(workerData)[0] = 1;
}

export interface WorkerThreadsOptions<Answer> {
  /** Purpose of the threads in one word, for messages and the log event `<work>.thread-ended`. */
  readonly work: string;
  /** The module that a thread runs; it calls `reportLoaded`, then sends an answer for each request. */
  readonly module: URL;
  readonly maxThreads: number;
  readonly idleMilliseconds: number;
  /** Number of threads that stay when there is no work; default: 0. */
  readonly minThreads?: number;
  /** Maximum heap per thread in MiB, for objects without pixels: a thread that needs more ends before memory runs out. */
  readonly maxHeapMebibytes: number;
  /** Maximum number of tasks that wait for a thread. */
  readonly maxWaiting: number;
  /** Whether an answer shows that the thread is unusable; it is then ended like a thread that did not load. */
  readonly unusable?: (answer: Answer) => unknown;
  /** Whether the thread's standard output and error are dropped, because some libraries print the errors that they throw. */
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
  /** Tasks that start only when no other task waits. */
  readonly #waitingLow: Task<Request, Answer>[] = [];
  #closing = false;

  constructor(options: WorkerThreadsOptions<Answer>) {
    this.#options = options;
  }

  /** Whether no task runs or waits. */
  get isIdle(): boolean {
    return this.#waiting.length === 0 && [...this.#threads].every(({ task }) => task === undefined);
  }

  /**
   * The answer to a request, in the order of the requests. Rejects with ThreadFailure, or immediately when too many wait.
   * @param priority `low`: it starts only when no other request waits
   */
  run(request: Request, priority: 'normal' | 'low' = 'normal'): Promise<Answer> {
    const { maxWaiting, work } = this.#options;
    const waiting = priority === 'low' ? this.#waitingLow : this.#waiting;
    if (waiting.length >= maxWaiting)
      return Promise.reject(new Error(`${maxWaiting} tasks are waiting for the ${work} threads`));
    return new Promise((resolve, reject) => {
      waiting.push({ request, resolve, reject });
      this.#next();
    });
  }

  /** Ends the threads; running and waiting tasks are rejected. */
  async close(): Promise<void> {
    this.#closing = true;
    const stopped = new Error(`the ${this.#options.work} threads were stopped`);
    for (const { reject } of [...this.#waiting.splice(0), ...this.#waitingLow.splice(0)]) reject(stopped);
    await Promise.all([...this.#threads].map((thread) => this.#end(thread, stopped)));
  }

  #next(): void {
    while (this.#waiting.length + this.#waitingLow.length > 0) {
      const free = [...this.#threads].find(({ task }) => task === undefined);
      if (!free && this.#threads.size >= this.#options.maxThreads) return;
      const task = this.#waiting.shift() ?? this.#waitingLow.shift();
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
    const unusable = this.#options.unusable?.(answer);
    if (unusable !== undefined) {
      thread.loaded[0] = 0;
      void this.#end(thread, unusable);
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

  /** Ends a thread, or handles its end; its task is rejected with the reason. Never rejects. */
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
