// Self-describing names of media sizes, PWG 5101.1: `class_name_WIDTHxHEIGHTunit`, as `iso_a4_210x297mm` or
// `na_letter_8.5x11in`. The size is read from the name, so that no list of names is needed. Start at `mediaSize`.

/** Portrait or landscape, as the name has it. */
export interface MediaSize {
  readonly widthMm: number;
  readonly heightMm: number;
}

const selfDescribing = /^[a-z][a-z0-9]*_[a-z0-9.-]+_(\d{1,5}(?:\.\d{1,4})?)x(\d{1,5}(?:\.\d{1,4})?)(mm|in)$/;
const mmPerUnit: Readonly<Record<string, number>> = { mm: 1, in: 25.4 };

/** What printers older than PWG 5101.1 call their media (RFC 2911 appendix C), as far as films go on it. */
const legacySizes: Readonly<Record<string, MediaSize>> = {
  'na-letter': { widthMm: 215.9, heightMm: 279.4 },
  'na-letter-white': { widthMm: 215.9, heightMm: 279.4 },
  'na-legal': { widthMm: 215.9, heightMm: 355.6 },
  'na-legal-white': { widthMm: 215.9, heightMm: 355.6 },
  'na-8x10': { widthMm: 203.2, heightMm: 254 },
  'na-10x14': { widthMm: 254, heightMm: 355.6 },
  ledger: { widthMm: 279.4, heightMm: 431.8 },
  tabloid: { widthMm: 279.4, heightMm: 431.8 },
  'iso-a3': { widthMm: 297, heightMm: 420 },
  'iso-a3-white': { widthMm: 297, heightMm: 420 },
  'iso-a4': { widthMm: 210, heightMm: 297 },
  'iso-a4-white': { widthMm: 210, heightMm: 297 },
  'iso-a5': { widthMm: 148, heightMm: 210 },
  'jis-b4': { widthMm: 257, heightMm: 364 },
};

/** Undefined for names without a size: trays (`main`), ranges of custom sizes (`custom_max_…`), and nonsense. */
export function mediaSize(name: string): MediaSize | undefined {
  if (/^(custom|roll)_(min|max)_/.test(name)) return undefined;
  const legacy = Object.hasOwn(legacySizes, name) ? legacySizes[name] : undefined;
  if (legacy) return legacy;
  const [, width, height, unit = 'mm'] = selfDescribing.exec(name) ?? [];
  const factor = mmPerUnit[unit] ?? 1;
  const size = { widthMm: Number(width) * factor, heightMm: Number(height) * factor };
  return size.widthMm > 0 && size.heightMm > 0 ? size : undefined;
}

/** For people: `iso_a4_210x297mm` is `a4 (210 × 297 mm)`. */
export function mediaText(name: string): string {
  const size = mediaSize(name);
  if (!size) return name;
  const known = name.split('_')[1] ?? name;
  return `${known} (${Math.round(size.widthMm)} × ${Math.round(size.heightMm)} mm)`;
}
