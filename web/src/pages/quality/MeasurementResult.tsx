// The result of a measurement: the verdict in words, the curve of the device, the contrast response and the JNDs against the
// GSDF, and the residuals of the patches.
import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import type { ApiMeasurement } from '../../data/queries/quality.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Badge } from '../../ui/display/Badge.tsx';
import { LineChart, type ChartSeries } from '../../ui/display/LineChart.tsx';
import { od } from './CalibrationPart.tsx';
import styles from './Quality.module.css';

const looks = {
  primary: { tone: 'ok', icon: CircleCheck },
  secondary: { tone: 'warning', icon: TriangleAlert },
  neither: { tone: 'failure', icon: OctagonAlert },
  none: { tone: 'idle', icon: TriangleAlert },
} as const;

/** Rounded to some decimals, in the language of the page. */
const rounded = (number: (value: number) => string, digits: number) => (value: number) =>
  number(Math.round(value * 10 ** digits) / 10 ** digits);

export function MeasurementResult({ measured }: { readonly measured: ApiMeasurement }) {
  const { t, number } = useTexts();
  const { verdict, expected, limits, dmin, dmax, noise, leftOut, source, notes, before, after } = measured;
  const percent = (part: number) => t('quality.percent', { value: number(Math.round(part * 1000) / 10) });
  return (
    <div className={styles.result}>
      <p className={styles.verdict}>
        <Badge {...looks[verdict]} word={t(`quality.verdict.${verdict}`)} />
        <span>
          {t('quality.verdict.sentence', {
            expected: percent(expected),
            primary: percent(limits.primary),
            secondary: percent(limits.secondary),
          })}
        </span>
      </p>
      {notes.map((note) => (
        <p key={note} lang="en" dir="ltr" className={styles.muted}>
          {note}
        </p>
      ))}
      <dl className={styles.facts}>
        <div>
          <dt>{t('quality.fact.densities')}</dt>
          <dd>{`${od(dmin, number)} – ${od(dmax, number)} OD`}</dd>
        </div>
        <div>
          <dt>{t('quality.fact.before')}</dt>
          <dd>{percent(before.largest)}</dd>
        </div>
        <div>
          <dt>{t('quality.fact.after')}</dt>
          <dd>{percent(after.largest)}</dd>
        </div>
        <div>
          <dt>{t('quality.fact.noise')}</dt>
          <dd>{`${rounded(number, 3)(noise)} OD`}</dd>
        </div>
        <div>
          <dt>{t('quality.fact.left-out')}</dt>
          <dd>
            {leftOut.length === 0
              ? t('quality.fact.no-patch')
              : leftOut.map(({ patch, deviceValue }) => patch ?? deviceValue).join(', ')}
          </dd>
        </div>
        <div>
          <dt>{t('quality.fact.source')}</dt>
          <dd>
            <bdi>{source.file}</bdi>
          </dd>
        </div>
      </dl>
      <Charts measured={measured} />
    </div>
  );
}

function Charts({ measured }: { readonly measured: ApiMeasurement }) {
  const { t, number } = useTexts();
  const charts = useMemo(() => chartsOf(measured, t), [measured, t]);
  const texts = useMemo(
    () => ({ two: rounded(number, 2), three: rounded(number, 3), whole: rounded(number, 0) }),
    [number],
  );
  const tableLabel = t('quality.chart.table');
  return (
    <div className={styles.charts}>
      <LineChart
        label={t('quality.chart.curve')}
        xLabel={t('quality.axis.device-value')}
        yLabel={t('quality.axis.density')}
        {...charts.curve}
        yText={texts.two}
        tableLabel={tableLabel}
      />
      <LineChart
        label={t('quality.chart.contrast')}
        xLabel={t('quality.axis.jnd')}
        yLabel={t('quality.axis.contrast')}
        {...charts.contrast}
        xText={texts.whole}
        yText={texts.three}
        tableLabel={tableLabel}
      />
      <LineChart
        label={t('quality.chart.jnds')}
        xLabel={t('quality.axis.interval')}
        yLabel={t('quality.axis.jnds')}
        {...charts.jnds}
        yText={texts.two}
        tableLabel={tableLabel}
      />
      <LineChart
        label={t('quality.chart.residuals')}
        xLabel={t('quality.axis.device-value')}
        yLabel={t('quality.axis.residual')}
        {...charts.residuals}
        yText={texts.three}
        tableLabel={tableLabel}
      />
    </div>
  );
}

interface ChartData {
  readonly x: readonly number[];
  readonly series: readonly ChartSeries[];
}

function chartsOf(
  { curve, wedge, before, after }: ApiMeasurement,
  t: ReturnType<typeof useTexts>['t'],
): Readonly<Record<'curve' | 'contrast' | 'jnds' | 'residuals', ChartData>> {
  const patches = new Map(wedge.map((one) => [one.deviceValue, one]));
  // The steps of the earlier contrast have other JND indexes; each is drawn at the position of the same step.
  const contrast = after.contrast.map((step, index) => ({
    ...step,
    before: before.contrast[index]?.measured ?? null,
  }));
  const limit = (part: number) => contrast.map(({ expected }) => expected * part);
  const intervals = after.jndsPerInterval;
  return {
    curve: {
      x: curve.map(({ deviceValue }) => deviceValue),
      series: [
        {
          label: t('quality.series.curve'),
          tone: 'accent',
          as: 'line',
          values: curve.map(({ density }) => density),
        },
        {
          label: t('quality.series.patches'),
          tone: 'warning',
          as: 'points',
          values: curve.map(({ deviceValue }) => patches.get(deviceValue)?.density ?? null),
        },
      ],
    },
    contrast: {
      x: contrast.map(({ jnd }) => jnd),
      series: [
        { label: t('quality.series.gsdf'), tone: 'muted', as: 'line', values: limit(1) },
        { label: t('quality.series.upper'), tone: 'muted', as: 'limit', values: limit(1.1) },
        { label: t('quality.series.lower'), tone: 'muted', as: 'limit', values: limit(0.9) },
        {
          label: t('quality.series.before'),
          tone: 'warning',
          as: 'line',
          values: contrast.map((step) => step.before),
        },
        {
          label: t('quality.series.after'),
          tone: 'accent',
          as: 'line',
          values: contrast.map(({ measured: value }) => value),
        },
      ],
    },
    jnds: {
      x: intervals.map((_, index) => index + 1),
      series: [
        {
          label: t('quality.series.gsdf'),
          tone: 'muted',
          as: 'line',
          values: intervals.map(() => after.idealJnds),
        },
        { label: t('quality.series.before'), tone: 'warning', as: 'line', values: before.jndsPerInterval },
        { label: t('quality.series.after'), tone: 'accent', as: 'line', values: intervals },
      ],
    },
    residuals: {
      x: wedge.map(({ deviceValue }) => deviceValue),
      series: [
        { label: t('quality.series.curve'), tone: 'muted', as: 'limit', values: wedge.map(() => 0) },
        {
          label: t('quality.series.residual'),
          tone: 'accent',
          as: 'points',
          values: wedge.map(({ density, fitted }) => density - fitted),
        },
      ],
    },
  };
}
