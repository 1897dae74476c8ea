// Chooses the page on which films are sent, and whether the printer may scale it: pure. A printer that reports its media gets
// pages of exactly that size, and may not scale them. For other printers, the page must fit whatever is loaded. Start at
// `pageFor`.
import type { DocumentFormat } from '../../../render/sheet/document-formats.ts';
import type { Paper } from '../../../render/formats/document-variant.ts';
import type { MediaChoice } from '../media/choose-media.ts';
import { holds, type MediaSize } from '../media/medium.ts';

export interface PageChoice {
  /** Default: each film is its own page. */
  readonly paper?: Paper;
  /** Value of print-scaling; default: not sent. */
  readonly scaling?: string;
}

/** The area that A4 and Letter have in common, without the usual margins of office printers. */
const commonPage = { widthMm: 210, heightMm: 279.4 } as const;
const commonMarginsMm = { top: 4.23, right: 4.23, bottom: 4.23, left: 4.23 } as const;
const noMargins = { top: 0, right: 0, bottom: 0, left: 0 } as const;

/** Formats whose rows are those of the device: it does not rotate them. */
const deviceRows: readonly DocumentFormat[] = ['image/pwg-raster', 'image/urf'];

/** @param takes - whether a job may have this value of print-scaling */
export function pageFor(
  films: readonly MediaSize[],
  media: Extract<MediaChoice, { kind: 'chosen' | 'unknown' }>,
  format: DocumentFormat,
  takes: (scaling: string) => boolean,
): PageChoice {
  const unscaled = takes('none') ? { scaling: 'none' } : {};
  if (media.kind === 'chosen') {
    const paper = media.paper ?? rotatedPaper(films, media.medium, format);
    return { ...(paper ? { paper } : {}), ...unscaled };
  }
  if (films.every((film) => holds(commonPage, film))) return unscaled;
  const fitting = ['fit', 'auto-fit'].find(takes);
  const [largest] = films.toSorted((a, b) => b.widthMm * b.heightMm - a.widthMm * a.heightMm);
  if (fitting !== undefined && largest && films.every((film) => isAlike(film, largest))) {
    const { widthMm, heightMm } = largest;
    return { paper: { widthMm, heightMm, marginsMm: noMargins, scaledByDevice: true }, scaling: fitting };
  }
  return { paper: { ...commonPage, marginsMm: commonMarginsMm }, ...unscaled };
}

const isAlike = (a: MediaSize, b: MediaSize) => a.widthMm === b.widthMm && a.heightMm === b.heightMm;

const isLandscape = ({ widthMm, heightMm }: MediaSize) => widthMm > heightMm;

/**
 * A film of the medium's size but in the other orientation is rotated here, in formats that the device prints as they are.
 */
function rotatedPaper(
  films: readonly MediaSize[],
  medium: MediaSize,
  format: DocumentFormat,
): Paper | undefined {
  if (!deviceRows.includes(format)) return undefined;
  const square = (size: MediaSize) => Math.abs(size.widthMm - size.heightMm) < 1;
  if (films.every((film) => square(film) || isLandscape(film) === isLandscape(medium))) return undefined;
  // The film's own dimensions, so that rounded names do not cause scaling.
  const [first] = films;
  if (!first) return undefined;
  const [short, long] = [Math.min(first.widthMm, first.heightMm), Math.max(first.widthMm, first.heightMm)];
  const size = isLandscape(medium) ? { widthMm: long, heightMm: short } : { widthMm: short, heightMm: long };
  return { ...size, marginsMm: noMargins };
}
