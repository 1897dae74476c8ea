// Names of media: those of PWG 5101.1 that contain the size (`class_name_WIDTHxHEIGHTunit`, such as `iso_a4_210x297mm`),
// those of rolls and ranges, the older ones without a size (RFC 2911 appendix C, PPD files), and common names. Start at
// `mediaSize`, `mediumOfName` and `mediaText`.
import { mediaSizeName } from '../../../render/layout/media-size-name.ts';
import { fixed, sizedMedium, sizeOfMedium, type MediaSize, type Medium } from './medium.ts';

export type { MediaSize };

const measures = String.raw`(\d{1,6}(?:\.\d{1,4})?)x(\d{1,6}(?:\.\d{1,4})?)(mm|in)`;
const selfDescribing = new RegExp(`^[a-z][a-z0-9]*_[a-z0-9.-]+_${measures}$`);
const range = new RegExp(`^(custom|roll)_(min|max)_${measures}$`);
const roll = new RegExp(`^roll_[a-z0-9.-]+_${measures}$`);
const onlyMeasures = new RegExp(`^(?:custom[._])?${measures}$`);
const mmPerUnit: Readonly<Record<string, number>> = { mm: 1, in: 25.4 };
const mmPerPoint = 25.4 / 72;

const inches = (width: number, height: number): MediaSize => ({
  widthMm: width * 25.4,
  heightMm: height * 25.4,
});
const mm = (widthMm: number, heightMm: number): MediaSize => ({ widthMm, heightMm });

/** Names without a size, without their class, and without their suffixes for color, coating and trays. */
const olderSizes: Readonly<Record<string, MediaSize>> = {
  letter: inches(8.5, 11),
  legal: inches(8.5, 14),
  ledger: inches(11, 17),
  tabloid: inches(11, 17),
  executive: inches(7.25, 10.5),
  statement: inches(5.5, 8.5),
  invoice: inches(5.5, 8.5),
  foolscap: inches(8.5, 13),
  folio: inches(8.5, 13),
  superb: inches(13, 19),
  'super-b': inches(13, 19),
  'arch-a': inches(9, 12),
  'arch-b': inches(12, 18),
  'arch-c': inches(18, 24),
  'arch-d': inches(24, 36),
  archa: inches(9, 12),
  archb: inches(12, 18),
  archc: inches(18, 24),
  archd: inches(24, 36),
  c: inches(17, 22),
  d: inches(22, 34),
  e: inches(34, 44),
  '8x10': inches(8, 10),
  '10x12': inches(10, 12),
  '10x14': inches(10, 14),
  '11x14': inches(11, 14),
  '11x17': inches(11, 17),
  '14x14': inches(14, 14),
  '14x17': inches(14, 17),
  a0: mm(841, 1189),
  a1: mm(594, 841),
  a2: mm(420, 594),
  a3: mm(297, 420),
  a4: mm(210, 297),
  a5: mm(148, 210),
  a6: mm(105, 148),
  'super-a3': mm(329, 483),
  sra3: mm(320, 450),
  b4: mm(250, 353),
  b5: mm(176, 250),
  'jis-b4': mm(257, 364),
  'jis-b5': mm(182, 257),
};

/** `na-letter-white`, `iso-a4-transparent`, `A4Small`, `Letter.FullBleed`, `na_letter`. */
function older(name: string): MediaSize | undefined {
  const plain = name
    .replace(/\.(fullbleed|transverse|borderless|[a-z]*tray\d*)$/, '')
    .replace(/[-_]?(white|transparent|colou?red|small|rotated|plain|extra)$/, '');
  const short = plain.replace(/^(na|iso|jpn|din|asme|oe)[-_]/, '').replace(/^(jis)_/, '$1-');
  return Object.hasOwn(olderSizes, short) ? olderSizes[short] : undefined;
}

function measured([, width, height, unit = 'mm']: readonly string[]): MediaSize {
  const factor = mmPerUnit[unit] ?? 1;
  return { widthMm: Number(width) * factor, heightMm: Number(height) * factor };
}

/** Undefined for names without a size: trays (`main`), rolls, ranges of custom sizes (`custom_max_…`), and invalid names. */
export function mediaSize(name: string): MediaSize | undefined {
  const text = name.trim().toLowerCase();
  if (range.test(text) || roll.test(text)) return undefined;
  const found = selfDescribing.exec(text) ?? onlyMeasures.exec(text);
  // PPD files use points: `w612h792`.
  const [, width, height] = /^w(\d{2,5})h(\d{2,5})$/.exec(text) ?? [];
  const size = found
    ? measured(found)
    : width === undefined
      ? older(text)
      : { widthMm: Number(width) * mmPerPoint, heightMm: Number(height) * mmPerPoint };
  return size && size.widthMm > 0 && size.heightMm > 0 ? size : undefined;
}

/** One end of a range of custom sizes or of rolls. */
export interface RangeEnd {
  readonly kind: 'custom' | 'roll';
  readonly end: 'min' | 'max';
  readonly size: MediaSize;
}

/** `custom_min_3x5in`, `roll_max_914x92000mm`. */
export function rangeEnd(name: string): RangeEnd | undefined {
  const [, kind, end, ...rest] = range.exec(name.trim().toLowerCase()) ?? [];
  if ((kind !== 'custom' && kind !== 'roll') || (end !== 'min' && end !== 'max')) return undefined;
  return { kind, end, size: measured(['', ...rest]) };
}

/** Longer rolls are not distinguished. */
const maxRollMm = 100_000;

/**
 * Parses a name: a size, or a roll that is loaded (`roll_current_914x0mm`: 0 is an unknown length).
 * Undefined for ends of ranges, trays, and invalid names.
 */
export function mediumOfName(name: string): Medium | undefined {
  const size = mediaSize(name);
  if (size) return sizedMedium(size, name);
  const text = name.trim().toLowerCase();
  const found = range.test(text) ? null : roll.exec(text);
  if (!found) return undefined;
  const { widthMm, heightMm } = measured(found);
  if (widthMm <= 0) return undefined;
  return { width: fixed(widthMm), height: { min: 0, max: heightMm > 0 ? heightMm : maxRollMm } };
}

/** For users: `iso_a4_210x297mm` is `A4 (210 × 297 mm)`; rolls by their width. */
export function mediaText(medium: Medium): string {
  const size = sizeOfMedium(medium);
  if (!size) {
    const { width, height } = medium;
    if (width.min === width.max) return `roll, ${whole(width.max)} mm wide`;
    return `${whole(width.min)} × ${whole(height.min)} to ${whole(width.max)} × ${whole(height.max)} mm`;
  }
  const measuresText = `${whole(size.widthMm)} × ${whole(size.heightMm)} mm`;
  const standard = mediaSizeName(size.widthMm, size.heightMm);
  const own = medium.name !== undefined && /^[a-z]+_[^_]+_/.test(medium.name) ? medium.name : standard;
  const known = /^(custom|om|oe)_/.test(own) ? standard : own;
  if (known.startsWith('custom_')) return measuresText;
  const [, word = ''] = known.split('_');
  const text = /^[a-e]\d{0,2}$/.test(word) ? word.toUpperCase() : sentenceCase(word.replaceAll('-', ' '));
  return `${text} (${measuresText})`;
}

/** For users, of a name as a printer lists it; names without information are returned unchanged. */
export function mediaNameText(name: string): string {
  const medium = mediumOfName(name);
  return medium ? mediaText(medium) : name;
}

const whole = (length: number) => String(Math.round(length));
const sentenceCase = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
