// On what a film is printed: pure. A film of its own size is best, else the smallest medium that holds it, else the
// largest there is, on which it is made smaller. Films may be turned. Start at `chooseMedia`.
import type { Paper } from '../../render/document-variant.ts';
import type { TooSmallRule } from '../../printer.ts';
import { mediaSize, mediaText, type MediaSize } from './media-name.ts';

export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** What a printer says of its media, by their names (PWG 5101.1). */
export interface MediaOffer {
  /** Loaded; empty: the printer does not say. */
  readonly ready: readonly string[];
  readonly supported: readonly string[];
  readonly standard?: string;
  /** Where it does not print, mm: of a medium, and of those that say nothing of themselves. */
  readonly marginsMm: (name: string) => Margins;
}

export interface MediaRules {
  /** A film larger than every medium is made smaller, tiled over several sheets, or not printed. */
  readonly whenTooSmall: TooSmallRule;
  /** A medium that is not loaded is waited for, or the film goes on what is loaded. */
  readonly whenNotLoaded: 'wait' | 'print';
}

export type MediaChoice =
  | {
      readonly kind: 'chosen';
      readonly name: string;
      /** Absent: the medium has the size of the film. */
      readonly paper?: Paper;
    }
  /** The printer says nothing of its media: it prints on what it has. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'not-loaded'; readonly name: string }
  | { readonly kind: 'too-small'; readonly name: string };

/** Sizes within this are the same: names round to tenths of an inch. */
const toleranceMm = 1;

interface Candidate extends MediaSize {
  readonly name: string;
}

const shortSide = (size: MediaSize) => Math.min(size.widthMm, size.heightMm);
const longSide = (size: MediaSize) => Math.max(size.widthMm, size.heightMm);
const area = (size: MediaSize) => size.widthMm * size.heightMm;

function isSame(a: MediaSize, b: MediaSize): boolean {
  return (
    Math.abs(shortSide(a) - shortSide(b)) <= toleranceMm && Math.abs(longSide(a) - longSide(b)) <= toleranceMm
  );
}

function holds(medium: MediaSize, film: MediaSize): boolean {
  return (
    shortSide(medium) >= shortSide(film) - toleranceMm && longSide(medium) >= longSide(film) - toleranceMm
  );
}

/** How large a film comes out on a medium, 1 at most. */
function scaleOn(medium: MediaSize, film: MediaSize): number {
  return Math.min(1, shortSide(medium) / shortSide(film), longSide(medium) / longSide(film));
}

/** The best of `candidates`, the earlier of equals; undefined when there is none. */
function bestFor(film: MediaSize, candidates: readonly Candidate[]): Candidate | undefined {
  const same = candidates.find((medium) => isSame(medium, film));
  if (same) return same;
  const holding = candidates.filter((medium) => holds(medium, film));
  if (holding.length > 0) return holding.toSorted((a, b) => area(a) - area(b))[0];
  // On the largest the film comes out largest.
  return candidates.toSorted((a, b) => scaleOn(b, film) - scaleOn(a, film) || area(a) - area(b))[0];
}

function candidatesOf(names: readonly string[]): readonly Candidate[] {
  return [...new Set(names)].flatMap((name) => {
    const size = mediaSize(name);
    return size ? [{ name, ...size }] : [];
  });
}

/** `films` are the sizes of all films of a job: one medium holds them all. */
export function chooseMedia(films: readonly MediaSize[], offer: MediaOffer, rules: MediaRules): MediaChoice {
  const [first] = films;
  if (!first) return { kind: 'unknown' };
  const film = {
    widthMm: Math.max(...films.map(shortSide)),
    heightMm: Math.max(...films.map(longSide)),
  };
  const ready = candidatesOf(offer.ready);
  const all = candidatesOf([...offer.ready, ...(offer.standard ? [offer.standard] : []), ...offer.supported]);
  const wanted = bestFor(film, all);
  if (!wanted) return { kind: 'unknown' };
  const isReady = ready.length === 0 || ready.some((medium) => isSame(medium, wanted));
  if (!isReady && rules.whenNotLoaded === 'wait') return { kind: 'not-loaded', name: wanted.name };
  const chosen = isReady
    ? (ready.find((medium) => isSame(medium, wanted)) ?? wanted)
    : (bestFor(film, ready) ?? wanted);
  if (!holds(chosen, film) && rules.whenTooSmall === 'refuse')
    return { kind: 'too-small', name: chosen.name };
  if (films.every((size) => isSame(chosen, size))) return { kind: 'chosen', name: chosen.name };
  const { name, widthMm, heightMm } = chosen;
  return { kind: 'chosen', name, paper: { widthMm, heightMm, marginsMm: offer.marginsMm(name) } };
}

/** What a person does for a choice that waits or fails. */
export function mediaAdvice(choice: MediaChoice): string {
  if (choice.kind === 'not-loaded') return `Load ${mediaText(choice.name)}.`;
  if (choice.kind === 'too-small') {
    return `The largest medium, ${mediaText(choice.name)}, is smaller than the film; allow films to be made smaller (whenTooSmall: fit) or tiled (tile), or print elsewhere.`;
  }
  return '';
}
