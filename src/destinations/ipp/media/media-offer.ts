// Collects what a printer reports of its media, by names, by descriptions and by its trays, in one list of loaded media and
// one of supported media. Start at `mediaOffer`. RFC 8011 5.2.11, PWG 5100.7 clause 6.9, PWG 5101.1.
import type { IppAttributes } from '../protocol/ipp-attributes.ts';
import { inputTrays, loadedSizes, type InputTray } from './input-trays.ts';
import { mediumOfName, rangeEnd, type RangeEnd } from './media-name.ts';
import {
  fixed,
  isSameSize,
  sizedMedium,
  sizeOfMedium,
  type Margins,
  type MediaSize,
  type Medium,
  type Span,
  within,
} from './medium.ts';

export interface MediaOffer {
  /** Loaded media; empty: not reported. */
  readonly ready: readonly Medium[];
  /** media-default. */
  readonly standard?: Medium;
  readonly supported: readonly Medium[];
  /** Unprintable margins of such a medium, mm; the widest of several, because borderless printing must be requested. */
  readonly marginsMm: (size: MediaSize) => Margins;
}

/** IPP uses hundredths of a millimeter. */
const unitsPerMm = 100;
/** For printers that do not report their margins: the usual margins of office printers. */
const customaryMarginMm = 4.23;
/**
 * A name matches a description if their sizes differ by no more than this: inches are rounded to hundredths of a millimeter.
 */
const nameToleranceMm = 0.5;

export function mediaOffer(printer: IppAttributes): MediaOffer {
  const names = printer.strings('media-supported');
  const described = ['media-col-ready', 'media-col-database', 'media-col-default'].flatMap((name) =>
    printer.collections(name),
  );
  const listed = names.flatMap((name) => mediumOfName(name) ?? []);
  const supported = [...listed, ...ranges(names, printer, listed)];
  const standard = mediumOfName(printer.string('media-default') ?? '');
  return {
    ready: readyMedia(printer, supported),
    ...(standard ? { standard } : {}),
    supported,
    marginsMm: (size) => marginsOf(size, printer, described),
  };
}

/**
 * media-ready and media-col-ready, each medium once, without those of empty trays; if there are none, the media of the trays.
 */
function readyMedia(printer: IppAttributes, supported: readonly Medium[]): readonly Medium[] {
  const trays = inputTrays(printer);
  const reported = reportedReady(printer, supported);
  const emptied = emptiedMedia(printer, trays);
  const there = reported.filter((medium) => {
    const size = sizeOfMedium(medium);
    return !size || !emptied.some((other) => isSameSize(other, size));
  });
  if (reported.length > 0) return there.length > 0 ? there : reported;
  const sizes = supported.flatMap((medium) => sizeOfMedium(medium) ?? []);
  return unique(
    loadedSizes(trays, sizes).flatMap((size) => withName(sizedMedium(size), undefined, supported)),
  );
}

/** Sizes of media-col-ready that are only in trays reported as empty. */
function emptiedMedia(printer: IppAttributes, trays: readonly InputTray[]): readonly MediaSize[] {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[\s_]+/g, '-');
  const isEmpty = (source: string | undefined) =>
    source !== undefined && trays.some((tray) => tray.isEmpty === true && plain(tray.name) === plain(source));
  const described = printer.collections('media-col-ready').flatMap((medium) => {
    const size = sizeOfMedium(mediumOf(medium) ?? { width: fixed(0), height: fixed(0) });
    return size ? [{ size, empty: isEmpty(medium.string('media-source')) }] : [];
  });
  return described
    .filter(({ size }) => described.every((other) => !isSameSize(other.size, size) || other.empty))
    .map(({ size }) => size);
}

function reportedReady(printer: IppAttributes, supported: readonly Medium[]): readonly Medium[] {
  const named = printer.strings('media-ready').flatMap((name) => mediumOfName(name) ?? []);
  const described = printer
    .collections('media-col-ready')
    .flatMap((medium) =>
      withName(mediumOf(medium), medium.string('media-size-name'), [...named, ...supported]),
    );
  // A description of a roll has its length, its name does not.
  const rolls = described.filter((medium) => !sizeOfMedium(medium));
  const others = named.filter(
    (medium) => sizeOfMedium(medium) ?? !rolls.some((roll) => isSameWidth(roll, medium)),
  );
  return unique([...others, ...described]);
}

