// The row to which a key moves in a grid, and the rows of a range.

export type GridMove = 'next' | 'previous' | 'next-page' | 'previous-page' | 'first' | 'last';

export interface GridPosition {
  readonly current: number;
  readonly rowCount: number;
  readonly perPage: number;
}

export function movedTo(move: GridMove, { current, rowCount, perPage }: GridPosition): number {
  const last = Math.max(0, rowCount - 1);
  const target = {
    next: current + 1,
    previous: current - 1,
    'next-page': current + perPage,
    'previous-page': current - perPage,
    first: 0,
    last,
  }[move];
  return Math.min(last, Math.max(0, target));
}

/** The indexes from one row to another, both included, in their order. */
export function selectedRange(from: number, to: number): readonly number[] {
  const start = Math.min(from, to);
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, at) => start + at);
}
