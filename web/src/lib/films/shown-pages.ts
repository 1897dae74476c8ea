// Which pages of a row of pages are in the document: those in sight and a few beside them.

/** Pages beside those in sight, on each side. */
const beside = 4;

export interface RowOfPages {
  /** How far it is scrolled, and how much of it is in sight. */
  readonly left: number;
  readonly width: number;
  /** Length of one page. */
  readonly step: number;
  readonly pages: number;
}

/** First and last page, from 1. */
export function shownPages({ left, width, step, pages }: RowOfPages): {
  readonly first: number;
  readonly last: number;
} {
  const first = Math.max(1, Math.floor(left / step) + 1 - beside);
  return { first, last: Math.min(pages, Math.ceil((left + width) / step) + beside) };
}
