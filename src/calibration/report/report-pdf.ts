// The report of a calibration on one A4 page: verdict, facts, the measured curve, and the reproduction of P-values
// with and without the calibration. Start at `reportPdf`.
import { diagram, type Frame, type Pdf, type Series } from './diagram.ts';
import { inner, margin, openReport } from './report-page.ts';
import { opticalDensityText } from '../curve/measurement.ts';
import {
  expectedText,
  percent,
  verdictText,
  type Calibration,
  type MeasurementSource,
  type PrintTest,
} from './report.ts';
import { verdictOf } from '../curve/response.ts';
import type { Judgment } from '../curve/shown.ts';
import { verdictLimits, type ContrastStep } from '../curve/response.ts';

const colors = { ideal: '#8a8a8a', before: '#c06a00', after: '#005ea8' } as const;

const rounded = (value: number) => Math.ceil(value * 10) / 10;
const ticks = (from: number, to: number, step: number) =>
  Array.from({ length: Math.floor((to - from) / step + 1.001) }, (_, index) =>
    Number((from + index * step).toFixed(3)),
  );

function contrastDiagram(
  pdf: Pdf,
  frame: Frame,
  judged: readonly (readonly [string, string, Judgment])[],
): void {
  const all = judged.flatMap(([, , { contrast }]) => contrast.steps);
  const [from, to] = [
    Math.floor(Math.min(...all.map(({ jnd }) => jnd)) / 50) * 50,
    Math.ceil(Math.max(...all.map(({ jnd }) => jnd)) / 50) * 50,
  ];
  const ideal = judged.at(-1)?.[2].contrast.steps ?? [];
  const points = (value: (step: ContrastStep) => number, steps: readonly ContrastStep[]) =>
    steps.map((step) => [step.jnd, value(step)] as const);
  const edge = (part: number) => points(({ expected }) => expected * part, ideal);
  const top = rounded(Math.max(...ideal.map(({ expected }) => expected)) * 2 * 10) / 10;
  diagram(pdf, frame, {
    title: 'Contrast response (AAPM TG18), band ±10 %',
    x: { from, to, ticks: ticks(from, to, 50), title: 'JND index' },
    y: { from: 0, to: top, ticks: ticks(0, top, top > 0.08 ? 0.02 : 0.01), title: 'ΔL/L per JND' },
    band: [...edge(1 + verdictLimits.primary), ...edge(1 - verdictLimits.primary).toReversed()],
    series: [
      { points: edge(1), color: colors.ideal, name: 'GSDF', as: 'line' },
      ...judged.map(([name, color, { contrast }]): Series => ({
        name,
        color,
        as: 'line',
        points: points(({ measured }) => measured, contrast.steps),
      })),
    ],
  });
}

function jndDiagram(pdf: Pdf, frame: Frame, judged: readonly (readonly [string, string, Judgment])[]): void {
  const last = judged.at(-1)?.[2].fit;
  if (!last) return;
  const count = last.jndsPerInterval.length;
  const top = Math.ceil(last.ideal * 2);
  diagram(pdf, frame, {
    title: 'JNDs per luminance interval (PS3.14 annex C)',
    x: {
      from: 1,
      to: count,
      ticks: ticks(10, count, 10),
      title: `luminance interval, of ${count}, from the darkest`,
    },
    y: { from: 0, to: top, ticks: ticks(0, top, Math.max(1, Math.round(top / 5))), title: 'JNDs' },
    series: [
      {
        points: [
          [1, last.ideal],
          [count, last.ideal],
        ],
        color: colors.ideal,
        name: 'GSDF',
        as: 'line',
      },
      ...judged.map(([name, color, { fit }]): Series => ({
        name,
        color,
        as: 'line',
        points: fit.jndsPerInterval.map((jnds, index) => [index + 1, jnds] as const),
      })),
    ],
  });
}

function facts(pdf: Pdf, rows: readonly (readonly [string, string])[]): void {
  for (const [name, value] of rows) {
    const y = pdf.y;
    pdf.fontSize(8.5).fillColor('#606060').text(name, margin, y, { width: 110 });
    pdf.fillColor('black').text(value, margin + 115, y, { width: inner - 115 });
    pdf.moveDown(0.15);
  }
}

const fitText = ({ fit, contrast }: Judgment) =>
  `largest contrast deviation ${percent(contrast.largest)}; ${fit.mean.toFixed(2)} JNDs an interval, slope ${fit.slope.toFixed(4)}, RMSE ${fit.rmse.toFixed(2)} (${percent(fit.relativeRmse)})`;

