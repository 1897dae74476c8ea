// What a user chose on this browser: language, theme, name. stored-preferences.ts keeps it.

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export interface Preferences {
  /** Tag of a language; null: that of the browser. */
  readonly language: string | null;
  readonly theme: Theme;
  /** Name for the history, not verified; empty: the address. */
  readonly name: string;
  readonly hasKeys: boolean;
}

export const defaultPreferences: Preferences = { language: null, theme: 'system', name: '', hasKeys: true };

/** @param stored any text, also of an older version */
export function preferencesOf(stored: string | null): Preferences {
  let found: unknown;
  try {
    found = JSON.parse(stored ?? '{}');
  } catch {
    return defaultPreferences;
  }
  if (typeof found !== 'object' || found === null) return defaultPreferences;
  const values = new Map<string, unknown>(Object.entries(found));
  const [language, theme, name] = [values.get('language'), values.get('theme'), values.get('name')];
  return {
    language: typeof language === 'string' ? language : null,
    theme: themes.find((one) => one === theme) ?? 'system',
    name: typeof name === 'string' ? name.slice(0, 64) : '',
    hasKeys: values.get('hasKeys') !== false,
  };
}
