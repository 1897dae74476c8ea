// The languages of the console. The English texts of the first view are part of the page (web/first-texts.ts divides them); those of
// further pages, other languages, and what the server says in any of them, are loaded.
import type en from './en.json';
import firstTexts from './en.json?first';
import type { MessageCatalog } from './messages.ts';

export type TextKey = keyof typeof en;
export type Catalog = Readonly<Record<TextKey, string>>;

export { firstTexts };

export const languages = {
  en: {
    name: 'English',
    load: async () => ({ default: { ...firstTexts, ...(await import('./en.json?later')).default } }),
    messages: () => import('./messages/en.json'),
  },
  de: {
    name: 'Deutsch',
    load: () => import('./de.json'),
    messages: () => import('./messages/de.json'),
  },
  es: {
    name: 'Español',
    load: () => import('./es.json'),
    messages: () => import('./messages/es.json'),
  },
  fr: {
    name: 'Français',
    load: () => import('./fr.json'),
    messages: () => import('./messages/fr.json'),
  },
  pt: {
    name: 'Português',
    load: () => import('./pt.json'),
    messages: () => import('./messages/pt.json'),
  },
  zh: {
    name: '中文',
    load: () => import('./zh.json'),
    messages: () => import('./messages/zh.json'),
  },
  ja: {
    name: '日本語',
    load: () => import('./ja.json'),
    messages: () => import('./messages/ja.json'),
  },
  ar: {
    name: 'العربية',
    load: () => import('./ar.json'),
    messages: () => import('./messages/ar.json'),
  },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly name: string;
      readonly load: () => Promise<{ readonly default: Partial<Catalog> }>;
      /** The server's messages; a code without an entry is a compiler error. */
      readonly messages: () => Promise<{ readonly default: MessageCatalog }>;
    }
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
