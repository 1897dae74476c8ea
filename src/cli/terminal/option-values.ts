// Parsers of option values. Each throws commander's InvalidArgumentError with what is allowed; commander prepends the option and
// the value found.
import { InvalidArgumentError } from 'commander';
import { SetupFailure } from '../../shared/errors/errors.ts';
import type { ImageDisplayFormat } from '../../shared/film/display-format.ts';
import { momentForms, momentOf } from '../../shared/moments.ts';
import { parseLayout } from '../../print-scu/job/layout.ts';
import type { WindowChoice } from '../../images/pixels/prepared-image.ts';
import { filmSideRange, readFilmSize, type ReadFilmSize } from '../../shared/film/film-size-text.ts';
import { commonFilmSizes, filmSizeIds, sizeOfId } from '../../shared/film/film-sizes.ts';

/** A whole number from `low` to `high`. */
export function whole(low: number, high: number) {
  return (text: string): number => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (!(number >= low && number <= high)) {
      throw new InvalidArgumentError(`Give a whole number from ${low} to ${high}.`);
    }
    return number;
  };
}

/** For an option whose value is optional: commander takes the next argument for its value. */
export function waitSeconds(text: string): number {
  try {
    return whole(1, 86_400)(text);
  } catch {
    throw new InvalidArgumentError(
      `--wait takes the next argument for its seconds, a whole number from 1 to 86400. Put --wait at the end, or a number after it.`,
    );
  }
}

/** A time as users write it, as ISO 8601; a day stands for its beginning, or with `end` for its end. */
export function moment({ end }: { readonly end: boolean }) {
  return (text: string): string => {
    const at = momentOf(text, { now: new Date(), end });
    if (!at) throw new InvalidArgumentError(`Give ${momentForms}.`);
    return at.toISOString();
  };
}

/** Part of a name, an id, a date or an annotation. */
export function searchText(text: string): string {
  if (text.length > 200 || text.trim() === '')
    throw new InvalidArgumentError('Give 1 to 200 characters of a name, an id, a date or an annotation.');
  return text;
}

/** One of the words; case is ignored. */
export function word<const T extends string>(allowed: readonly T[]) {
  return (text: string): T => {
    const found = allowed.find((candidate) => candidate.toUpperCase() === text.toUpperCase());
    if (found === undefined) throw new InvalidArgumentError(`Give one of ${allowed.join(', ')}.`);
    return found;
  };
}

export function layout(text: string): ImageDisplayFormat {
  try {
    return parseLayout(text);
  } catch (error) {
    if (error instanceof SetupFailure) throw new InvalidArgumentError(`${error.message}.`);
    throw error;
  }
}

/** 14INX17IN, and what users write: 14x17, 17x14in, 24x30cm, 8.5x11, a4. */
export function filmSize(text: string): ReadFilmSize {
  const read = readFilmSize(text);
  if (read === undefined || sizeOfId(read.filmSizeId) === undefined) {
    const named = [...filmSizeIds, ...Object.keys(commonFilmSizes)].join(', ');
    throw new InvalidArgumentError(
      `Give one of ${named}, or sides such as 12x15in, 20x40cm or 190x230mm, of ${filmSideRange}.`,
    );
  }
  return read;
}

/** BLACK, WHITE or hundredths of OD. */
export function density(text: string): string {
  const term = text.toUpperCase();
  if (!/^(BLACK|WHITE|\d{1,3})$/.test(term)) {
    throw new InvalidArgumentError('Give BLACK, WHITE or a density in hundredths of OD such as 150.');
  }
  return term;
}

/** An optical density as shown by densitometers. */
export function opticalDensity(text: string): number {
  const density = /^\d(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (!(density <= 5)) throw new InvalidArgumentError('Give an optical density such as 1.72, from 0 to 5.');
  return density;
}

/** `40,400` or `full` */
export function window(text: string): WindowChoice {
  if (text.toLowerCase() === 'full') return { kind: 'full' };
  const [center, width, ...rest] = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (
    center === undefined ||
    width === undefined ||
    rest.length > 0 ||
    !Number.isFinite(center) ||
    !(width >= 1)
  ) {
    throw new InvalidArgumentError('Give center,width such as 40,400 with a width of 1 or more, or full.');
  }
  return { kind: 'window', center, width };
}

/** Frames of a file, from 1, in the order given; `all`. */
export type FrameChoice = 'all' | readonly { readonly first: number; readonly last: number }[];

/** `3`, `1,4-6`, `all` */
export function frames(text: string): FrameChoice {
  if (text.toLowerCase() === 'all') return 'all';
  return text.split(',').map((part) => {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part.trim());
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (!(first >= 1 && last >= first))
      throw new InvalidArgumentError('Give frames such as 3 or 1,4-6, or all.');
    return { first, last };
  });
}

/** `2`, `1,4-6`: numbers of pages, ascending, each once. */
export function pageNumbers(text: string): readonly number[] {
  const pages = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part.trim());
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (!(first >= 1 && last >= first && last - first < 1000))
      throw new InvalidArgumentError('Give page numbers such as 2 or 1,4-6, at most 1000.');
    for (let page = first; page <= last; page += 1) pages.add(page);
  }
  if (pages.size > 1000)
    throw new InvalidArgumentError('Give page numbers such as 2 or 1,4-6, at most 1000.');
  return [...pages].sort((a, b) => a - b);
}

/** A line of text on a film. */
export function headerLine(text: string): string {
  if (!/^[^\p{Cc}]{1,64}$/u.test(text))
    throw new InvalidArgumentError('Give a text of 1 to 64 characters in one line.');
  return text;
}

/** PS3.5 6.2, AE: up to 16 characters, no backslash, not blank. */
export function aeTitle(text: string): string {
  const title = text.trim();
  if (!/^[\x20-\x5b\x5d-\x7e]{1,16}$/.test(title)) {
    throw new InvalidArgumentError('An AE title has 1 to 16 characters, preferably letters and digits.');
  }
  return title;
}

/** A CS value: MAGAZINE, BLUE FILM … */
export function codeString(text: string): string {
  const term = text.trim().toUpperCase();
  if (!/^[A-Z0-9 _]{1,16}$/.test(term)) {
    throw new InvalidArgumentError('Must be up to 16 capital letters, digits, spaces and underscores.');
  }
  return term;
}

/** LO: up to 64 characters, no backslash, no control characters. */
export function label(text: string): string {
  if (text.length > 64 || /[\\\p{Cc}]/u.test(text)) {
    throw new InvalidArgumentError('A label has up to 64 characters and no backslash.');
  }
  return text;
}

export function httpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new InvalidArgumentError('Give the address of the console such as http://127.0.0.1:8080.');
  }
  return url;
}

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** `printer.hospital:104`, `[::1]:11112`; undefined for any other text. */
export function hostAndPort(text: string): HostAndPort | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:/\\[\]]+)):(\d{1,5})$/i.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port < 1 || port > 65535 ? undefined : { host, port };
}
