// The look of text on a terminal: colors where supported, lines that fit. No information is in colors alone.

export const colors = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const satisfies Record<string, readonly [on: number, off: number]>;
export type Color = keyof typeof colors;

export interface Look {
  readonly columns: number;
  readonly color: boolean;
}

/** For output that is not a terminal: a file, a pipe, a test. */
export const plainLook: Look = { columns: 80, color: false };

/** `text` has no line ends and no characters of width 0 or 2. */
export function paint(look: Look, color: Color | undefined, text: string): string {
  if (!look.color || color === undefined || text === '') return text;
  const [on, off] = colors[color];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/** At most `width` characters; a cut is marked. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** Lines of at most `width` characters, broken at spaces; a longer word gets its own line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** The color of a job's state. */
export function stateColor(state: string): Color | undefined {
  if (state === 'DONE') return 'green';
  if (state === 'FAILURE' || state === 'UNKNOWN') return 'red';
  return state === 'PRINTING' ? 'cyan' : undefined;
}
