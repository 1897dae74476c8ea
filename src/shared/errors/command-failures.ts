// How a command ends that could not do all of its work, other than by a SetupFailure of its own (errors.ts).
import { SetupFailure } from './errors.ts';

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

/** What a running server says no to. Thrown by the CLI's API client, which itself looks for another way by `apiCode`; else exit code 1. */
export class ApiRefusal extends SetupFailure {
  /** As the API names it: no-such-job … */
  readonly apiCode: string;

  constructor(apiCode: string, sentence: string) {
    super('usage', sentence);
    this.apiCode = apiCode;
  }
}
