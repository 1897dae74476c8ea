// Runs a command in this process and captures its output.
import { runCommandLine } from '../../src/cli/program.ts';
import type { ConfigOptions } from '../../src/config/config.ts';

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Progress lines, if `interactive` is set. */
  readonly progress: readonly string[];
}

export interface RunOptions {
  /** What `serve` does. */
  readonly serve?: (options: ConfigOptions) => Promise<void>;
  readonly interactive?: boolean;
}

const withEnd = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const progress: string[] = [];
  const exitCode = await runCommandLine(args, {
    terminal: {
      print: (text) => {
        stdout += withEnd(text);
      },
      note: (text) => {
        stderr += withEnd(text);
      },
      ...(options.interactive && { progress: (line: string) => progress.push(line) }),
    },
    serve: options.serve ?? (() => Promise.reject(new Error('no server in this test'))),
  });
  return { exitCode, stdout, stderr, progress };
}
