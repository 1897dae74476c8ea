// The window of levels and the inversion with which the viewer shows a film. They affect the screen only, never the film.

export interface ViewWindow {
  /** Percent of the range of levels. */
  readonly center: number;
  readonly width: number;
  readonly isInverted: boolean;
}

export const plainWindow: ViewWindow = { center: 50, width: 100, isInverted: false };

/** The linear function of levels from 0 to 1 that shows the window. */
export function windowFunction({ center, width, isInverted }: ViewWindow): {
  readonly slope: number;
  readonly intercept: number;
} {
  const slope = 100 / Math.max(1, width);
  const intercept = 0.5 - slope * (center / 100);
  return isInverted ? { slope: -slope, intercept: 1 - intercept } : { slope, intercept };
}
