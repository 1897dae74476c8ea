// The size of this screen, measured once by the user: how many CSS pixels are a millimeter. It holds for the screen and the zoom at
// which it was measured, and ends with another one. Start at `screenScale`.
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

/** Looks again: the window may be on another screen now, or zoomed. */
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
