// Keeps the choices of a user in `localStorage`, shared by all tabs. A browser that forbids storage keeps them until the page
// closes.
import { defaultPreferences, preferencesOf, type Preferences } from './preferences.ts';
import { storeOf } from './store.ts';

const key = 'hardcopy-preferences';

function read(): Preferences {
  try {
    return preferencesOf(localStorage.getItem(key));
  } catch {
    return defaultPreferences;
  }
}

export const preferences = storeOf<Preferences>(defaultPreferences);

export function setPreferences(change: Partial<Preferences>): void {
  const next = { ...preferences.get(), ...change };
  preferences.set(next);
  try {
    localStorage.setItem(key, JSON.stringify(next));
  } catch {
    // Storage is forbidden or full: the choice applies to this page only.
  }
}

/** Reads the stored choices, and follows changes in other tabs. */
export function followPreferences(): void {
  preferences.set(read());
  addEventListener('storage', (event) => {
    if (event.key === key) preferences.set(preferencesOf(event.newValue));
  });
}
