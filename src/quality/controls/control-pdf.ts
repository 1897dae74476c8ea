// The record of the controls of a printer as a PDF: the reference, control charts of white, a middle step and black, and a table of
// all controls with their notes. Start at `controlRecordPdf`.
import { diagram, type Pdf } from '../../calibration/report/diagram.ts';
import { inner, margin, openReport, page } from '../../calibration/report/report-page.ts';
import type { ControlReference } from './control.ts';
import type { ControlRecord } from './control-store.ts';

export interface ControlRecordPage {
  readonly printer: string;
  readonly mediumName: string;
  /** ISO 8601. */
  readonly since: string;
  readonly madeAt: string;
  readonly reference: ControlReference | null;
  /** Oldest first. */
  readonly records: readonly ControlRecord[];
}

const colors = { value: '#005ea8', failed: '#b00020', muted: '#606060', line: '#b0b0b0' } as const;

/** P-values that have a chart of their own. */
const charted = [
  [255, 'White (Dmin)'],
  [135, 'Middle step (P-value 135)'],
  [0, 'Black (Dmax)'],
] as const;

const day = (at: string) => at.slice(0, 10);
const od = (density: number) => density.toFixed(2);

function chart(
  pdf: Pdf,
  top: number,
  [pValue, title]: (typeof charted)[number],
  records: readonly ControlRecord[],
) {
  const values = records.flatMap(({ at, values: all }) =>
    all.filter((value) => value.pValue === pValue).map((value) => ({ ...value, at: Date.parse(at) })),
  );
  const [first, last] = [values[0], values.at(-1)];
  if (first === undefined || last === undefined) return;
  const from = first.at;
  const days = Math.max(1, (last.at - from) / 86_400_000);
  const x = (at: number) => (at - from) / 86_400_000;
  const judged = values.flatMap((value) =>
    value.reference === null ? [] : [{ ...value, reference: value.reference }],
  );
  const edges = values.flatMap(({ density, reference, limit }) =>
    reference === null ? [density] : [density, reference - limit, reference + limit],
  );
  const low = Math.floor((Math.min(...edges) - 0.02) * 20) / 20;
  const high = Math.ceil((Math.max(...edges) + 0.02) * 20) / 20;
  const step = high - low > 0.5 ? 0.2 : 0.1;
  const steps = (to: number, by: number, start = 0) =>
    Array.from({ length: Math.floor((to - start) / by + 1.001) }, (_, index) =>
      Number((start + index * by).toFixed(2)),
    );
  const edge = (sign: 1 | -1) =>
    judged.map(({ at, reference, limit }) => [x(at), reference + sign * limit] as const);
  diagram(
    pdf,
    { x: margin + 24, y: top, width: inner - 24, height: 90 },
    {
      title: `${title}: density by days since ${day(new Date(from).toISOString())}; the band is the limit`,
      x: { from: 0, to: days, ticks: steps(days, Math.max(1, Math.ceil(days / 10))), title: 'days' },
      y: { from: low, to: high, ticks: steps(high, step, low), title: 'density, OD' },
      ...(judged.length > 1 ? { band: [...edge(1), ...edge(-1).toReversed()] } : {}),
      series: [
        {
          name: 'measured',
          color: colors.value,
          as: 'line',
          points: values.map(({ at, density }) => [x(at), density] as const),
        },
        {
          name: 'outside the limit',
          color: colors.failed,
          as: 'dots',
          points: values
            .filter(({ passed }) => passed === false)
            .map(({ at, density }) => [x(at), density] as const),
        },
      ],
    },
  );
}

/** Left edges and widths of the columns of the table. */
const columns = [
  [0, 92],
  [94, 44],
  [140, 80],
  [222, 42],
  [266, 76],
  [344, 42],
  [388, 107],
] as const;

function row(pdf: Pdf, cells: readonly string[], color = 'black'): void {
  const y = pdf.y;
  const heights = cells.map((text, index) => {
    const [, width] = columns[index] ?? [0, 60];
    return pdf.heightOfString(text, { width });
  });
  for (const [index, text] of cells.entries()) {
    const [left, width] = columns[index] ?? [0, 60];
    pdf.fillColor(color).text(text, margin + left, y, { width });
  }
  pdf.y = y + Math.max(...heights, 10) + 3;
}

const resultText = (passed: boolean | null) =>
  passed === null ? 'not judged' : passed ? 'passed' : 'FAILED';

function cellsOf({ at, kind, who, values, passed, notes }: ControlRecord): readonly string[] {
  const of = (role: string) => values.find((value) => value.role === role);
  const steps = values.filter(
    ({ role, reference }) => (role === 'step' || role === 'outer') && reference !== null,
  );
  const farthest = steps.toSorted(
    (a, b) => Math.abs(b.density - (b.reference ?? 0)) - Math.abs(a.density - (a.reference ?? 0)),
  )[0];
  const offset =
    farthest === undefined || farthest.reference === null
      ? '–'
      : `${(farthest.density - farthest.reference >= 0 ? '+' : '−') + Math.abs(farthest.density - farthest.reference).toFixed(2)} at ${farthest.pValue}`;
  const [white, black] = [of('dmin'), of('dmax')];
  const noted = notes.map(
    (note) => `${note.kind === 'correction' ? 'Correction' : 'Comment'} (${note.who}): ${note.text}`,
  );
  return [
    at.slice(0, 16).replace('T', ' '),
    kind,
    who,
    white ? od(white.density) : '–',
    offset,
    black ? od(black.density) : '–',
    [resultText(passed), ...noted].join('\n'),
  ];
}

/** The record as the bytes of a PDF. */
export async function controlRecordPdf(record: ControlRecordPage): Promise<Buffer> {
  const { printer, mediumName, since, madeAt, reference, records } = record;
  const title = `Constancy control of ${printer} on ${mediumName}`;
  const { pdf, done } = openReport(title, madeAt);
  const failed = records.filter(({ passed }) => passed === false).length;
  pdf
    .fontSize(9)
    .fillColor(colors.muted)
    .text(`${day(since)} to ${day(madeAt)}; times in UTC; ${records.length} controls, ${failed} failed`)
    .moveDown(0.4)
    .fillColor('black')
    .text(
      reference === null
        ? 'No reference is established; controls are recorded, not judged.'
        : `Reference of ${day(reference.at)} by ${reference.who}${reference.comment === '' ? '' : ` (${reference.comment})`}, density by P-value: ${reference.densities.map(({ pValue, density }) => `${pValue}: ${od(density)}`).join(', ')}`,
    );
  let top = pdf.y + 36;
  for (const one of charted) {
    chart(pdf, top, one, records);
    top += 146;
  }
  pdf.y = records.length === 0 ? pdf.y : top - 20;
  pdf.fontSize(8);
  const heading = ['Time', 'Kind', 'By', 'White', 'Largest step', 'Black', 'Result, notes'];
  row(pdf, heading, colors.muted);
  for (const one of records) {
    const cells = cellsOf(one);
    const height = pdf.heightOfString(cells.at(-1) ?? '', { width: columns[6][1] });
    if (pdf.y + height > page.height - margin - 60) {
      pdf.addPage();
      row(pdf, heading, colors.muted);
    }
    row(pdf, cells, one.passed === false ? colors.failed : 'black');
  }
  if (pdf.y > page.height - margin - 60) pdf.addPage();
  pdf
    .fillColor(colors.muted)
    .moveDown(2)
    .text('Checked: ______________________________     Date: ____________________', margin);
  pdf.end();
  return done;
}
