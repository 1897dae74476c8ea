// What every command is handed: where it writes, and the server that `serve` runs.
import type { ConfigOptions } from '../config/config.ts';
import type { Terminal } from './terminal/terminal.ts';

export interface CliContext {
  readonly terminal: Terminal;
  /** Runs a server until it is told to end. */
  readonly serve: (options: ConfigOptions) => Promise<void>;
}

/** Ends a command that has said everything, with another exit code than 0. */
export class CommandEnding extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`exit code ${exitCode}`);
    this.name = 'CommandEnding';
    this.exitCode = exitCode;
  }
}

/** A result for scripts. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.print(JSON.stringify(value, null, 2));
}
