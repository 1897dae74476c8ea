// The positions of texts: strips of the sheet reserved for annotations, in millimeters. Lines along the top and the
// bottom of the film reduce the area of the image boxes; a caption is at the bottom of its image's box. When one
// image has a caption, every box reserves the strip, so that equal images stay equal in size.
import type { AnnotationBox, AnnotationPlace } from '../../shared/film/film.ts';
import type { RectMm } from './geometry.ts';

/** One line of text in its strip. */
export interface TextStrip {
  readonly text: string;
  readonly rect: RectMm;
  /** Position of its first annotation; default: it is not an annotation. */
  readonly annotation?: Pick<AnnotationBox, 'position' | 'place'>;
  /** Default: centered. */
  readonly align?: 'left' | 'right';
  /** Whether it reads from the bottom of the sheet to its top, because the film was rotated. */
  readonly rotated?: boolean;
  /** Whether it is on the white of the paper; default: on the border of the film, with contrast to it. */
  readonly ink?: 'paper';
}

/** Height of a line along the top or the bottom, and of a caption: text of 12 and 9 points. */
const lineMm = 6;
const captionMm = 4.5;
/** Texts are limited to this fraction of the film, or of a box. */
const maxPart = 1 / 6;

const cut = (rect: RectMm, yMm: number, heightMm: number): RectMm => ({ ...rect, yMm, heightMm });

/** Texts of a place in the order of their positions. */
function textsAt(
  annotations: readonly AnnotationBox[],
  kind: AnnotationPlace['kind'],
): readonly AnnotationBox[] {
  return annotations.filter(({ place }) => place.kind === kind).sort((a, b) => a.position - b.position);
}

/** Texts that share a line. */
type Row = readonly AnnotationBox[];

function alignedAt({ place }: AnnotationBox): 'left' | 'center' | 'right' | undefined {
  return place.kind === 'below image' ? undefined : place.align;
}

/** Lines of a strip: texts with an alignment share the first one that has space for it. */
function rowsAt(annotations: readonly AnnotationBox[], kind: 'top' | 'bottom'): readonly Row[] {
  const rows: AnnotationBox[][] = [];
  for (const text of textsAt(annotations, kind)) {
    const align = alignedAt(text);
    const shared =
      align && rows.find((row) => row.every((other) => ![undefined, align].includes(alignedAt(other))));
    if (shared) shared.push(text);
    else rows.push([text]);
  }
  return rows;
}

function alignOf(annotation: AnnotationBox): Pick<TextStrip, 'align'> {
  const align = alignedAt(annotation);
  return align === 'left' || align === 'right' ? { align } : {};
}

/** A single text uses the whole line; several use a third of it each. */
function partOf(line: RectMm, annotation: AnnotationBox, row: Row): RectMm {
  const align = alignedAt(annotation);
  if (align === undefined || row.length === 1) return line;
  const widthMm = line.widthMm / 3;
  return { ...line, xMm: line.xMm + ['left', 'center', 'right'].indexOf(align) * widthMm, widthMm };
}

/** The lines along the top and the bottom of the film, and the area that is left for the image boxes. */
export function filmStrips(
  annotations: readonly AnnotationBox[],
  area: RectMm,
): { readonly area: RectMm; readonly lines: readonly TextStrip[] } {
  const above = rowsAt(annotations, 'top');
  const below = rowsAt(annotations, 'bottom');
  const heightOf = (rows: readonly Row[]) =>
    rows.length === 0 ? 0 : Math.min(lineMm, (area.heightMm * maxPart) / rows.length);
  const stacked = (rows: readonly Row[], startMm: number): readonly TextStrip[] =>
    rows.flatMap((row, index) =>
      row.map((annotation) => ({
        text: annotation.text,
        annotation,
        ...alignOf(annotation),
        rect: partOf(cut(area, startMm + index * heightOf(rows), heightOf(rows)), annotation, row),
      })),
    );
  const topMm = heightOf(above) * above.length;
  const bottomMm = heightOf(below) * below.length;
  return {
    area: cut(area, area.yMm + topMm, area.heightMm - topMm - bottomMm),
    lines: [...stacked(above, area.yMm), ...stacked(below, area.yMm + area.heightMm - bottomMm)],
  };
}

/** Divides boxes into image and caption, if there is any caption. Texts of one image share its line. */
export function captionStrips(
  annotations: readonly AnnotationBox[],
  boxes: readonly RectMm[],
): { readonly boxes: readonly RectMm[]; readonly captions: readonly TextStrip[] } {
  const below = annotations.filter(({ place }) => place.kind === 'below image');
  if (below.length === 0) return { boxes, captions: [] };
  const heightOf = (box: RectMm) => Math.min(captionMm, box.heightMm * maxPart);
  return {
    boxes: boxes.map((box) => cut(box, box.yMm, box.heightMm - heightOf(box))),
    captions: boxes.flatMap((box, index) => {
      const own = below.filter(
        ({ place }) => place.kind === 'below image' && place.imageBoxPosition === index + 1,
      );
      const texts = textsAt(own, 'below image');
      const [annotation] = texts;
      const text = texts.map((each) => each.text).join('  ');
      if (annotation === undefined || text === '') return [];
      return [{ text, annotation, rect: cut(box, box.yMm + box.heightMm - heightOf(box), heightOf(box)) }];
    }),
  };
}
