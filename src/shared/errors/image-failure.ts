// Why an image file cannot be printed: for people one sentence that names the file, for programs a kind.
import { SetupFailure } from './errors.ts';

/**
 * - `not-an-image`: the file is sound, or unknown, and holds nothing to print;
 * - `unusable`: it is broken, cannot be read, or holds pixels that cannot be decoded;
 * - `thread-lost`: the thread that read it ended, of which the file may be the reason, or no thread can be started.
 */
export type ImageProblem = 'not-an-image' | 'unusable' | 'thread-lost';

export class ImageFailure extends SetupFailure {
  readonly problem: ImageProblem;

  constructor(problem: ImageProblem, message: string, options?: ErrorOptions) {
    super('usage', message, options);
    this.problem = problem;
  }
}
