// Rendering outside the event loop: a few worker threads that start when there is work, end (all but one) when there is none,
// and process documents and page pictures in the order of the requests. Start at `createRenderPool`.
import { JobFailure, messageOf } from '../shared/errors/errors.ts';
import { silentLog, type Log } from '../shared/log/log.ts';
import type { VariantTask } from './formats/document-variant.ts';
import type { PageTask } from './formats/page-picture.ts';
import type { DocumentTask, WrittenDocument } from './formats/pdf.ts';
import { renderThreads } from '../shared/threads/thread-counts.ts';
import { WorkerThreads } from '../shared/threads/worker-threads.ts';
import { renderPrinterOf, type RenderPrinter } from './medium.ts';
import type { RenderAnswer, RenderRequest } from './worker.ts';

export interface RenderPool {
  /**
   * Writes the document of a job to `task.output`, synced and closed. On failure there is no such file.
   * @throws JobFailure `pixels-missing` when a blob is gone or too short, else `render-failed`; its cause has the system's
   * code (`systemCodeOf`), or that of a ThreadFailure when the thread ended.
   */
  renderDocument(task: DocumentTask): Promise<WrittenDocument>;
  /** The same for a document for a device; throws like `renderDocument`. */
  renderVariant(task: VariantTask): Promise<WrittenDocument>;
  /** The PNG of one film. Throws like `renderDocument`; also when too many pages are already waiting. */
  renderPage(task: PageTask): Promise<Uint8Array>;
  /** Accepts no more work, finishes what was requested, ends the threads. */
  close(): Promise<void>;
}

export interface RenderPoolOptions {
  /** Default: one per processor, at most 4. */
  readonly threads?: number;
  /** Threads without work for this long end, all but one; default: 30 s. */
  readonly idleMilliseconds?: number;
  /** Called for threads that ended by themselves. */
  readonly log?: Log;
}

/** The scheduler requests at most as many documents as all destinations accept at once; this is a second limit behind it. */
const maxQueueLength = 10_000;
/** Pixels do not count towards it: drawing any of the films in the tests takes a tenth of it. */
const maxHeapMebibytes = 1024;
/** Page pictures are requested by browsers: when this many are waiting, a further request fails immediately. */
const maxWaitingPages = 64;

/** The task with a printer that can be copied to a thread. */
function forThread<T extends { readonly printer: RenderPrinter }>(task: T): T {
  return { ...task, printer: renderPrinterOf(task.printer) };
}

/** The error of a thread, with the system's code as its cause (`systemCodeOf`). */
function failureOf({ code, message, systemCode }: Extract<RenderAnswer, { kind: 'failure' }>): JobFailure {
  if (systemCode === undefined) return new JobFailure(code, message);
  return new JobFailure(code, message, { cause: Object.assign(new Error(message), { code: systemCode }) });
}

/** Codes of missing modules and native code: files were replaced or moved while the server runs. */
const notLoaded: ReadonlySet<string> = new Set([
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  'ERR_DLOPEN_FAILED',
]);

/** A thread that loads parts only when it needs them may find them gone: it is then unusable. */
function unsound(answer: RenderAnswer): unknown {
  const broken = answer.kind === 'failure' && notLoaded.has(answer.systemCode ?? '');
  return broken ? failureOf(answer) : undefined;
}

/** Does not start a thread yet. */
export function createRenderPool(options: RenderPoolOptions = {}): RenderPool {
  const threads = new WorkerThreads<RenderRequest, RenderAnswer>({
    work: 'render',
    module: new URL('./worker.ts', import.meta.url),
    maxThreads: options.threads ?? renderThreads(),
    idleMilliseconds: options.idleMilliseconds ?? 30_000,
    // One stays loaded: the first film after a pause would wait 150 to 450 ms for a new one.
    minThreads: 1,
    maxHeapMebibytes,
    maxWaiting: maxQueueLength,
    unsound,
    log: options.log ?? silentLog,
  });
  let waitingPages = 0;
  let closed = false;
  const working = new Set<Promise<RenderAnswer>>();

  const run = async (request: RenderRequest): Promise<Exclude<RenderAnswer, { kind: 'failure' }>> => {
    if (closed) throw new JobFailure('render-failed', 'Rendering was stopped.');
    const promise = threads.run(request);
    working.add(promise);
    let answer: RenderAnswer;
    try {
      answer = await promise;
    } catch (error) {
      // The thread itself ended, or the queue is full.
      throw new JobFailure('render-failed', messageOf(error), { cause: error });
    } finally {
      working.delete(promise);
    }
    if (answer.kind === 'failure') throw failureOf(answer);
    return answer;
  };

  const documentOf = async (request: RenderRequest): Promise<WrittenDocument> => {
    const answer = await run(request);
    if (answer.kind !== 'document') throw new TypeError('A document was requested.');
    return answer.document;
  };

  return {
    renderDocument: (task) => documentOf({ kind: 'document', task: forThread(task) }),
    renderVariant: (task) => documentOf({ kind: 'variant', task: forThread(task) }),
    renderPage: async (task) => {
      if (waitingPages >= maxWaitingPages) {
        throw new JobFailure(
          'render-failed',
          `${waitingPages} pages are waiting to be rendered; try again later.`,
        );
      }
      waitingPages += 1;
      try {
        const answer = await run({ kind: 'page', task: forThread(task) });
        if (answer.kind !== 'page') throw new TypeError('A page was asked for.');
        return answer.png;
      } finally {
        waitingPages -= 1;
      }
    },
    close: async () => {
      closed = true;
      await Promise.allSettled(working);
      await threads.close();
    },
  };
}
