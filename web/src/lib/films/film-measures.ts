// Lengths and angles on a film, in millimeters of the film. Pure.

/** On the picture of the film, pixels. */
export interface FilmPoint {
  readonly x: number;
  readonly y: number;
}

const mmPerInch = 25.4;

/** Distance in mm. */
export function distanceMm(from: FilmPoint, to: FilmPoint, pixelsPerInch: number): number {
  return (Math.hypot(to.x - from.x, to.y - from.y) * mmPerInch) / pixelsPerInch;
}

/** The angle at `corner` between two points, 0 to 180 degrees. */
export function angleDegrees(one: FilmPoint, corner: FilmPoint, other: FilmPoint): number {
  const direction = (point: FilmPoint) => Math.atan2(point.y - corner.y, point.x - corner.x);
  const turn = Math.abs(direction(one) - direction(other)) * (180 / Math.PI);
  return turn > 180 ? 360 - turn : turn;
}

const rulerLengths = [500, 200, 100, 50, 20, 10, 5, 2, 1] as const;

/** The longest round length (mm) that is at most `maxPixels` long at this scale. */
export function rulerMm(pixelsPerMm: number, maxPixels: number): number {
  return rulerLengths.find((length) => length * pixelsPerMm <= maxPixels) ?? 1;
}
