// What every command is handed: where it writes, and the server that `serve` runs.
import type { ConfigOptions } from '../config/config.ts';
import type { Terminal } from './terminal/terminal.ts';

export interface CliContext {
  readonly terminal: Terminal;
  /** Runs a server until it is signalled to end. */
  readonly serve: (options: ConfigOptions) => Promise<void>;
}

/** A result for scripts. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.print(JSON.stringify(value, null, 2));
}
