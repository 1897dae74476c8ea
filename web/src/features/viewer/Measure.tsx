// A distance or an angle on the film, over its picture: ends are dragged, or moved by the arrow keys (with Shift ten pixels). The
// result is a text in millimeters of the film. Start at `Measure`.
import { useEffect, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { angleDegrees, distanceMm, type FilmPoint } from '../../lib/films/film-measures.ts';
import { onElement, onPicture, type FilmStage, type StageView } from './use-film-stage.ts';
import styles from './FilmViewer.module.css';

export type MeasureKind = 'distance' | 'angle';

export interface MeasureProps {
  readonly kind: MeasureKind;
  readonly stage: FilmStage;
  readonly view: StageView;
}

/** The first ends: in the middle of the visible part. */
function firstEnds(kind: MeasureKind, stage: FilmStage): readonly FilmPoint[] {
  const box = stage.place.current;
  const [width, height] = [box?.clientWidth ?? 0, box?.clientHeight ?? 0];
  const places =
    kind === 'distance'
      ? [
          [0.3, 0.5],
          [0.7, 0.5],
        ]
      : [
          [0.35, 0.65],
          [0.5, 0.35],
          [0.65, 0.65],
        ];
  return places.map(([x = 0, y = 0]) => {
    const point = onPicture(stage.viewer.current, x * width, y * height);
    return { x: point?.x ?? 0, y: point?.y ?? 0 };
  });
}

export function Measure({ kind, stage, view }: MeasureProps) {
  const { t, number } = useTexts();
  const [ends, setEnds] = useState(() => firstEnds(kind, stage));
  const [dragged, setDragged] = useState<number>();
  useEffect(() => {
    setEnds(firstEnds(kind, stage));
    // Another kind of measure starts with new ends; zooming keeps them.
  }, [kind]);
  const set = (index: number, point: FilmPoint) => {
    const inside = {
      x: Math.min(view.width, Math.max(0, point.x)),
      y: Math.min(view.height, Math.max(0, point.y)),
    };
    setEnds((before) => before.map((end, at) => (at === index ? inside : end)));
  };
  const onKeyDown = (index: number) => (event: KeyboardEvent) => {
    const step = (event.shiftKey ? 10 : 1) / view.scale;
    const moves = new Map([
      ['ArrowLeft', [-step, 0]],
      ['ArrowRight', [step, 0]],
      ['ArrowUp', [0, -step]],
      ['ArrowDown', [0, step]],
    ]);
    const [x, y] = moves.get(event.key) ?? [];
    const end = ends[index];
    if (x === undefined || y === undefined || end === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(index, { x: end.x + x, y: end.y + y });
  };
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    if (dragged === undefined) return;
    const box = event.currentTarget.getBoundingClientRect();
    const point = onPicture(stage.viewer.current, event.clientX - box.left, event.clientY - box.top);
    if (point !== undefined) set(dragged, point);
  };
  const shown = ends.map(({ x, y }) => onElement(stage.viewer.current, x, y) ?? { x: 0, y: 0 });
  const [one, two, three] = ends;
  const tenths = (value: number) => number(Math.round(value * 10) / 10);
  const result =
    one === undefined || two === undefined
      ? ''
      : three === undefined
        ? t('viewer.measure.distance', { length: tenths(distanceMm(one, two, view.pixelsPerInch)) })
        : t('viewer.measure.angle', { angle: tenths(angleDegrees(one, two, three)) });
  return (
    <>
      <svg
        className={styles.measure}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          setDragged(undefined);
        }}
      >
        <polyline points={shown.map(({ x, y }) => `${x},${y}`).join(' ')} className={styles.lineBelow} />
        <polyline points={shown.map(({ x, y }) => `${x},${y}`).join(' ')} className={styles.line} />
        {shown.map(({ x, y }, index) => (
          <circle
            key={index}
            cx={x}
            cy={y}
            r={9}
            className={styles.end}
            role="slider"
            tabIndex={0}
            aria-label={t('viewer.measure.end', { end: index + 1 })}
            aria-valuenow={Math.round(ends[index]?.x ?? 0)}
            aria-valuetext={result}
            onKeyDown={onKeyDown(index)}
            onPointerDown={(event) => {
              event.preventDefault();
              event.currentTarget.focus();
              event.currentTarget.ownerSVGElement?.setPointerCapture(event.pointerId);
              setDragged(index);
            }}
          />
        ))}
      </svg>
      <p role="status" className={styles.result}>
        {result} {t('viewer.measure.not-diagnostic')}
      </p>
    </>
  );
}
