// A chart of lines and points, drawn by uPlot on a canvas, with a table of the same values for screen readers. It has no texts
// of its own, and uses the colors of the theme.
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { classes } from '../../lib/classes.ts';
import { useMedia } from '../../lib/browser/use-media.ts';
import styles from './LineChart.module.css';

export type ChartTone = 'accent' | 'warning' | 'failure' | 'muted' | 'ok';

export interface ChartSeries {
  readonly label: string;
  /** One for each x; null: none. */
  readonly values: readonly (number | null)[];
  readonly tone: ChartTone;
  /** `limit`: a dashed line; `failed`: diamonds. */
  readonly as: 'line' | 'points' | 'limit' | 'failed';
}

export interface LineChartProps {
  /** What the chart shows, for screen readers. */
  readonly label: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly x: readonly number[];
  readonly series: readonly ChartSeries[];
  /** A value of x as text; default: the number. */
  readonly xText?: (x: number) => string;
  readonly yText: (y: number) => string;
  readonly tableLabel: string;
  /** Lowest and highest value of y; default: those of the values. */
  readonly yRange?: readonly [number, number];
}

const height = 220;
const font = '12px system-ui, sans-serif';

/** A color of the theme, as a canvas needs it. */
function colorOf(element: Element, tone: ChartTone | 'grid'): string {
  const probe = document.createElement('span');
  probe.className = styles[tone] ?? '';
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function diamonds(plot: UPlot, index: number, color: string): void {
  const size = 6 * devicePixelRatio;
  plot.ctx.fillStyle = color;
  for (const [at, value] of (plot.data[index] ?? []).entries()) {
    const x = plot.data[0][at];
    if (value === null || value === undefined || x === undefined) continue;
    const [left, top] = [plot.valToPos(x, 'x', true), plot.valToPos(value, 'y', true)];
    plot.ctx.beginPath();
    plot.ctx.moveTo(left, top - size);
    plot.ctx.lineTo(left + size, top);
    plot.ctx.lineTo(left, top + size);
    plot.ctx.lineTo(left - size, top);
    plot.ctx.fill();
  }
}

function seriesOf({ label, tone, as }: ChartSeries, element: Element): UPlot.Series {
  const color = colorOf(element, tone);
  const base = { label, stroke: color, spanGaps: true } as const;
  switch (as) {
    case 'line':
      return { ...base, width: 2, points: { show: false } };
    case 'limit':
      return { ...base, width: 1, dash: [6, 4], points: { show: false } };
    case 'points':
      return { ...base, paths: () => null, points: { show: true, size: 5, fill: color } };
    case 'failed':
      return { ...base, paths: () => null, points: { show: false } };
    default:
      return as satisfies never;
  }
}

export function LineChart(props: LineChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const isDark = useMedia('(prefers-color-scheme: dark)');
  const { label, xLabel, yLabel, x, series, xText = String, yText, tableLabel, yRange } = props;
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const [axisColor, gridColor] = [colorOf(element, 'muted'), colorOf(element, 'grid')];
    const axis = {
      stroke: axisColor,
      grid: { stroke: gridColor, width: 1 },
      ticks: { stroke: gridColor },
      font,
    };
    const plot = new UPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false },
          ...(yRange === undefined ? {} : { y: { range: () => [yRange[0], yRange[1]] } }),
        },
        axes: [
          { ...axis, values: (_plot, values) => values.map((value) => xText(value)), space: 70 },
          { ...axis, values: (_plot, values) => values.map((value) => yText(value)), size: 52 },
        ],
        series: [{}, ...series.map((one) => seriesOf(one, element))],
        hooks: {
          draw: [
            (drawn) => {
              for (const [index, one] of series.entries())
                if (one.as === 'failed') diamonds(drawn, index + 1, colorOf(element, one.tone));
            },
          ],
        },
      },
      [[...x], ...series.map(({ values }) => [...values])],
      element,
    );
    const resized = new ResizeObserver(() => {
      plot.setSize({ width: element.clientWidth, height });
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [x, series, xText, yText, yRange, isDark]);
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <strong>{label}</strong>
        <span className={styles.axes}>{`${yLabel} / ${xLabel}`}</span>
      </figcaption>
      <div ref={frame} className={styles.frame} role="img" aria-label={label} dir="ltr" />
      <ul className={styles.legend}>
        {series.map((one) => (
          <li key={one.label}>
            <span aria-hidden className={classes(styles.sign, styles[one.tone], styles[one.as])} />
            {one.label}
          </li>
        ))}
      </ul>
      <details className={styles.details}>
        <summary>{tableLabel}</summary>
        {/* A region that scrolls can be reached by keyboard. */}
        <div className={styles.scroll} role="region" aria-label={`${label}: ${tableLabel}`} tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{xLabel}</th>
                {series.map((one) => (
                  <th key={one.label} scope="col">
                    {one.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {x.map((at, index) => (
                <tr key={at}>
                  <th scope="row">{xText(at)}</th>
                  {series.map(({ label: name, values }) => {
                    const value = values[index];
                    return <td key={name}>{value === null || value === undefined ? '' : yText(value)}</td>;
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
