// Rectangles on a sheet: in millimeters, which are exact, and in device pixels, which are printed. Both are measured
// from the top left of the sheet.

export interface RectMm {
  readonly xMm: number;
  readonly yMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
}

/** Whole device pixels from the top left of the sheet. */
export interface DeviceRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Whether two rectangles share a device pixel. */
export function overlap(a: DeviceRect, b: DeviceRect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** A box in both units. */
export interface BoxArea {
  readonly rect: RectMm;
  readonly device: DeviceRect;
}

export const mmPerInch = 25.4;

/**
 * Device pixel of a coordinate. A small offset makes equal sums round to the same pixel, whatever order they were added in.
 */
export function toPixel(mm: number, pixelsPerMm: number): number {
  return Math.floor(mm * pixelsPerMm + 0.5 + 1e-7);
}
