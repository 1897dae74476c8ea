// Why an image file cannot be printed: one sentence that names the file, and a kind for programs.
import { SetupFailure } from './errors.ts';

/**
 * - `not-an-image`: the file is valid, or of an unknown format, and has nothing to print;
 * - `unusable`: it is broken, cannot be read, or holds pixels that cannot be decoded;
 * - `thread-lost`: the thread that read the file ended, possibly because of the file, or no thread can be started.
 */
export type ImageProblem = 'not-an-image' | 'unusable' | 'thread-lost';

/**
 * Thrown by the readers of images/ for one file or frame. `hardcopy print` names it and leaves it out, or ends with exit code 1.
 */
export class ImageFailure extends SetupFailure {
  readonly problem: ImageProblem;
  /** What is wrong, without the name of the file; for files that users know by another name. */
  readonly reason: string;

  constructor(
    problem: ImageProblem,
    message: string,
    { reason = message, ...options }: ErrorOptions & { readonly reason?: string } = {},
  ) {
    super('usage', message, options);
    this.problem = problem;
    this.reason = reason;
  }
}

/**
 * The file seems intact but is not an image, so it can be skipped when a folder is printed. Thrown by the readers of formats
 * (images/file/); images/image-file.ts makes an ImageFailure `not-an-image` with the file's name of it.
 */
export class NonImageRefusal extends RangeError {}
