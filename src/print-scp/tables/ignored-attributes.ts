// The reasons why attributes without a row in the object's table have no effect, and whether that is visible on the film. The
// table has ranges of tags, because clients copy whole modules of their images; the first range with the tag counts. Start at
// `ignoredAttribute`.
import { tagOf, type Keyword } from '../../dicom/data-set/dictionary.ts';
import type { Tag } from '../../dicom/data-set/vr.ts';
import { subjectKeywords } from '../rules/subject-keywords.ts';

export interface IgnoredAttribute {
  /** Reason in the record on the job. */
  readonly reason: string;
  /** Whether the film lacks something that was requested: 0107 is then sent to every client. */
  readonly visible: boolean;
  /** Whether the job stores the value (subject-attributes.ts), so that there is nothing to record. */
  readonly kept: boolean;
}

type Row = readonly [first: Tag, last: Tag, reason: string];

/** Attributes whose effect is missing on films of a printer without the retired SOP classes. */
const shownByFilm: Readonly<Partial<Record<Keyword, string>>> = {
  ReferencedImageOverlayBoxSequence: 'overlay boxes are switched off (retiredClasses of the printer)',
  ReferencedVOILUTBoxSequence: 'VOI LUT boxes are switched off (retiredClasses of the printer)',
};

const windowing =
  'not applied: the pixels of an image box are printed as sent, already windowed by the client';
const physicalSize = 'does not set the printed size; Requested Image Size does';
const identification =
  'identifies patient, study, series or image; the film prints only its pixels and texts';
const acquisition = 'describes how the image was made; no effect on the film';
const padding = 'pixels of this value are printed like all others';
const lossy = 'says how the image was compressed before; no effect on the film';

const keptTags: ReadonlySet<Tag> = new Set(subjectKeywords.map(tagOf));

const rows: readonly Row[] = [
  [0x00020000, 0x0002ffff, 'part of a file header; no effect in a request'],
  [0x00080000, 0x0008ffff, identification],
  [0x00100000, 0x0010ffff, identification],
  [0x00181164, 0x00181164, physicalSize],
  [0x00180000, 0x0018ffff, acquisition],
  [0x00200000, 0x0020ffff, identification],
  [0x00280006, 0x00280006, 'an image of one sample per pixel has no planes'],
  [0x00280008, 0x00280008, 'an image box shows one frame'],
  [0x00280009, 0x00280009, 'an image box shows one frame'],
  [0x00280030, 0x00280030, physicalSize],
  [0x00280a02, 0x00280a04, physicalSize],
  [0x00280106, 0x00280109, windowing],
  [0x00280120, 0x00280121, padding],
  [0x00281050, 0x00281056, windowing],
  [0x00281101, 0x00281223, 'an image of this photometric interpretation has no palette'],
  [0x00282110, 0x00282114, lossy],
  [0x00283000, 0x00283010, windowing],
  [0x00280000, 0x0028ffff, 'no effect on how an image box prints its pixels'],
  [0x00320000, 0x0040ffff, identification],
  [0x20000000, 0x2000ffff, 'an attribute of the film session (N-CREATE or N-SET)'],
  [0x20100010, 0x2010ffff, 'an attribute of the film box; some are set with its N-CREATE alone'],
  [0x20200000, 0x2020ffff, 'an attribute of the image box (N-SET)'],
  [0x20300000, 0x2030ffff, 'an attribute of the annotation box (N-SET)'],
  [0x20400000, 0x2040ffff, 'an attribute of the overlay box'],
  [0x20500000, 0x2050ffff, 'an attribute of the presentation LUT'],
  [0x60000000, 0x601effff, 'overlays of an image are not drawn; the client draws them into the pixels'],
];

/** Why an attribute that the object's table does not have is ignored. */
export function ignoredAttribute(tag: Tag): IgnoredAttribute {
  const [, shown] = Object.entries(shownByFilm).find(([keyword]) => tagOf(keyword as Keyword) === tag) ?? [];
  if (shown !== undefined) return { reason: shown, visible: true, kept: false };
  const row = rows.find(([first, last]) => tag >= first && tag <= last);
  const reason = row?.[2] ?? 'not an attribute of this SOP class';
  return { reason, visible: false, kept: keptTags.has(tag) };
}
