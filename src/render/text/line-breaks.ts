// Decides where a text is divided into two lines, and how much of it is kept when two lines are too short. A job may
// have a thousand texts, which are examined while its client waits, so break positions are estimated from the widths
// of single characters, and only the chosen lines are shaped, which is exact. Start at `linesOf`.
import type { Direction } from './font.ts';
import { clustersOf, shapeLine } from './shaped-line.ts';

/** The available space. */
export interface Room {
  /** Maximum width of a line, for a font of size 1 at its minimum size. */
  readonly longest: number;
  readonly lines: 1 | 2;
}

export interface Lines {
  readonly lines: readonly string[];
  /** Number of characters at the end that are replaced by an ellipsis. */
  readonly dropped: number;
  /** Width of the longest line, for a font of size 1. */
  readonly width: number;
}

/**
 * One line if that is not too long, otherwise two if there is space for them; otherwise as much of the text as fits.
 */
export function linesOf(text: string, direction: Direction, room: Room): Lines {
  const whole = shaped([text], direction, 0);
  if (whole.width <= room.longest) return whole;
  const clusters = clustersOf(text);
  if (room.lines === 2) {
    const divided = inTwo(clusters, direction, room.longest, 0);
    if (divided.width <= room.longest) return divided;
  }
  return shortened(clusters, direction, room);
}

function shaped(lines: readonly string[], direction: Direction, dropped: number): Lines {
  return { lines, dropped, width: Math.max(...lines.map((line) => shapeLine(line, direction).width)) };
}

const knownWidths = new Map<string, number>();
const maxKnownWidths = 10_000;

/** Width of a character by itself; within a line it may be slightly narrower. */
function widthOf(cluster: string): number {
  const known = knownWidths.get(cluster);
  if (known !== undefined) return known;
  if (knownWidths.size >= maxKnownWidths) knownWidths.clear();
  const { width } = shapeLine(cluster, 'ltr');
  knownWidths.set(cluster, width);
  return width;
}

/** Widths of the text up to each of its characters, and of the whole text. */
function widthsTo(clusters: readonly string[]): readonly number[] {
  const widths = [0];
  for (const cluster of clusters) widths.push((widths.at(-1) ?? 0) + widthOf(cluster));
  return widths;
}

/** Two lines of similar length: divided at a space if both then fit, otherwise between any two characters. */
function inTwo(clusters: readonly string[], direction: Direction, longest: number, dropped: number): Lines {
  const widths = widthsTo(clusters);
  const whole = widths.at(-1) ?? 0;
  const longer = (place: number) => Math.max(widths[place] ?? 0, whole - (widths[place] ?? 0));
  const dividedAt = (place: number) => {
    const lines = [clusters.slice(0, place), clusters.slice(place)].map((part) => part.join('').trim());
    return shaped(lines, direction, dropped);
  };
  const places = clusters.map((_, index) => index).slice(1);
  const best = (among: readonly number[]) =>
    among.reduce<number | undefined>(
      (a, b) => (a !== undefined && longer(a) <= longer(b) ? a : b),
      undefined,
    );
  const blank = best(places.filter((place) => clusters[place - 1] === ' '));
  const atBlank = blank === undefined ? undefined : dividedAt(blank);
  if (atBlank !== undefined && atBlank.width <= longest) return atBlank;
  return dividedAt(best(places) ?? clusters.length);
}

const ellipsis = '…';

function shortened(clusters: readonly string[], direction: Direction, { longest, lines }: Room): Lines {
  const widths = widthsTo(clusters);
  const maxWidth = longest * lines - widthOf(ellipsis);
  // An estimate; whether the lines fit is decided by shaping them.
  let kept = Math.max(
    0,
    widths.findLastIndex((width) => width <= maxWidth),
  );
  for (; ; kept--) {
    const shown = [...clustersOf(clusters.slice(0, kept).join('').trimEnd()), ellipsis];
    const dropped = clusters.length - kept;
    const fitted =
      lines === 2 && shown.length > 1
        ? inTwo(shown, direction, longest, dropped)
        : shaped([shown.join('')], direction, dropped);
    if (fitted.width <= longest || kept === 0) return fitted;
  }
}
