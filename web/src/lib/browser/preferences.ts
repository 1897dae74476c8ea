// The choices of a user in this browser: language, theme, name, keys, alerts, columns. stored-preferences.ts keeps it.

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export interface Preferences {
  /** Tag of a language; null: that of the browser. */
  readonly language: string | null;
  readonly theme: Theme;
  /** Name for the history, not verified; empty: the address. */
  readonly name: string;
  readonly hasKeys: boolean;
  /** A tone when a printer stops or a film is not printed. */
  readonly hasSound: boolean;
  /** A notification of the browser, for the same. */
  readonly hasNotifications: boolean;
  /** Columns of the list of films that are not shown. */
  readonly hiddenColumns: readonly string[];
}

export const defaultPreferences: Preferences = {
  language: null,
  theme: 'system',
  name: '',
  hasKeys: true,
  hasSound: false,
  hasNotifications: false,
  hiddenColumns: ['size', 'priority', 'job'],
};

const maxHidden = 16;

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
  const hidden: unknown = values.get('hiddenColumns');
  return {
    language: typeof language === 'string' ? language : null,
    theme: themes.find((one) => one === theme) ?? 'system',
    name: typeof name === 'string' ? name.slice(0, 64) : '',
    hasKeys: values.get('hasKeys') !== false,
    hasSound: values.get('hasSound') === true,
    hasNotifications: values.get('hasNotifications') === true,
    hiddenColumns: Array.isArray(hidden)
      ? hidden.filter((one): one is string => typeof one === 'string').slice(0, maxHidden)
      : defaultPreferences.hiddenColumns,
  };
}
