// How a command ends that could not do all of its work, other than by a SetupFailure of its own (errors.ts).

/** Ends a command that has said everything: cli/program.ts returns its exit code and writes nothing more. */
export class CommandFailure extends Error {
  /** Not 0. */
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`exit code ${exitCode}`);
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
  }
}
