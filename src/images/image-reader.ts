// Reads image files on worker threads, so that decoding does not block the event loop; used by `hardcopy print` and
// the server. If a thread ends unexpectedly, only the image it was reading fails. Start at `createImageReader`;
// image-thread.ts runs on the thread and image-file.ts does the reading.
import { availableParallelism } from 'node:os';
import { messageOf } from '../shared/errors/errors.ts';
import { ImageFailure } from '../shared/errors/image-failure.ts';
import { ThreadFailure } from '../shared/errors/thread-failures.ts';
import { silentLog, type Log } from '../shared/log/log.ts';
import { WorkerThreads } from '../shared/threads/worker-threads.ts';
import type { DescribedFile, ImageFile } from './image-file.ts';
import type { PreparedImage, PrepareOptions } from './pixels/prepared-image.ts';

export type ImageRequest =
  | { readonly kind: 'open'; readonly file: string }
  | {
      readonly kind: 'prepare';
      readonly file: string;
      /** Index of the frame, from 0. */
      readonly frame: number;
      readonly options: PrepareOptions;
    }
  | { readonly kind: 'thumbnail'; readonly file: string; readonly frame: number };

export type ImageAnswer =
  | { readonly kind: 'file'; readonly file: DescribedFile }
  | { readonly kind: 'frame'; readonly image: PreparedImage }
  | { readonly kind: 'thumbnail'; readonly png: Uint8Array }
  | {
      readonly kind: 'failure';
      readonly problem: ImageFailure['problem'];
      readonly message: string;
      readonly reason: string;
    };

export interface ImageReader {
  /**
   * Describes a file; the pixels of a frame are read when it is prepared.
   * @throws ImageFailure with the file and what is wrong with it; `prepare` of each frame throws the same.
   */
  readonly open: (file: string) => Promise<ImageFile>;
  /**
   * A frame (from 0) as a PNG of at most 160 pixels per side, with the window of the file.
   * @throws ImageFailure
   */
  readonly thumbnail: (file: string, frame: number) => Promise<Uint8Array>;
  /** Ends the threads; work in progress fails. */
  readonly close: () => Promise<void>;
}

export interface ImageReaderOptions {
  /** Number of threads; default: one per processor, at most 2. Each holds one file and one frame. */
  readonly threads?: number;
  /** Threads that are idle for this long end, which frees their memory; default: 10 s. */
  readonly idleMilliseconds?: number;
  /** Heap limit of a thread in MiB, without pixels; default: 1024. A file of 100,000 attributes uses a tenth of it. */
  readonly maxHeapMebibytes?: number;
  /** The module that a thread runs; default: image-thread.ts. */
  readonly module?: URL;
  /** Logs threads that ended unexpectedly. */
  readonly log?: Log;
}

/** Safety limit; files and frames are requested one at a time. */
const maxWaiting = 1000;

/** Does not start a thread until the first request. */
export function createImageReader(options: ImageReaderOptions = {}): ImageReader {
  const threads = new WorkerThreads<ImageRequest, ImageAnswer>({
    work: 'image',
    module: options.module ?? new URL('./image-thread.ts', import.meta.url),
    maxThreads: options.threads ?? Math.min(2, availableParallelism()),
    idleMilliseconds: options.idleMilliseconds ?? 10_000,
    maxHeapMebibytes: options.maxHeapMebibytes ?? 1024,
    maxWaiting,
    // libjpeg also prints the errors that it throws.
    isMute: true,
    log: options.log ?? silentLog,
  });

  const run = async (request: ImageRequest): Promise<Exclude<ImageAnswer, { kind: 'failure' }>> => {
    let answer: ImageAnswer;
    try {
      answer = await threads.run(request);
    } catch (error) {
      const problem = error instanceof ThreadFailure ? 'thread-lost' : 'unusable';
      throw new ImageFailure(problem, `${request.file} cannot be printed: ${messageOf(error)}`, {
        cause: error,
        reason: messageOf(error),
      });
    }
    if (answer.kind === 'failure')
      throw new ImageFailure(answer.problem, answer.message, { reason: answer.reason });
    return answer;
  };

  const prepare = async (file: string, frame: number, how: PrepareOptions): Promise<PreparedImage> => {
    const answer = await run({ kind: 'prepare', file, frame, options: how });
    if (answer.kind !== 'frame') throw new TypeError('a frame was requested');
    return answer.image;
  };

  return {
    open: async (file) => {
      const answer = await run({ kind: 'open', file });
      if (answer.kind !== 'file') throw new TypeError('a file was requested');
      return {
        ...answer.file,
        frames: answer.file.frames.map((shape, frame) => ({
          ...shape,
          prepare: (how: PrepareOptions) => prepare(file, frame, how),
        })),
      };
    },
    thumbnail: async (file, frame) => {
      const answer = await run({ kind: 'thumbnail', file, frame });
      if (answer.kind !== 'thumbnail') throw new TypeError('a thumbnail was requested');
      return answer.png;
    },
    close: () => threads.close(),
  };
}
