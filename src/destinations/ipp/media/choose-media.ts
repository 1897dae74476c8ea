// Chooses the medium for a film: pure. A medium of the film's own size is best, otherwise the smallest that holds the film,
// otherwise the one on which it is printed largest; a roll is cut to what the film needs. Loaded media come first, then the
// printer's default. Films may be rotated. Start at `chooseMedia`.
import type { Paper } from '../../../render/formats/document-variant.ts';
import type { TooSmallRule } from '../../../shared/film/printer.ts';
import { mediaText } from './media-name.ts';
import type { MediaOffer } from './media-offer.ts';
import {
  holds,
  isSameSize,
  longSide,
  shortSide,
  sizedMedium,
  sizeOfMedium,
  type Margins,
  type MediaSize,
  type Medium,
  type Span,
  within,
} from './medium.ts';

export interface MediaRules {
  /** A film larger than every medium is scaled down, tiled over several sheets, or not printed. */
  readonly whenTooSmall: TooSmallRule;
  /** If a medium is not loaded, the film waits for it, or is printed on what is loaded. */
  readonly whenNotLoaded: 'wait' | 'print';
}

/** A size to request from a printer; `name`: the printer's name for that size. */
export interface ChosenMedium extends MediaSize {
  readonly name?: string;
}

export type MediaChoice =
  | {
      readonly kind: 'chosen';
      readonly medium: ChosenMedium;
      /** Default: the medium has the size of the film. */
      readonly paper?: Paper;
    }
  /** The printer does not report its media: it prints on what it has. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'not-loaded'; readonly medium: ChosenMedium }
  | { readonly kind: 'too-small'; readonly medium: ChosenMedium };

const area = (size: MediaSize) => size.widthMm * size.heightMm;

/** Scale of a film on a medium, 1 at most. */
function scaleOn(medium: MediaSize, film: MediaSize): number {
  return Math.min(1, shortSide(medium) / shortSide(film), longSide(medium) / longSide(film));
}

/** The best of `candidates`, the first of equals; undefined when there are none. */
function bestFor(film: MediaSize, candidates: readonly ChosenMedium[]): ChosenMedium | undefined {
  const same = candidates.find((medium) => isSameSize(medium, film));
  if (same) return same;
  const holding = candidates.filter((medium) => holds(medium, film));
  if (holding.length > 0) return holding.toSorted((a, b) => area(a) - area(b))[0];
  // On the largest medium the film is printed largest.
  return candidates.toSorted((a, b) => scaleOn(b, film) - scaleOn(a, film) || area(a) - area(b))[0];
}

/** Media with a fixed size. */
function sheets(media: readonly Medium[]): readonly ChosenMedium[] {
  return media.flatMap((medium) => {
    const size = sizeOfMedium(medium);
    if (!size) return [];
    return [medium.name === undefined ? size : { name: medium.name, ...size }];
  });
}

/** Requests use whole hundredths of a millimeter, rounded up so that the film fits. */
const roundedUp = (mm: number) => Math.ceil(mm * 100 - 1e-6) / 100;

/** The possible orientations of a film. */
const bothWays = ({ widthMm, heightMm }: MediaSize): readonly MediaSize[] => [
  { widthMm, heightMm },
  { widthMm: heightMm, heightMm: widthMm },
];

const clamped = ({ min, max }: Span, length: number) => Math.min(max, Math.max(min, length));

/** The film's own size, if a range contains it. */
function exactIn(media: readonly Medium[], film: MediaSize): MediaSize | undefined {
  const ranges = media.filter((medium) => !sizeOfMedium(medium));
  const [exact] = bothWays(film).flatMap(({ widthMm, heightMm }) =>
    ranges
      .filter(({ width, height }) => within(width, widthMm) && within(height, heightMm))
      .map(({ width, height }) => ({
        widthMm: clamped(width, widthMm),
        heightMm: clamped(height, heightMm),
      })),
  );
  return exact;
}

/**
 * The size that a film needs from a range: its own size; otherwise the smallest page that holds it between the margins;
 * otherwise the largest of the range, no longer than the film is on it.
 */