function verdict(pdf: Pdf, largest: number, source: MeasurementSource): void {
  const colors = { primary: '#1d7a2e', secondary: '#c06a00', neither: '#b00020' };
  const text = verdictText(largest, source);
  pdf
    .fontSize(11)
    .fillColor(source.guessed === true ? colors.secondary : colors[verdictOf(largest)])
    .text(source.guessed === true ? `Verdict: ${text}` : `${text}: ${percent(largest)}`);
  pdf.fillColor('black').moveDown(0.6);
}

const half = (inner - 46) / 2;

/** The report of a calibration, as the bytes of a PDF. */
export async function reportPdf(calibration: Calibration): Promise<Buffer> {
  const { printer, mediumName, measuredAt, who, source, before, after, points, wedge, leftOut } = calibration;
  const { pdf, done } = openReport(`Calibration of ${printer} on ${mediumName}`, measuredAt);
  verdict(pdf, calibration.maxExpected, source);
  facts(pdf, [
    ['Measured', `${measuredAt.slice(0, 16).replace('T', ' ')} UTC${who ? ` by ${who}` : ''}`],
    ['Source', `${source.file}${source.serial === undefined ? '' : `, target ${source.serial}`}`],
    ['Assumes', source.assumes],
    [
      'Densities',
      `white ${opticalDensityText(calibration.dmin)}, black ${opticalDensityText(calibration.dmax)} OD; noise of a patch ${calibration.noiseOD.toFixed(3)} OD`,
    ],
    ['Light', `${calibration.illumination} cd/m², ambient ${calibration.ambient} cd/m²`],
    ['Before', fitText(before)],
    ['Predicted', fitText(after)],
    ['Expected', expectedText(calibration)],
    [
      'Left out',
      leftOut.length === 0
        ? 'no patch'
        : leftOut.map(({ patch, deviceValue }) => `patch ${patch ?? '?'} (${deviceValue})`).join(', '),
    ],
  ]);
  const top = pdf.y + 40;
  diagram(
    pdf,
    { x: margin + 20, y: top, width: inner - 20, height: 190 },
    {
      title: 'The device: measured patches, and the curve through them',
      x: { from: 0, to: 255, ticks: ticks(0, 255, 32), title: 'device value' },
      y: densityAxis(calibration.dmax),
      series: [
        {
          points: points.map(({ deviceValue, density }) => [deviceValue, density]),
          color: colors.after,
          name: 'curve',
          as: 'line',
        },
        {
          points: wedge.map(({ deviceValue, density }) => [deviceValue, density]),
          color: colors.before,
          name: 'measured',
          as: 'dots',
        },
      ],
    },
  );
  const judged = [
    ['before', colors.before, before],
    ['predicted', colors.after, after],
  ] as const;
  const below = top + 270;
  contrastDiagram(pdf, { x: margin + 20, y: below, width: half, height: 170 }, judged);
  jndDiagram(pdf, { x: margin + 46 + half, y: below, width: half, height: 170 }, judged);
  pdf.end();
  return done;
}

/** Densities from 0 to the next half above the darkest. */
function densityAxis(darkest: number) {
  const to = Math.ceil(darkest * 2) / 2;
  return { from: 0, to, ticks: ticks(0, to, 0.5), title: 'density, OD' };
}

/** The report of a test print, as the bytes of a PDF. */
export async function testReportPdf(found: PrintTest): Promise<Buffer> {
  const { printer, mediumName, measuredAt, who, source, wedge } = found;
  const { pdf, done } = openReport(`Test print of ${printer} on ${mediumName}`, measuredAt);
  verdict(pdf, found.contrast.largest, source);
  facts(pdf, [
    ['Measured', `${measuredAt.slice(0, 16).replace('T', ' ')} UTC${who ? ` by ${who}` : ''}`],
    ['Source', source.file],
    ['Assumes', source.assumes],
    ['Found', fitText(found)],
  ]);
  const top = pdf.y + 40;
  diagram(
    pdf,
    { x: margin + 20, y: top, width: inner - 20, height: 190 },
    {
      title: 'Density by P-value',
      x: { from: 0, to: 255, ticks: ticks(0, 255, 32), title: 'P-value of 8 bits' },
      y: densityAxis(Math.max(...wedge.map(({ density }) => density))),
      series: [
        {
          points: wedge.map(({ pValue, density }) => [pValue, density]),
          color: colors.after,
          name: 'measured',
          as: 'dots',
        },
      ],
    },
  );
  const judged = [['measured', colors.after, found]] as const;
  contrastDiagram(pdf, { x: margin + 20, y: top + 270, width: half, height: 170 }, judged);
  jndDiagram(pdf, { x: margin + 46 + half, y: top + 270, width: half, height: 170 }, judged);
  pdf.end();
  return done;
}
