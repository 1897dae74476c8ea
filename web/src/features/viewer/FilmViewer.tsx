// The viewer of a film: zoom, true pixels, inverted or windowed for looking only. It loads OpenSeadragon, so pages load it lazily.
// Films never mirror, whatever the language. Start at `FilmViewer`.
import OpenSeadragon from 'openseadragon';
import { useEffect, useId, useRef, useState } from 'react';
import { call, pathOf } from '../../data/client.ts';
import { hasToken, tokenHeaders } from '../../data/session.ts';
import type { ApiJob } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { useKeys } from '../../lib/use-keys.ts';
import { plainWindow, windowFunction, type ViewWindow } from '../../lib/view-window.ts';
import { Button } from '../../ui/Button.tsx';
import { ViewerToolbar } from './ViewerToolbar.tsx';
import styles from './FilmViewer.module.css';

export interface FilmViewerProps {
  readonly job: Pick<ApiJob, 'id' | 'pages' | 'films'>;
  /** From 1. */
  readonly page: number;
  readonly onPage: (page: number) => void;
}

const tileRoute = '/api/jobs/{id}/films/{film}/tiles/{level}/{tile}.png';

export default function FilmViewer({ job, page, onPage }: FilmViewerProps) {
  const { t, percent } = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const viewer = useRef<OpenSeadragon.Viewer>(undefined);
  const [zoom, setZoom] = useState<number>();
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  const [attempt, setAttempt] = useState(0);
  const [look, setLook] = useState<ViewWindow>(plainWindow);
  const pages = Math.max(1, job.pages ?? job.films.length);
  const filter = useId();

  useEffect(() => {
    if (place.current === null) return undefined;
    const made = OpenSeadragon({
      element: place.current,
      drawer: 'canvas',
      showNavigationControl: false,
      // The toolbar has the keys, so that they can be listed and switched off.
      keyboardNavEnabled: false,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
      visibilityRatio: 0.5,
      minZoomImageRatio: 0.5,
      maxZoomPixelRatio: 8,
      animationTime: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 0.15,
      imageSmoothingEnabled: false,
      // An image cannot send a token, a request can.
      loadTilesWithAjax: hasToken(),
      ajaxHeaders: { ...tokenHeaders() },
    });
    viewer.current = made;
    const noteZoom = () => {
      const item = made.world.getItemAt(made.world.getItemCount() - 1);
      // The world is empty while a page loads.
      if (made.world.getItemCount() > 0)
        setZoom(item.viewportToImageZoom(made.viewport.getZoom(true)) * devicePixelRatio);
    };
    made.addHandler('animation', noteZoom);
    made.addHandler('open', noteZoom);
    made.addHandler('resize', noteZoom);
    made.addHandler('tile-load-failed', () => {
      setState('failed');
    });
    return () => {
      made.destroy();
      viewer.current = undefined;
    };
  }, []);

  useEffect(() => {
    setState('loading');
    setLook(plainWindow);
    const ended = new AbortController();
    const params = { id: job.id, film: String(page) };
    call('GET /api/jobs/{id}/films/{film}/tiles', { params, signal: ended.signal })
      .then(({ width, height, tileSize, minLevel, maxLevel, version }) => {
        if (ended.signal.aborted) return;
        const getTileUrl = (level: number, x: number, y: number) =>
          `${pathOf(tileRoute, { ...params, level: String(level), tile: `${x}_${y}` })}?v=${encodeURIComponent(version)}`;
        const tileSource = { width, height, tileSize, tileOverlap: 0, minLevel, maxLevel, getTileUrl };
        viewer.current?.open({ tileSource });
        setState('shown');
      })
      .catch(() => {
        if (!ended.signal.aborted) setState('failed');
      });
    return () => {
      ended.abort();
    };
  }, [job.id, page, attempt]);

  const zoomTo = (factor: number) => {
    viewer.current?.viewport.zoomBy(factor);
    viewer.current?.viewport.applyConstraints();
  };
  const truePixels = () => {
    const shown = viewer.current;
    if (shown === undefined || shown.world.getItemCount() === 0) return;
    const item = shown.world.getItemAt(shown.world.getItemCount() - 1);
    shown.viewport.zoomTo(item.imageToViewportZoom(1 / devicePixelRatio));
  };
  const actions = {
    fit: () => viewer.current?.viewport.goHome(),
    truePixels,
    zoomIn: () => {
      zoomTo(1.5);
    },
    zoomOut: () => {
      zoomTo(1 / 1.5);
    },
    invert: () => {
      setLook((before) => ({ ...before, isInverted: !before.isInverted }));
    },
    previous: () => {
      if (page > 1) onPage(page - 1);
    },
    next: () => {
      if (page < pages) onPage(page + 1);
    },
  };
  const pan = (x: number, y: number) => () => {
    const shown = viewer.current;
    if (shown === undefined) return;
    const step = 0.1 / shown.viewport.getZoom();
    shown.viewport.panBy(new OpenSeadragon.Point(x * step, y * step));
    shown.viewport.applyConstraints();
  };
  useKeys({
    '0': actions.fit,
    '1': truePixels,
    '+': actions.zoomIn,
    '-': actions.zoomOut,
    i: actions.invert,
    '[': actions.previous,
    ']': actions.next,
  });
  const { slope, intercept } = windowFunction(look);
  const isChanged = look !== plainWindow && (look.isInverted || look.center !== 50 || look.width !== 100);
  const alt = t('film.alt', { film: page, id: job.id });
  return (
    <section className={styles.viewer} aria-label={t('viewer.name')} dir="ltr">
      <ViewerToolbar page={page} pages={pages} look={look} onLook={setLook} actions={actions} />
      <div
        className={styles.stage}
        role="img"
        aria-label={alt}
        tabIndex={0}
        onKeyDown={(event) => {
          const move = {
            ArrowLeft: pan(-1, 0),
            ArrowRight: pan(1, 0),
            ArrowUp: pan(0, -1),
            ArrowDown: pan(0, 1),
          };
          const act = new Map<string, () => void>(Object.entries(move)).get(event.key);
          if (act === undefined) return;
          event.preventDefault();
          act();
        }}
      >
        <svg className={styles.filters} aria-hidden>
          <filter id={filter} colorInterpolationFilters="sRGB">
            <feComponentTransfer>
              <feFuncR type="linear" slope={slope} intercept={intercept} />
              <feFuncG type="linear" slope={slope} intercept={intercept} />
              <feFuncB type="linear" slope={slope} intercept={intercept} />
            </feComponentTransfer>
          </filter>
        </svg>
        <div
          ref={place}
          className={styles.place}
          style={isChanged ? { filter: `url(#${CSS.escape(filter)})` } : {}}
        />
      </div>
      {isChanged && <p className={styles.badge}>{t('viewer.view-only')}</p>}
      {state === 'failed' && (
        <div className={styles.failed}>
          <p>{t('film.no-picture')}</p>
          <Button
            label={t('action.retry')}
            onPress={() => {
              setAttempt(attempt + 1);
            }}
          />
        </div>
      )}
      <p className={styles.foot} role="status">
        {state === 'loading' ? t('shell.loading') : zoom === undefined ? '' : percent(Math.round(zoom * 100))}
      </p>
    </section>
  );
}
