// A diagram of a report: axes, a grid, lines and dots, drawn as vectors with pdfkit. All lengths are points.
import type PDFDocument from 'pdfkit';

export type Pdf = InstanceType<typeof PDFDocument>;

const bandColor = '#e8f0e4';

export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  readonly title: string;
}

export interface Series {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly color: string;
  readonly name: string;
  readonly as: 'line' | 'dots';
}

/** A diagram with its axes; `band` is shaded between two values of y. */
export function diagram(
  pdf: Pdf,
  frame: Frame,
  {
    title,
    x,
    y,
    series,
    band,
  }: { title: string; x: Axis; y: Axis; series: readonly Series[]; band?: Series['points'] },
): void {
  const across = (value: number) => frame.x + ((value - x.from) / (x.to - x.from)) * frame.width;
  const down = (value: number) =>
    frame.y +
    frame.height -
    ((Math.min(y.to, Math.max(y.from, value)) - y.from) / (y.to - y.from)) * frame.height;
  pdf
    .fontSize(9)
    .fillColor('black')
    .text(title, frame.x, frame.y - 26, { width: frame.width, lineBreak: false });
  if (band && band.length > 0) {
    for (const [index, [at, value]] of band.entries())
      pdf[index === 0 ? 'moveTo' : 'lineTo'](across(at), down(value));
    pdf.closePath().fill(bandColor);
  }
  pdf.lineWidth(0.4).strokeColor('#b0b0b0').fontSize(6.5).fillColor('#404040');
  for (const tick of x.ticks) {
    pdf
      .moveTo(across(tick), frame.y)
      .lineTo(across(tick), frame.y + frame.height)
      .stroke();
    pdf.text(String(tick), across(tick) - 15, frame.y + frame.height + 3, { width: 30, align: 'center' });
  }
  for (const tick of y.ticks) {
    pdf
      .moveTo(frame.x, down(tick))
      .lineTo(frame.x + frame.width, down(tick))
      .stroke();
    pdf.text(String(tick), frame.x - 28, down(tick) - 3.5, { width: 24, align: 'right' });
  }
  pdf.text(x.title, frame.x, frame.y + frame.height + 12, { width: frame.width, align: 'center' });
  pdf.text(y.title, frame.x, frame.y - 12, { width: frame.width, lineBreak: false });
  for (const { points, color, as } of series) {
    if (as === 'line') {
      pdf.lineWidth(1.1).strokeColor(color);
      for (const [index, [at, value]] of points.entries())
        pdf[index === 0 ? 'moveTo' : 'lineTo'](across(at), down(value));
      pdf.stroke();
    } else for (const [at, value] of points) pdf.circle(across(at), down(value), 1.6).fill(color);
  }
  // The last item is drawn on top; its name is at the right.
  let legend = frame.x + frame.width;
  for (const { color, name } of series.toReversed()) {
    legend -= pdf.widthOfString(name) + 10;
    pdf.fillColor(color).text(name, legend, frame.y - 12, { lineBreak: false });
  }
}
