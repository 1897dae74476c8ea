// The viewer of a film: zoom, true pixels, true size with a ruler, inversion and window on the screen only, measuring,
// comparison. It loads OpenSeadragon, so pages load it lazily. Films are never mirrored in right-to-left languages. Start at
// `FilmViewer`.
import OpenSeadragon from 'openseadragon';
import { useEffect, useId, useState } from 'react';
import type { ApiJob } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { checkScreen, screenScale } from '../../lib/browser/true-size.ts';
import { useKeys } from '../../lib/browser/use-keys.ts';
import { plainWindow, windowFunction, type ViewWindow } from '../../lib/films/view-window.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { CalibrateScreen } from './CalibrateScreen.tsx';
import { CompareChoice } from './CompareChoice.tsx';
import { CompareStage } from './CompareStage.tsx';
import { FilmRuler, trueScale } from './FilmRuler.tsx';
import { Measure, type MeasureKind } from './Measure.tsx';
import { PageStrip } from './PageStrip.tsx';
import { ViewerToolbar } from './ViewerToolbar.tsx';
import { useFilmStage, zoomToScale, type StagePage } from './use-film-stage.ts';
import styles from './FilmViewer.module.css';

export interface FilmViewerProps {
  readonly job: Pick<ApiJob, 'id' | 'pages' | 'films' | 'payloadRemovedAt'>;
  /** From 1. */
  readonly page: number;
  readonly onPage: (page: number) => void;
}

/** A comparison: side by side, or over each other with one of them in front. */
interface Comparison {
  readonly other: StagePage;
  readonly kind: 'beside' | 'over';
  readonly isOtherInFront: boolean;
  /** Swaps the film in front automatically, once per second. */
  readonly isBlinking: boolean;
}

/** Time for which each film is in front, ms: slower than the three flashes per second of WCAG 2.3.1. */
const blinkMs = 1_000;
const nextMeasure = { none: 'distance', distance: 'angle', angle: 'none' } as const;

export default function FilmViewer({ job, page, onPage }: FilmViewerProps) {
  const { t, percent } = useTexts();
  const pages = Math.max(1, job.pages ?? job.films.length);
  const stage = useFilmStage({ id: job.id, page, pages });
  const { place, viewer, view, state, retry } = stage;
  const [look, setLook] = useState<ViewWindow>(plainWindow);
  const [measure, setMeasure] = useState<MeasureKind | 'none'>('none');
  const [comparison, setComparison] = useState<Comparison>();
  const [open, setOpen] = useState<'compare' | 'calibrate' | 'window'>();
  const filter = useId();
  useEffect(() => {
    setLook(plainWindow);
    setMeasure('none');
  }, [job.id, page]);

  const isBlinking = comparison?.isBlinking === true;
  useEffect(() => {
    if (!isBlinking) return undefined;
    const timer = setInterval(() => {
      setComparison((before) => before && { ...before, isOtherInFront: !before.isOtherInFront });
    }, blinkMs);
    return () => {
      clearInterval(timer);
    };
  }, [isBlinking]);

  const zoomTo = (factor: number) => {
    viewer.current?.viewport.zoomBy(factor);
    viewer.current?.viewport.applyConstraints();
  };
  const trueSize = () => {
    checkScreen();
    const screen = screenScale.get();
    if (screen === undefined) setOpen('calibrate');
    else if (view !== undefined) zoomToScale(viewer.current, trueScale(screen, view));
  };
  const actions = {
    fit: () => viewer.current?.viewport.goHome(),
    truePixels: () => {
      zoomToScale(viewer.current, 1 / devicePixelRatio);
    },
    trueSize,
    zoomIn: () => {
      zoomTo(1.5);
    },
    zoomOut: () => {
      zoomTo(1 / 1.5);
    },
    window: () => {
      setOpen('window');
    },
    invert: () => {
      setLook((before) => ({ ...before, isInverted: !before.isInverted }));
    },
    measure: () => {
      setMeasure(nextMeasure[measure]);
    },
    compare: () => {
      if (comparison === undefined) setOpen('compare');
      else setComparison(undefined);
    },
    /** One film over the other, and which of them is in front. */
    swap: () => {
      if (comparison === undefined) setOpen('compare');
      else
        setComparison({
          ...comparison,
          kind: 'over',
          isBlinking: false,
          isOtherInFront: !comparison.isOtherInFront,
        });
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
    '1': actions.truePixels,
    t: trueSize,
    '+': actions.zoomIn,
    '-': actions.zoomOut,
    i: actions.invert,
    w: actions.window,
    l: actions.measure,
    c: actions.compare,
    b: actions.swap,
    '[': actions.previous,
    ']': actions.next,
  });
  const { slope, intercept } = windowFunction(look);
  const isChanged = look !== plainWindow && (look.isInverted || look.center !== 50 || look.width !== 100);
  const style = isChanged ? { filter: `url(#${CSS.escape(filter)})` } : {};
  const alt = t('film.alt', { film: page, id: job.id });
  const isOver = comparison?.kind === 'over';
  return (
    <section className={styles.viewer} aria-label={t('viewer.name')} dir="ltr">
      <ViewerToolbar
        page={page}
        pages={pages}
        look={look}
        onLook={setLook}
        isWindowOpen={open === 'window'}
        onWindowOpen={(isOpen) => {
          setOpen(isOpen ? 'window' : undefined);
        }}
        actions={actions}
        comparison={
          comparison && {
            isOver: comparison.kind === 'over',
            isBlinking,
            onBeside: () => {
              setComparison({ ...comparison, kind: 'beside', isBlinking: false });
            },
            onBlink: () => {
              setComparison({ ...comparison, kind: 'over', isBlinking: !isBlinking });
            },
          }
        }
      />
      {pages > 1 && <PageStrip job={job} page={page} pages={pages} onPage={onPage} />}
      <div className={classes(styles.stages, comparison?.kind === 'beside' && styles.beside)}>
        <div
          className={styles.stage}
          role="group"
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
          <div ref={place} className={styles.place} style={style} />
          {measure !== 'none' && view !== undefined && (
            <Measure key={`${page} ${measure}`} kind={measure} stage={stage} view={view} />
          )}
        </div>
        {comparison !== undefined && (
          <div
            className={classes(
              isOver ? styles.overlaid : styles.stage,
              isOver && !comparison.isOtherInFront && styles.behind,
            )}
          >
            <CompareStage
              key={`${comparison.other.id} ${comparison.other.page}`}
              other={comparison.other}
              main={stage}
              style={style}
            />
          </div>
        )}
      </div>
      {isChanged && <p className={styles.badge}>{t('viewer.view-only')}</p>}
      {state === 'failed' && (
        <div className={styles.failed}>
          <p>{t('film.no-picture')}</p>
          <Button label={t('action.retry')} onPress={retry} />
        </div>
      )}
      <div className={styles.foot}>
        <FilmRuler view={view} />
        <p role="status" className={styles.zoom}>
          {state === 'loading'
            ? t('shell.loading')
            : view === undefined
              ? ''
              : t('viewer.pixels', { percent: percent(Math.round(view.scale * devicePixelRatio * 100)) })}
        </p>
      </div>
      {open === 'compare' && (
        <CompareChoice
          job={job}
          page={page}
          onChoose={(other) => {
            setOpen(undefined);
            setComparison({ other, kind: 'beside', isOtherInFront: true, isBlinking: false });
          }}
          onClose={() => {
            setOpen(undefined);
          }}
        />
      )}
      {open === 'calibrate' && (
        <CalibrateScreen
          onClose={() => {
            setOpen(undefined);
          }}
        />
      )}
    </section>
  );
}
