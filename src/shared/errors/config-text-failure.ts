// The failure of an invalid configuration: every problem at once.

/** An invalid text of a configuration. Thrown while it is resolved; `loadConfig` and `checkConfig` catch it. */
export class ConfigTextFailure extends Error {
  /** One sentence each, which begins with the key's path. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    // A single problem is written on the same line, several on separate lines.
    super(problems.length === 1 ? problems.join('') : problems.map((problem) => `\n  ${problem}`).join(''));
    this.name = 'ConfigTextFailure';
    this.problems = problems;
  }
}
