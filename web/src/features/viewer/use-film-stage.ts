// One picture of a film that zooms: OpenSeadragon on an element, with the tiles of a page. Start at `useFilmStage`.
import OpenSeadragon from 'openseadragon';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { call, pathOf } from '../../data/requests/client.ts';
import { hasToken, tokenHeaders } from '../../data/requests/session.ts';

const tileRoute = '/api/jobs/{id}/films/{film}/tiles/{level}/{tile}.png';

/** A page of a film. */
export interface StagePage {
  readonly id: string;
  /** From 1. */
  readonly page: number;
}

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

export function useFilmStage({ id, page }: StagePage): FilmStage {
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
    made.addHandler('animation', note);
    made.addHandler('open', note);
    made.addHandler('resize', note);
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
    const ended = new AbortController();
    const params = { id, film: String(page) };
    call('GET /api/jobs/{id}/films/{film}/tiles', { params, signal: ended.signal })
      .then(({ width, height, tileSize, minLevel, maxLevel, version, pixelsPerInch }) => {
        if (ended.signal.aborted) return;
        const getTileUrl = (level: number, x: number, y: number) =>
          `${pathOf(tileRoute, { ...params, level: String(level), tile: `${x}_${y}` })}?v=${encodeURIComponent(version)}`;
        const tileSource = { width, height, tileSize, tileOverlap: 0, minLevel, maxLevel, getTileUrl };
        resolution.current = pixelsPerInch;
        viewer.current?.open({ tileSource });
        setState('shown');
      })
      .catch(() => {
        if (!ended.signal.aborted) setState('failed');
      });
    return () => {
      ended.abort();
    };
  }, [id, page, attempt]);

  return {
    place,
    viewer,
    state,
    view,
    retry: () => {
      setAttempt(attempt + 1);
    },
  };
}
