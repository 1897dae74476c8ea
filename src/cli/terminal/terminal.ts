// Where commands write: results to standard output, everything else to standard error. Tests pass a terminal that records
// what is written.

import { messageOf, systemCodeOf } from '../../shared/errors/errors.ts';
import { visible, visibleLines } from '../../shared/log/visible-text.ts';
import type { Look } from './style.ts';

export interface Terminal {
  /** Writes a result: one or more lines. */
  readonly print: (text: string) => void;
  /** Writes everything that is not a result: notes, warnings, errors. */
  readonly note: (text: string) => void;
  /** Replaces the progress line; undefined where output is not a terminal. */
  readonly progress?: (line: string) => void;
  /** Current width and colors; undefined where output is not a terminal. */
  readonly look?: () => Look;
  /** Aborted when the reader of the output is gone: endless commands then end. */
  readonly gone?: AbortSignal;
  /** Replaces the whole screen; undefined where output is not a terminal. */
  readonly redraw?: (text: string) => void;
}

/** Width that tables must fit into: that of the terminal; in a file or a pipe each row stays on one line. */
export function tableColumns({ look, redraw }: Terminal): number {
  return redraw === undefined ? Infinity : (look?.().columns ?? Infinity);
}

/** Text from outside on one line, without control characters: escape sequences, bells, line ends. */
export function plain(text: string): string {
  return visible(text.replace(/[\t\r\n]+/g, ' '));
}

const eraseLine = '\r\u001b[2K';
/** Moves to the top left and clears the rest of the screen. */
const home = '\u001b[H\u001b[2J';

function widthOf(stream: NodeJS.WriteStream): number {
  const columns = stream.isTTY ? stream.columns : Number(process.env.COLUMNS);
  return columns >= 40 ? columns : 80;
}

/** Follows NO_COLOR, FORCE_COLOR and the capabilities of the terminal. */
function wantsColor(stream: NodeJS.WriteStream): boolean {
  const forced = process.env.FORCE_COLOR;
  if (!stream.isTTY) return forced !== undefined && forced !== '0' && forced !== 'false';
  return stream.hasColors();
}

/** The terminal of this process. Progress is shown only on a terminal, and erased before anything else is written. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  // A closed pipe (`… | head`) is not an error; results that cannot be written, for example to a full disk, are.
  const gone = new AbortController();
  stdout.on('error', (error) => {
    if (systemCodeOf(error) !== 'EPIPE' && !gone.signal.aborted) {
      process.exitCode = 1;
      stderr.write(`hardcopy: the output cannot be written: ${messageOf(error)}\n`);
    }
    gone.abort();
  });
  // The error cannot be reported anywhere; the command continues.
  stderr.on('error', () => undefined);
  let showing = false;
  const clear = () => {
    if (showing) stderr.write(eraseLine);
    showing = false;
  };
  const say = (stream: NodeJS.WriteStream) => (text: string) => {
    clear();
    stream.write(visibleLines(text.endsWith('\n') ? text : `${text}\n`));
  };
  return {
    print: say(stdout),
    note: say(stderr),
    gone: gone.signal,
    look: () => ({ columns: widthOf(stdout), color: wantsColor(stdout) }),
    ...(stdout.isTTY && { redraw: (text: string) => stdout.write(`${home}${visibleLines(text)}\n`) }),
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
