// Rendering outside the event loop: a few worker threads that start when there is work, end (all but one) when there is none,
// and process documents and page pictures in the order of the requests. Start at `createRenderPool`.
import { rm } from 'node:fs/promises';
import { JobFailure, messageOf } from '../shared/errors/errors.ts';
import { silentLog, type Log } from '../shared/log/log.ts';
import type { VariantTask } from './formats/document-variant.ts';
import type { PageImages } from './formats/page-images.ts';
import type { PageLevels, PageLevelsTask, PageSizeTask } from './pictures/page-levels.ts';
import type { PageSize } from './pictures/level-sizes.ts';
import type { PageTask } from './formats/page-picture.ts';
import type { DocumentTask, WrittenDocument } from './formats/pdf.ts';
import { renderThreads } from '../shared/threads/thread-counts.ts';
import { WorkerThreads } from '../shared/threads/worker-threads.ts';
import { renderPrinterOf, type RenderPrinter } from './medium.ts';
import type { RenderAnswer, RenderRequest } from './worker.ts';

export interface RenderPool {
  /**
   * Writes the document of a job to `task.output`, synced and closed. On failure the file is removed. The pages of a
   * document of several pages are rendered on all threads; until it is written their images are files named
   * `task.output` with `.NUMBER.part`.
   * @param onPage called with the number of rendered pages after each page of a document of several
   * @throws JobFailure `pixels-missing` when a blob is gone or too short, else `render-failed`; its cause has the system's
   * code (`systemCodeOf`), or that of a ThreadFailure when the thread ended.
   */
  renderDocument(task: DocumentTask, onPage?: (rendered: number) => void): Promise<WrittenDocument>;
  /** The same for a document for a device; throws like `renderDocument`. */
  renderVariant(task: VariantTask): Promise<WrittenDocument>;
  /** The PNG of one film. Throws like `renderDocument`; also when too many pages are already waiting. */
  renderPage(task: PageTask): Promise<Uint8Array>;
  /** The size of a page at the printer's resolution. Throws like `renderDocument`. */
  pageSize(task: PageSizeTask): Promise<PageSize>;
  /**
   * Renders one film and writes it in several sizes to files (page-levels.ts). Starts only when no document waits. Throws like
   * `renderPage`.
   */
  writePageLevels(task: PageLevelsTask): Promise<PageLevels>;
  /** Whether nothing is rendered and nothing waits. */
  readonly isIdle: boolean;
  /** Accepts no more tasks, finishes the accepted ones, and ends the threads. */
  close(): Promise<void>;
}

export interface RenderPoolOptions {
  /** Default: one per processor, at most 4. */
  readonly threads?: number;
  /** Threads without work for this long end, all but one; default: 30 s. */
  readonly idleMilliseconds?: number;
  /** Called for threads that ended unexpectedly. */
  readonly log?: Log;
}

/** The scheduler requests at most as many documents as all destinations accept at once; this is a second limit. */
const maxQueueLength = 10_000;
/** Heap limit without pixels: rendering any of the films in the tests uses a tenth of it. */
const maxHeapMebibytes = 1024;
/** Page pictures are requested by browsers: when this many are waiting, a further request fails immediately. */
const maxWaitingPages = 64;

/** The task with a printer that can be copied to a thread. */
function forThread<T extends { readonly printer: RenderPrinter }>(task: T): T {
  return { ...task, printer: renderPrinterOf(task.printer) };
}

/**
 * Suffix of files with the images of a page; at the next start, files left by a crash are recognized by it and
 * removed.
 */
const pageFile = (output: string, index: number) => `${output}.${index + 1}.part`;

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

/** A thread loads some modules on demand; if their files are gone, the thread is unusable. */
function unusable(answer: RenderAnswer): unknown {
  const broken = answer.kind === 'failure' && notLoaded.has(answer.systemCode ?? '');
  return broken ? failureOf(answer) : undefined;
}

