// Where commands write: results on standard output, everything else on standard error. Tests hand in one that keeps
// what was written.

import { systemCodeOf } from '../errors.ts';

export interface Terminal {
  /** Writes a result, one or more lines. */
  readonly print: (text: string) => void;
  /** Writes what is no result: notes, warnings, errors. */
  readonly note: (text: string) => void;
  /** Replaces the one progress line; undefined where nobody watches. */
  readonly progress?: (line: string) => void;
}

/** Text of others without what a terminal would obey: escape sequences, bells, line ends. */
export function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

const eraseLine = '\r\u001b[2K';

/** The terminal of this process. Progress is shown where a person sees it, and erased before anything else is said. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  // A reader that has seen enough (`… | head`) is no error.
  stdout.on('error', (error) => {
    if (systemCodeOf(error) !== 'EPIPE') throw error;
  });
  let showing = false;
  const clear = () => {
    if (showing) stderr.write(eraseLine);
    showing = false;
  };
  const say = (stream: NodeJS.WriteStream) => (text: string) => {
    clear();
    stream.write(text.endsWith('\n') ? text : `${text}\n`);
  };
  return {
    print: say(stdout),
    note: say(stderr),
    ...(stderr.isTTY
      ? {
          progress: (line: string) => {
            const width = (stderr.columns || 80) - 1;
            stderr.write(eraseLine + plain(line).slice(0, width));
            showing = line !== '';
          },
        }
      : {}),
  };
}
