// Passed to every command: the terminal to write to, and the function that `serve` runs.
import type { ConfigOptions } from '../config/config.ts';
import type { Terminal } from './terminal/terminal.ts';

export interface CliContext {
  readonly terminal: Terminal;
  /** Runs a server until it gets a terminating signal. */
  readonly serve: (options: ConfigOptions) => Promise<void>;
}

/** A result for scripts. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.print(JSON.stringify(value, null, 2));
}
