// Compares texts line by line, and merges two users' changes of the same text if they do not overlap. Pure.

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Maximum number of lines that are compared with each other; longer parts count as replaced. */
const maxCompared = 2_000;

const linesOf = (text: string) => text.split('\n');

/** The lines to remove and to add that turn `before` into `after`. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end += 1;
  const same = (lines: readonly string[]) => lines.map((text) => ({ kind: 'same', text }) as const);
  return [
    ...same(a.slice(0, start)),
    ...middleDiff(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...same(a.slice(a.length - end)),
  ];
}

/** By the longest common subsequence. */
function middleDiff(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const replaced = [
    ...a.map((text) => ({ kind: 'removed', text }) as const),
    ...b.map((text) => ({ kind: 'added', text }) as const),
  ];
  if (a.length === 0 || b.length === 0 || a.length > maxCompared || b.length > maxCompared) return replaced;
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) {
      lines.push({ kind: 'removed', text: a[i] ?? '' });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: b[j] ?? '' });
      j += 1;
    }
  }
  return [
    ...lines,
    ...a.slice(i).map((text) => ({ kind: 'removed', text }) as const),
    ...b.slice(j).map((text) => ({ kind: 'added', text }) as const),
  ];
}

/** Changed lines with some of the lines around them; undefined: lines that are left out. */
export function shortDiff(lines: readonly DiffLine[], around = 2): readonly (DiffLine | undefined)[] {
  const isNear = lines.map((_, at) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== 'same'),
  );
  const short: (DiffLine | undefined)[] = [];
  for (const [at, line] of lines.entries()) {
    if (isNear[at]) short.push(line);
    else if (isNear[at - 1] === true || (at === 0 && lines.length > 0)) short.push(undefined);
  }
  return short.some((line) => line !== undefined) ? short : [];
}

interface Change {
  /** Lines of the base that are replaced: from, to (not included). */
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

function changesOf(base: string, text: string): readonly Change[] {
  const changes: Change[] = [];
  let at = 0;
  let open: { from: number; to: number; lines: string[] } | undefined;
  for (const { kind, text: line } of lineDiff(base, text)) {
    if (kind === 'same') {
      if (open) changes.push(open);
      open = undefined;
      at += 1;
      continue;
    }
    open ??= { from: at, to: at, lines: [] };
    if (kind === 'added') open.lines.push(line);
    else {
      at += 1;
      open.to = at;
    }
  }
  if (open) changes.push(open);
  return changes;
}

/** The text with both changes; undefined if they touch the same or adjoining lines. */
export function merged(base: string, mine: string, theirs: string): string | undefined {
  const [own, others] = [changesOf(base, mine), changesOf(base, theirs)];
  const touches = own.some((one) =>
    others.some((other) => one.from <= other.to && other.from <= one.to && !isSame(one, other)),
  );
  if (touches) return undefined;
  const all = [...own, ...others.filter((other) => !own.some((one) => isSame(one, other)))];
  const lines = linesOf(base);
  for (const { from, to, lines: by } of all.toSorted((a, b) => b.from - a.from))
    lines.splice(from, to - from, ...by);
  return lines.join('\n');
}

const isSame = (one: Change, other: Change) =>
  one.from === other.from && one.to === other.to && one.lines.join('\n') === other.lines.join('\n');
