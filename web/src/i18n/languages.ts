// The languages of the console. English is part of the page, any other one is loaded when it is chosen.
import en from './en.json';

export type TextKey = keyof typeof en;
export type Catalog = Readonly<Record<TextKey, string>>;

export const languages = {
  en: { name: 'English', load: () => Promise.resolve({ default: en }) },
  de: { name: 'Deutsch', load: () => import('./de.json') },
  es: { name: 'Español', load: () => import('./es.json') },
  fr: { name: 'Français', load: () => import('./fr.json') },
  pt: { name: 'Português', load: () => import('./pt.json') },
  zh: { name: '中文', load: () => import('./zh.json') },
  ja: { name: '日本語', load: () => import('./ja.json') },
  ar: { name: 'العربية', load: () => import('./ar.json') },
} as const satisfies Readonly<
  Record<
    string,
    { readonly name: string; readonly load: () => Promise<{ readonly default: Partial<Catalog> }> }
  >
>;

export type Language = keyof typeof languages;
export const isLanguage = (tag: string): tag is Language => Object.hasOwn(languages, tag);

const rightToLeft: ReadonlySet<string> = new Set(['ar']);
export const directionOf = (language: Language): 'ltr' | 'rtl' => (rightToLeft.has(language) ? 'rtl' : 'ltr');

/** The first language of a list of tags that the console has: `de-CH` is `de`. */
export function chosenLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const [primary = ''] = tag.toLowerCase().split('-', 1);
    if (isLanguage(primary)) return primary;
  }
  return 'en';
}