function cutFor(
  film: MediaSize,
  range: Medium,
  margins: (size: MediaSize) => Margins,
): MediaSize | undefined {
  const exact = exactIn([range], film);
  if (exact) return exact;
  const cuts = bothWays(film).map(({ widthMm, heightMm }) => {
    const { top, right, bottom, left } = margins({ widthMm: range.width.max, heightMm: range.height.min });
    const [across, along] = [left + right, top + bottom];
    const scale = Math.min(
      ...[1, (range.width.max - across) / widthMm, (range.height.max - along) / heightMm],
    );
    return {
      scale,
      size: {
        widthMm: Math.max(range.width.min, roundedUp(widthMm * scale + across)),
        heightMm: Math.max(range.height.min, roundedUp(heightMm * scale + along)),
      },
    };
  });
  const [best] = cuts
    .filter(({ scale }) => scale > 0)
    .toSorted((a, b) => b.scale - a.scale || area(a.size) - area(b.size));
  return best?.size;
}

/** A size with the name that the printer lists for it. */
function named(size: MediaSize, supported: readonly Medium[]): ChosenMedium {
  const alike = (one: MediaSize) =>
    Math.abs(one.widthMm - size.widthMm) <= 0.5 && Math.abs(one.heightMm - size.heightMm) <= 0.5;
  return sheets(supported).find(alike) ?? size;
}

/** `films` are the sizes of all films of a job: one medium must suit all of them. */
export function chooseMedia(films: readonly MediaSize[], offer: MediaOffer, rules: MediaRules): MediaChoice {
  const [first] = films;
  if (!first) return { kind: 'unknown' };
  const film = {
    widthMm: Math.max(...films.map(shortSide)),
    heightMm: Math.max(...films.map(longSide)),
  };
  const { known, wanted } = candidatesFor(film, offer);
  if (!wanted) return { kind: 'unknown' };
  const isReady = known.length === 0 || known.some((medium) => isSameSize(medium, wanted));
  if (!isReady && rules.whenNotLoaded === 'wait') return { kind: 'not-loaded', medium: wanted };
  const chosen = isReady
    ? (known.find((medium) => isSameSize(medium, wanted)) ?? wanted)
    : (bestFor(film, known) ?? wanted);
  if (!holds(chosen, film) && rules.whenTooSmall === 'refuse') return { kind: 'too-small', medium: chosen };
  if (films.every((size) => isSameSize(chosen, size))) return { kind: 'chosen', medium: chosen };
  const { widthMm, heightMm } = chosen;
  return {
    kind: 'chosen',
    medium: chosen,
    paper: { widthMm, heightMm, marginsMm: offer.marginsMm(chosen) },
  };
}

/** The loaded medium that would be used for a film, and the best medium of all. */
function candidatesFor(
  film: MediaSize,
  { ready, standard, supported, marginsMm }: MediaOffer,
): { readonly known: readonly ChosenMedium[]; readonly wanted: ChosenMedium | undefined } {
  const cuts = (media: readonly Medium[]) =>
    media.filter((medium) => !sizeOfMedium(medium)).flatMap((range) => cutFor(film, range, marginsMm) ?? []);
  const rolls = cuts(ready);
  // A roll that holds the film is cut to its size, if the printer cuts and crops to any size.
  const exact = rolls.some((roll) => holds(roll, film)) ? exactIn([...supported, ...ready], film) : undefined;
  const known = [...sheets(ready), ...(exact ? [named(exact, supported)] : []), ...rolls];
  const all = [...known, ...sheets([...(standard ? [standard] : []), ...supported])];
  const best = bestFor(film, all);
  // Sizes that a printer supports without a name are for films that no named size holds.
  const wanted = best && holds(best, film) ? best : bestFor(film, [...all, ...cuts(supported)]);
  if (known.length > 0 || !standard || (best && isSameSize(best, film))) return { known, wanted };
  // The printer does not report what is loaded: most likely it is the default.
  const [usual] = [...sheets([standard]), ...cuts([standard])];
  return { known, wanted: usual ?? wanted };
}

/** What a person can do about a choice that waits or fails. */
export function mediaAdvice(choice: MediaChoice): string {
  if (choice.kind === 'not-loaded') return `Load ${textOf(choice.medium)}.`;
  if (choice.kind === 'too-small') {
    return `The largest medium, ${textOf(choice.medium)}, is smaller than the film; allow films to be scaled down (whenTooSmall: fit) or tiled (tile), or print elsewhere.`;
  }
  return '';
}

const textOf = (medium: ChosenMedium) => mediaText(sizedMedium(medium, medium.name));
