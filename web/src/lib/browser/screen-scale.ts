// The measured size of a screen, as CSS pixels per millimeter. true-size.ts stores it. Pure.

export interface ScreenFacts {
  readonly width: number;
  readonly height: number;
  readonly devicePixelRatio: number;
}

/** A bank card (ISO/IEC 7810 ID-1), mm. */
export const cardMm = { width: 85.6, height: 53.98 } as const;
/** CSS pixels per millimeter: a screen of 96 pixels per inch has 3.78, a phone up to 8, a wall screen 1. */
export const minPixelsPerMm = 1;
export const maxPixelsPerMm = 10;

/** @param stored any text, also of another screen; undefined: not measured on this screen, at this zoom */
export function scaleOf(stored: string | null, screen: ScreenFacts): number | undefined {
  let found: unknown;
  try {
    found = JSON.parse(stored ?? 'null');
  } catch {
    return undefined;
  }
  if (typeof found !== 'object' || found === null) return undefined;
  const values = new Map<string, unknown>(Object.entries(found));
  const scale = values.get('pixelsPerMm');
  if (typeof scale !== 'number' || !(scale >= minPixelsPerMm && scale <= maxPixelsPerMm)) return undefined;
  const isSame = Object.entries(screen).every(([name, value]) => values.get(name) === value);
  return isSame ? scale : undefined;
}
