// Where commands write: results on standard output, everything else on standard error. Tests hand in one that keeps
// what was written.

import { messageOf, systemCodeOf } from '../../shared/errors/errors.ts';
import { visible, visibleLines } from '../../shared/log/visible-text.ts';
import type { Look } from './style.ts';

export interface Terminal {
  /** Writes a result, one or more lines. */
  readonly print: (text: string) => void;
  /** Writes everything that is not a result: notes, warnings, errors. */
  readonly note: (text: string) => void;
  /** Replaces the one progress line; undefined where output is not a terminal. */
  readonly progress?: (line: string) => void;
  /** Width and colours of the present output; undefined where it is not a terminal. */
  readonly look?: () => Look;
  /** Aborted when the reader of the results has gone: endless commands then end. */
  readonly gone?: AbortSignal;
  /** Replaces the whole screen; undefined where output is not a terminal. */
  readonly redraw?: (text: string) => void;
}

/** Text of others on one line, without what a terminal would obey: escape sequences, bells, line ends. */
export function plain(text: string): string {
  return visible(text.replace(/[\t\r\n]+/g, ' '));
}

const eraseLine = '\r\u001b[2K';
/** To the top left, and nothing left of what was below. */
const home = '\u001b[H\u001b[2J';

function widthOf(stream: NodeJS.WriteStream): number {
  const columns = stream.isTTY ? stream.columns : Number(process.env.COLUMNS);
  return columns >= 40 ? columns : 80;
}

/** NO_COLOR, FORCE_COLOR and what the terminal can. */
function wantsColour(stream: NodeJS.WriteStream): boolean {
  const forced = process.env.FORCE_COLOR;
  if (!stream.isTTY) return forced !== undefined && forced !== '0' && forced !== 'false';
  return stream.hasColors();
}

/** The terminal of this process. Progress is shown where a person sees it, and erased before anything else is said. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  // A reader that has closed the pipe (`… | head`) is not an error; results that a full disk does not accept are one.
  const gone = new AbortController();
  stdout.on('error', (error) => {
    if (systemCodeOf(error) !== 'EPIPE' && !gone.signal.aborted) {
      process.exitCode = 1;
      stderr.write(`hardcopy: the output cannot be written: ${messageOf(error)}\n`);
    }
    gone.abort();
  });
  // There is no place left to say it; what a command does goes on.
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
    look: () => ({ columns: widthOf(stdout), colour: wantsColour(stdout) }),
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
