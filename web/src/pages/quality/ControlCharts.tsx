// Control charts: the density of a step over time with its reference and limits; failed values are diamonds.
import { useMemo, useState } from 'react';
import type { ApiControlDetail, ApiControlRecord } from '../../data/queries/quality.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Choice } from '../../ui/fields/Choice.tsx';
import { LineChart, type ChartSeries } from '../../ui/display/LineChart.tsx';
import styles from './Quality.module.css';

export interface ControlChartsProps {
  /** Newest first. */
  readonly records: readonly ApiControlRecord[];
  readonly steps: ApiControlDetail['steps']['weekly'];
}

const [white, middle, black] = [255, 135, 0] as const;

export function ControlCharts({ records, steps }: ControlChartsProps) {
  const { t, number } = useTexts();
  const [step, setStep] = useState(String(middle));
  return (
    <>
      <div className={styles.fields}>
        <Choice
          label={t('quality.control.chart.step')}
          options={steps
            .filter(({ role }) => role === 'step' || role === 'outer')
            .map(({ pValue }) => ({
              id: String(pValue),
              label: t('quality.control.step', { value: number(pValue) }),
            }))}
          value={step}
          onChange={setStep}
        />
      </div>
      <div className={styles.charts}>
        {[white, Number(step), black].map((pValue) => (
          <ControlChart key={pValue} records={records} pValue={pValue} />
        ))}
      </div>
    </>
  );
}

interface ControlChartProps {
  readonly records: readonly ApiControlRecord[];
  readonly pValue: number;
}

function ControlChart({ records, pValue }: ControlChartProps) {
  const { t, number, day } = useTexts();
  const points = useMemo(
    () =>
      records.toReversed().flatMap(({ at, values }) => {
        const value = values.find((one) => one.pValue === pValue);
        return value === undefined ? [] : [{ ...value, at: Date.parse(at) / 1000 }];
      }),
    [records, pValue],
  );
  const series = useMemo((): readonly ChartSeries[] => {
    const edge = (sign: number) =>
      points.map(({ reference, limit }) => (reference === null ? null : reference + sign * limit));
    return [
      {
        label: t('quality.axis.density'),
        tone: 'accent',
        as: 'line',
        values: points.map(({ density }) => density),
      },
      { label: t('quality.series.reference'), tone: 'muted', as: 'line', values: edge(0) },
      { label: t('quality.series.upper'), tone: 'muted', as: 'limit', values: edge(1) },
      { label: t('quality.series.lower'), tone: 'muted', as: 'limit', values: edge(-1) },
      {
        label: t('quality.series.failed'),
        tone: 'failure',
        as: 'failed',
        values: points.map(({ density, passed }) => (passed === false ? density : null)),
      },
    ];
  }, [points, t]);
  const x = useMemo(() => points.map(({ at }) => at), [points]);
  const texts = useMemo(
    () => ({
      x: (at: number) => day(new Date(at * 1000)),
      y: (density: number) => number(Math.round(density * 1000) / 1000),
    }),
    [day, number],
  );
  if (points.length === 0) return null;
  const name =
    pValue === white
      ? t('quality.control.chart.white')
      : pValue === black
        ? t('quality.control.chart.black')
        : t('quality.control.step', { value: number(pValue) });
  return (
    <LineChart
      label={t('quality.control.chart', { step: name })}
      xLabel={t('quality.axis.day')}
      yLabel={t('quality.axis.density')}
      x={x}
      series={series}
      xText={texts.x}
      yText={texts.y}
      tableLabel={t('quality.chart.table')}
    />
  );
}
