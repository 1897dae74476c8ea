// Gives every component the texts of the chosen language, and sets language and direction of the document.
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { directionOf, firstTexts, languages, type Catalog, type Language } from './languages.ts';
import type { MessageCatalog } from './messages.ts';
import { textsOf, type Texts } from './texts.ts';

const Context = createContext<Texts>(textsOf('en', firstTexts));

export const useTexts = (): Texts => useContext(Context);

interface Loaded {
  readonly language: Language;
  readonly catalog: Partial<Catalog>;
  /** Messages of the server. */
  readonly messages?: MessageCatalog;
}

export interface TextProviderProps {
  readonly language: Language;
  /** IANA time zone of the server, in which times are shown; default: that of the browser. */
  readonly timeZone?: string | undefined;
  readonly children: ReactNode;
}

/** The texts of a language stay English until they are loaded, those of the first view only. */
export function TextProvider({ language, timeZone, children }: TextProviderProps) {
  const [loaded, setLoaded] = useState<Loaded>({ language: 'en', catalog: firstTexts });
  useEffect(() => {
    let isWanted = true;
    const { load, messages } = languages[language];
    void Promise.all([load(), messages()]).then(([{ default: catalog }, { default: said }]) => {
      // A missing text is shown in English; test/web/catalogs.test.ts fails if a language lacks one.
      if (isWanted) setLoaded({ language, catalog: { ...firstTexts, ...catalog }, messages: said });
    });
    return () => {
      isWanted = false;
    };
  }, [language]);

  const { language: shown, catalog, messages } = loaded;
  // The locale of the browser if it has this language, because it has the user's formats of dates and numbers.
  const locale = navigator.languages.find((tag) => tag.toLowerCase().startsWith(shown)) ?? shown;
  const texts = useMemo(
    () => textsOf(locale, catalog, { messages, timeZone }),
    [locale, catalog, messages, timeZone],
  );
  useEffect(() => {
    document.documentElement.lang = shown;
    document.documentElement.dir = directionOf(shown);
  }, [shown]);
  return (
    <I18nProvider locale={locale}>
      <Context value={texts}>{children}</Context>
    </I18nProvider>
  );
}
