// The size of this screen, measured once by the user, as CSS pixels per millimeter. It is valid for the screen and the zoom at
// which it was measured. Start at `screenScale`.
import { scaleOf, type ScreenFacts } from './screen-scale.ts';
import { storeOf } from './store.ts';

const key = 'hardcopy-screen';

function here(): ScreenFacts {
  return { width: screen.width, height: screen.height, devicePixelRatio };
}

function stored(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** CSS pixels per millimeter of this screen; undefined: not measured, or on another screen or zoom. */
export const screenScale = storeOf<number | undefined>(scaleOf(stored(), here()));

/** Checks again whether the measurement applies: the window may have moved to another screen, or been zoomed. */
export function checkScreen(): void {
  const scale = scaleOf(stored(), here());
  if (scale !== screenScale.get()) screenScale.set(scale);
}

export function saveScreenScale(pixelsPerMm: number): void {
  try {
    localStorage.setItem(key, JSON.stringify({ pixelsPerMm, ...here() }));
  } catch {
    // Kept until the page closes.
  }
  screenScale.set(pixelsPerMm);
}