const isSameWidth = (a: Medium, b: Medium) => Math.abs(a.width.max - b.width.max) <= 1;

/** A medium with its own name, or the listed name of its size. */
function withName(
  medium: Medium | undefined,
  name: string | undefined,
  listed: readonly Medium[],
): readonly Medium[] {
  if (!medium) return [];
  if (name !== undefined) return [{ ...medium, name }];
  const size = sizeOfMedium(medium);
  const near = (a: Span, b: Span) => Math.abs(a.min - b.min) <= nameToleranceMm;
  const known =
    size &&
    listed.find(
      (one) => sizeOfMedium(one) && near(one.width, medium.width) && near(one.height, medium.height),
    );
  return [known ?? medium];
}

function unique(media: readonly Medium[]): readonly Medium[] {
  return media.filter((medium, index) => {
    const size = sizeOfMedium(medium);
    return !media.slice(0, index).some((earlier) => {
      const other = sizeOfMedium(earlier);
      return size && other ? isSameSize(size, other) : JSON.stringify(earlier) === JSON.stringify(medium);
    });
  });
}

/** media-size of a medium, or of media-size-supported itself: two lengths, each of which may be a range. */
function mediumOf(medium: IppAttributes): Medium | undefined {
  const size = medium.collection('media-size') ?? medium;
  const [width, height] = [spanOf(size, 'x-dimension'), spanOf(size, 'y-dimension')];
  return width && height ? { width, height } : undefined;
}

function spanOf(size: IppAttributes, name: string): Span | undefined {
  const range = size.range(name);
  if (!range || range.upper <= 0) return undefined;
  const [min, max] = [Math.max(0, range.lower) / unitsPerMm, range.upper / unitsPerMm];
  return min === max ? fixed(min) : { min, max };
}

/** Sizes between `custom_min_…` and `custom_max_…`, between ends of rolls, and ranges of media-size-supported. */
function ranges(
  names: readonly string[],
  printer: IppAttributes,
  listed: readonly Medium[],
): readonly Medium[] {
  const ends = names.flatMap((name) => rangeEnd(name) ?? []);
  const byName = (['custom', 'roll'] as const).flatMap((kind) => {
    const sizeAt = (end: RangeEnd['end']) => ends.find((one) => one.kind === kind && one.end === end)?.size;
    const [min, max] = [sizeAt('min'), sizeAt('max')];
    if (!min || !max || max.widthMm < min.widthMm || max.heightMm < min.heightMm) return [];
    return [
      {
        width: { min: min.widthMm, max: max.widthMm },
        height: { min: min.heightMm, max: max.heightMm },
      },
    ];
  });
  const bySize = [
    ...printer.collections('media-size-supported'),
    ...printer.collections('media-col-database'),
  ].flatMap((medium) => mediumOf(medium) ?? []);
  // A range whose minimum exceeds every named size is in the wrong unit.
  const largest = Math.max(0, ...listed.flatMap((medium) => sizeOfMedium(medium)?.heightMm ?? []));
  return unique(
    [...byName, ...bySize].filter(
      (medium) => !sizeOfMedium(medium) && (largest === 0 || medium.height.min <= largest),
    ),
  );
}

function marginsOf(size: MediaSize, printer: IppAttributes, described: readonly IppAttributes[]): Margins {
  const same = described.filter((description) => {
    const medium = mediumOf(description);
    return medium && within(medium.width, size.widthMm) && within(medium.height, size.heightMm);
  });
  const margin = (side: keyof Margins) => {
    const own = same.flatMap((medium) => medium.integers(`media-${side}-margin`));
    const found = own.length > 0 ? own : printer.integers(`media-${side}-margin-supported`);
    const sane = found.map((value) => value / unitsPerMm).filter((mm) => mm >= 0 && mm <= 50);
    return sane.length > 0 ? Math.max(...sane) : customaryMarginMm;
  };
  return { top: margin('top'), right: margin('right'), bottom: margin('bottom'), left: margin('left') };
}
