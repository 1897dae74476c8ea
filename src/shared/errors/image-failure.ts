// Why an image file cannot be printed: for people one sentence that names the file, for programs a kind.
import { SetupFailure } from './errors.ts';

/**
 * - `not-an-image`: the file is sound, or unknown, and holds nothing to print;
 * - `unusable`: it is broken, cannot be read, or holds pixels that cannot be decoded;
 * - `thread-lost`: the thread that read it ended, of which the file may be the reason, or no thread can be started.
 */
export type ImageProblem = 'not-an-image' | 'unusable' | 'thread-lost';

/**
 * Thrown by the readers of images/ for one file or frame. `hardcopy print` names it and leaves it out, or ends with exit code 1.
 */
export class ImageFailure extends SetupFailure {
  readonly problem: ImageProblem;

  constructor(problem: ImageProblem, message: string, options?: ErrorOptions) {
    super('usage', message, options);
    this.problem = problem;
  }
}

/**
 * A file is intact, as far as can be seen, but not an image: nothing that a person misses when a folder is printed. Thrown
 * by the readers of formats (images/file/), made an ImageFailure `not-an-image` with the file's name by images/image-file.ts.
 */
export class NonImageRefusal extends RangeError {}
