// The pages of a film as small pictures in a row. Only those in sight are in the document, whatever the number of pages; the arrow
// keys, Home and End change the page. Start at `PageStrip`.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ApiJob } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { shownPages } from '../../lib/films/shown-pages.ts';
import { FilmPicture } from '../film/FilmPicture.tsx';
import styles from './PageStrip.module.css';

export interface PageStripProps {
  readonly job: Pick<ApiJob, 'id' | 'films' | 'pages' | 'payloadRemovedAt'>;
  readonly page: number;
  readonly pages: number;
  readonly onPage: (page: number) => void;
}

/** Of one page, CSS pixels, with the space before the next one. */
const step = 64;

export function PageStrip({ job, page, pages, onPage }: PageStripProps) {
  const { t, number } = useTexts();
  const strip = useRef<HTMLDivElement>(null);
  const [{ left, width }, setPlace] = useState({ left: 0, width: 0 });
  const note = () => {
    const element = strip.current;
    if (element !== null) setPlace({ left: element.scrollLeft, width: element.clientWidth });
  };
  useLayoutEffect(note, []);
  useEffect(() => {
    const element = strip.current;
    if (element === null) return undefined;
    const resized = new ResizeObserver(note);
    resized.observe(element);
    return () => {
      resized.disconnect();
    };
  }, []);
  // The page that is shown is in sight.
  useEffect(() => {
    const element = strip.current;
    if (element === null) return;
    const start = (page - 1) * step;
    if (start < element.scrollLeft || start + step > element.scrollLeft + element.clientWidth)
      element.scrollLeft = start - (element.clientWidth - step) / 2;
  }, [page]);
  const { first, last } = shownPages({ left, width, step, pages });
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: page - 1,
    ArrowRight: page + 1,
    Home: 1,
    End: pages,
  };
  return (
    <div
      ref={strip}
      className={styles.strip}
      role="listbox"
      aria-label={t('viewer.pages')}
      aria-orientation="horizontal"
      aria-activedescendant={page >= first && page <= last ? `page-${page}` : undefined}
      tabIndex={0}
      onScroll={note}
      onKeyDown={(event) => {
        const next = steps[event.key];
        if (next === undefined) return;
        event.preventDefault();
        if (next >= 1 && next <= pages) onPage(next);
      }}
    >
      <div className={styles.all} style={{ inlineSize: `${pages * step}px` }} role="presentation">
        {Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index).map((one) => (
          <div
            key={one}
            id={`page-${one}`}
            role="option"
            aria-selected={one === page}
            aria-posinset={one}
            aria-setsize={pages}
            aria-label={t('viewer.page', { page: one, pages })}
            className={classes(styles.page, one === page && styles.here)}
            style={{ insetInlineStart: `${(one - 1) * step}px` }}
            onClick={() => {
              onPage(one);
            }}
          >
            <FilmPicture job={job} film={one} alt="" isSmall />
            <span>{number(one)}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