/** Does not start a thread yet. */
export function createRenderPool(options: RenderPoolOptions = {}): RenderPool {
  const maxThreads = options.threads ?? renderThreads();
  const threads = new WorkerThreads<RenderRequest, RenderAnswer>({
    work: 'render',
    module: new URL('./worker.ts', import.meta.url),
    maxThreads,
    idleMilliseconds: options.idleMilliseconds ?? 30_000,
    // One thread is kept: otherwise the first film after a pause would wait 150 to 450 ms for a new one.
    minThreads: 1,
    maxHeapMebibytes,
    maxWaiting: maxQueueLength,
    unusable,
    log: options.log ?? silentLog,
  });
  let waitingPages = 0;
  let closed = false;
  const working = new Set<Promise<unknown>>();

  /** Tasks in progress are finished before the threads end. */
  const untilClosed = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new JobFailure('render-failed', 'Rendering was stopped.');
    const promise = work();
    working.add(promise);
    try {
      return await promise;
    } finally {
      working.delete(promise);
    }
  };

  const run = async (
    request: RenderRequest,
    priority: 'normal' | 'low' = 'normal',
  ): Promise<Exclude<RenderAnswer, { kind: 'failure' }>> => {
    let answer: RenderAnswer;
    try {
      answer = await threads.run(request, priority);
    } catch (error) {
      // The thread itself ended, or the queue is full.
      throw new JobFailure('render-failed', messageOf(error), { cause: error });
    }
    if (answer.kind === 'failure') throw failureOf(answer);
    return answer;
  };

  const documentOf = async (request: RenderRequest): Promise<WrittenDocument> => {
    const answer = await run(request);
    if (answer.kind !== 'document') throw new TypeError('A document was requested.');
    return answer.document;
  };

  /** The images of a page, compressed into a file beside the document. */
  const pageImages = async ({ films, printer, blobPaths, output }: DocumentTask, index: number) => {
    const film = films[index];
    if (film === undefined) throw new RangeError(`There is no film ${index + 1}.`);
    const task = { film, printer, blobPaths, output: pageFile(output, index) };
    const answer = await run({ kind: 'page-images', task: forThread(task) });
    if (answer.kind !== 'page-images') throw new TypeError('Images of a page were requested.');
    return answer.images;
  };

  /** At most one page per thread at once, so that other documents are processed in between. */
  const longDocument = async (
    task: DocumentTask,
    onPage?: (rendered: number) => void,
  ): Promise<WrittenDocument> => {
    const made: PageImages[] = [];
    let next = 0;
    let rendered = 0;
    const makePages = async () => {
      while (next < task.films.length) {
        const index = next;
        next += 1;
        made[index] = await pageImages(task, index);
        rendered += 1;
        onPage?.(rendered);
      }
    };
    const makers = Array.from({ length: maxThreads }, makePages);
    try {
      await Promise.all(makers);
      return await documentOf({ kind: 'document', task: { ...forThread(task), pageImages: made } });
    } finally {
      next = task.films.length;
      // After a failure, other threads may still be writing.
      await Promise.allSettled(makers);
      for (const index of task.films.keys()) await rm(pageFile(task.output, index), { force: true });
    }
  };

  /** Runs a request of a browser. */
  const pageOf = async (request: RenderRequest, priority: 'normal' | 'low' = 'normal') => {
    if (waitingPages >= maxWaitingPages)
      throw new JobFailure(
        'render-failed',
        `${waitingPages} pages are waiting to be rendered; try again later.`,
      );
    waitingPages += 1;
    try {
      return await untilClosed(() => run(request, priority));
    } finally {
      waitingPages -= 1;
    }
  };

  return {
    renderDocument: (task, onPage) =>
      untilClosed(() =>
        task.films.length > 1 && maxThreads > 1
          ? longDocument(task, onPage)
          : documentOf({ kind: 'document', task: forThread(task) }),
      ),
    renderVariant: (task) => untilClosed(() => documentOf({ kind: 'variant', task: forThread(task) })),
    renderPage: async (task) => {
      const answer = await pageOf({ kind: 'page', task: forThread(task) });
      if (answer.kind !== 'page') throw new TypeError('A page was requested.');
      return answer.png;
    },
    pageSize: async (task) => {
      const answer = await pageOf({ kind: 'page-size', task: forThread(task) });
      if (answer.kind !== 'page-size') throw new TypeError('The size of a page was requested.');
      return answer.size;
    },
    writePageLevels: async (task) => {
      const answer = await pageOf({ kind: 'page-levels', task: forThread(task) }, 'low');
      if (answer.kind !== 'page-levels') throw new TypeError('Levels of a page were requested.');
      return answer.levels;
    },
    get isIdle() {
      return threads.isIdle;
    },
    close: async () => {
      closed = true;
      await Promise.allSettled(working);
      await threads.close();
    },
  };
}
