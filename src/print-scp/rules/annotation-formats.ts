// Annotation Display Format ID (2010,0030): how many annotation boxes a film box gets, which Annotation Positions they may
// have and where the texts print. LABEL, BOTTOM, COMBINED and NONE are those of PS3.2 table E.4.2-20; the configuration of a
// printer adds others, for clients that use other names.
import type { AnnotationPlace } from '../../shared/film/film.ts';
import type { Printer } from '../../shared/film/printer.ts';

/** A format applied to one film. */
export interface AnnotationLayout {
  readonly boxes: number;
  /** First and last Annotation Position. */
  readonly positions: readonly [first: number, last: number];
  readonly placeOf: (position: number) => AnnotationPlace;
  /** Whether several texts can have the same position; they print below each other. */
  readonly shared: boolean;
}

type FormatRule = (imageBoxes: number) => AnnotationLayout;

const top: AnnotationPlace = { kind: 'top' };
const belowImage = (imageBoxPosition: number): AnnotationPlace => ({ kind: 'below image', imageBoxPosition });

/** Maximum texts of one film, in formats without a fixed number of them (`shared`). */
export const maxTexts = 64;

/**
 * Replaces an unknown format for clients that are read leniently: left, center and right at the top, then at the bottom.
 */
export const sixLines = 'SIX LINES';
const sixPlaces: readonly AnnotationPlace[] = (['top', 'bottom'] as const).flatMap((kind) =>
  (['left', 'center', 'right'] as const).map((align) => ({ kind, align })),
);

/** PS3.2 table E.4.2-20, and one of ours. */
const standardFormats = {
  [sixLines]: () => ({
    boxes: sixPlaces.length,
    positions: [1, sixPlaces.length],
    placeOf: (position) => sixPlaces[position - 1] ?? { kind: 'bottom' },
    shared: false,
  }),
  NONE: () => ({ boxes: 0, positions: [0, 0], placeOf: () => top, shared: false }),
  LABEL: () => ({ boxes: 1, positions: [0, 0], placeOf: () => top, shared: false }),
  BOTTOM: (images) => ({ boxes: images, positions: [1, images], placeOf: belowImage, shared: false }),
  COMBINED: (images) => ({
    boxes: images + 1,
    positions: [0, images],
    placeOf: (position) => (position === 0 ? top : belowImage(position)),
    shared: false,
  }),
} as const satisfies Readonly<Record<string, FormatRule>>;

/** An Annotation Display Format ID that the printer knows. */
export function annotationFormatIds(printer: Printer): readonly string[] {
  return [...new Set([...Object.keys(standardFormats), ...Object.keys(printer.annotationFormats)])];
}

function isStandard(id: string): id is keyof typeof standardFormats {
  return Object.hasOwn(standardFormats, id);
}

/** The format of an id that the printer knows, for a film with this many image boxes; NONE for any other id. */
export function annotationLayout(id: string, imageBoxes: number, printer: Printer): AnnotationLayout {
  if (isStandard(id)) return standardFormats[id](imageBoxes);
  const format = printer.annotationFormats[id];
  if (!format) return standardFormats.NONE();
  const { boxes, place } = format;
  return {
    boxes,
    // A client with its own format also has its own positions.
    positions: [0, 65_535],
    placeOf: (position) => {
      if (place !== 'below image') return { kind: place };
      return position >= 1 && position <= imageBoxes ? belowImage(position) : { kind: 'bottom' };
    },
    shared: true,
  };
}
