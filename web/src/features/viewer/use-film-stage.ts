// One picture of a film that zooms: OpenSeadragon on an element, with the tiles of a page. Start at `useFilmStage`.
import OpenSeadragon from 'openseadragon';
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { hasToken, tokenHeaders } from '../../data/requests/session.ts';
import { FilmTiles, tileUrl } from './film-tiles.ts';

/** A page of a film. */
export interface StagePage {
  readonly id: string;
  /** From 1. */
  readonly page: number;
  /** Of the film: those beside this one are prefetched. Default: none is. */
  readonly pages?: number;
}

/** How far the zoom may be from that of the whole film for it to count as the whole film. */
const homeTolerance = 0.01;
/** The pages beside the one that is shown are requested when it has been shown for so long, ms. */
const prefetchAfterMs = 250;

/** Scale and size of the picture on the screen. */
export interface StageView {
  /** CSS pixels per pixel of the picture. */
  readonly scale: number;
  /** Pixels of the picture. */
  readonly width: number;
  readonly height: number;
  readonly pixelsPerInch: number;
}

export interface FilmStage {
  readonly place: RefObject<HTMLDivElement | null>;
  readonly viewer: RefObject<OpenSeadragon.Viewer | undefined>;
  readonly state: 'loading' | 'shown' | 'failed';
  readonly view: StageView | undefined;
  readonly retry: () => void;
}

function itemOf(viewer: OpenSeadragon.Viewer | undefined): OpenSeadragon.TiledImage | undefined {
  // The world is empty while a page loads.
  return viewer === undefined || viewer.world.getItemCount() === 0
    ? undefined
    : viewer.world.getItemAt(viewer.world.getItemCount() - 1);
}

/** Zooms so that a pixel of the picture is this many CSS pixels. */
export function zoomToScale(viewer: OpenSeadragon.Viewer | undefined, scale: number): void {
  const item = itemOf(viewer);
  if (item !== undefined) viewer?.viewport.zoomTo(item.imageToViewportZoom(scale));
}

/** The position of a picture pixel on the element. */
export function onElement(viewer: OpenSeadragon.Viewer | undefined, x: number, y: number) {
  return itemOf(viewer)?.imageToViewerElementCoordinates(new OpenSeadragon.Point(x, y));
}

/** The picture pixel at a position of the element. */
export function onPicture(viewer: OpenSeadragon.Viewer | undefined, x: number, y: number) {
  return itemOf(viewer)?.viewerElementToImageCoordinates(new OpenSeadragon.Point(x, y));
}

export function useFilmStage({ id, page, pages = 0 }: StagePage): FilmStage {
  const tiles = useMemo(() => new FilmTiles(id), [id]);
  const place = useRef<HTMLDivElement>(null);
  const viewer = useRef<OpenSeadragon.Viewer>(undefined);
  const resolution = useRef(300);
  const [state, setState] = useState<FilmStage['state']>('loading');
  const [attempt, setAttempt] = useState(0);
  const [view, setView] = useState<StageView>();

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
      // An `img` cannot send a token; a request can.
      loadTilesWithAjax: hasToken(),
      ajaxHeaders: { ...tokenHeaders() },
    });
    viewer.current = made;
    const note = () => {
      const item = itemOf(made);
      if (item === undefined) return;
      const { x: width, y: height } = item.getContentSize();
      const scale = item.viewportToImageZoom(made.viewport.getZoom(true));
      setView({ scale, width, height, pixelsPerInch: resolution.current });
    };
    // A whole film is whole in a window of another size, too.
    let isWhole = true;
    const noteWhole = () => {
      isWhole = Math.abs(made.viewport.getZoom() / made.viewport.getHomeZoom() - 1) < homeTolerance;
    };
    made.addHandler('animation', note);
    made.addHandler('animation-finish', noteWhole);
    made.addHandler('open', note);
    made.addHandler('open', noteWhole);
    made.addHandler('resize', () => {
      // OpenSeadragon sets its own zoom after this event.
      queueMicrotask(() => {
        if (viewer.current !== made) return;
        if (isWhole) made.viewport.goHome(true);
        note();
      });
    });
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
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    tiles
      .of(page)
      .then(({ width, height, tileSize, minLevel, maxLevel, version, pixelsPerInch }) => {
        if (isOver) return;
        const getTileUrl = (level: number, x: number, y: number) =>
          tileUrl({ id, page, version }, level, `${x}_${y}`);
        const tileSource = { width, height, tileSize, tileOverlap: 0, minLevel, maxLevel, getTileUrl };
        resolution.current = pixelsPerInch;
        viewer.current?.open({ tileSource });
        setState('shown');
        timer = setTimeout(() => {
          for (const next of [page + 1, page - 1]) if (next >= 1 && next <= pages) tiles.prefetch(next);
        }, prefetchAfterMs);
      })
      .catch(() => {
        if (!isOver) setState('failed');
      });
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [tiles, id, page, pages, attempt]);

  return {
    place,
    viewer,
    state,
    view,
    retry: () => {
      tiles.forget(page);
      setAttempt(attempt + 1);
    },
  };
}
