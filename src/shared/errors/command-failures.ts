// The end of a command that could not do all of its work and has already reported why. Other failures of commands are a
// SetupFailure (errors.ts).

/** Ends a command that has reported everything: cli/program.ts returns the exit code and writes nothing more. */
export class CommandFailure extends Error {
  /** Not 0. */
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`exit code ${exitCode}`);
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
  }
}
