// The sizes of a page in a viewer that zooms, numbered as in Deep Zoom: level n fits into 2^n pixels. Pure; page-levels.ts makes them.

/** A page at the resolution of its printer. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
  readonly pixelsPerInch: number;
  readonly widthMm: number;
}

export interface PageLevel {
  readonly level: number;
  readonly width: number;
  readonly height: number;
}

/** Width and height of a tile, and the level that is one tile. */
export const tileSize = 512;
export const minLevel = 9;

export function maxLevelOf({ width, height }: Pick<PageSize, 'width' | 'height'>): number {
  return Math.max(minLevel, Math.ceil(Math.log2(Math.max(width, height))));
}

/** The sizes of all levels, the smallest first. */
export function levelsOf(size: Pick<PageSize, 'width' | 'height'>): readonly PageLevel[] {
  const maxLevel = maxLevelOf(size);
  return Array.from({ length: maxLevel - minLevel + 1 }, (_, index) => {
    const level = minLevel + index;
    const part = 2 ** (maxLevel - level);
    return { level, width: Math.ceil(size.width / part), height: Math.ceil(size.height / part) };
  });
}
