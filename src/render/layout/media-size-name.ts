// Paper sizes by their standardized names (PWG 5101.1), as used by IPP and PWG Raster.

interface NamedSize {
  readonly name: string;
  readonly widthMm: number;
  readonly heightMm: number;
}

const metric = (name: string, widthMm: number, heightMm: number): NamedSize => ({
  name: `${name}_${widthMm}x${heightMm}mm`,
  widthMm,
  heightMm,
});
const inches = (name: string, width: number, height: number): NamedSize => ({
  name: `${name}_${width}x${height}in`,
  widthMm: width * 25.4,
  heightMm: height * 25.4,
});

const namedSizes: readonly NamedSize[] = [
  metric('iso_a3', 297, 420),
  metric('iso_a4', 210, 297),
  metric('iso_a5', 148, 210),
  metric('iso_a6', 105, 148),
  metric('iso_b4', 250, 353),
  metric('iso_b5', 176, 250),
  metric('jis_b4', 257, 364),
  metric('jis_b5', 182, 257),
  metric('iso_sra3', 320, 450),
  inches('na_letter', 8.5, 11),
  inches('na_legal', 8.5, 14),
  inches('na_ledger', 11, 17),
  inches('na_executive', 7.25, 10.5),
  inches('na_govt-letter', 8, 10),
  inches('na_arch-a', 9, 12),
  inches('na_arch-b', 12, 18),
  inches('na_10x14', 10, 14),
  inches('na_super-b', 13, 19),
];

/** Half a millimeter: devices treat sizes with a smaller difference as equal. */
const toleranceMm = 0.5;

/**
 * The self-describing name of a size, in either orientation: `iso_a4_210x297mm`. A size without a standard name is named by
 * its dimensions: `custom_355.6x431.8mm_355.6x431.8mm`.
 */
export function mediaSizeName(widthMm: number, heightMm: number): string {
  const [short, long] = widthMm <= heightMm ? [widthMm, heightMm] : [heightMm, widthMm];
  const near = (a: number, b: number) => Math.abs(a - b) <= toleranceMm;
  const named = namedSizes.find((size) => near(size.widthMm, short) && near(size.heightMm, long));
  if (named !== undefined) return named.name;
  const measures = `${hundredths(widthMm)}x${hundredths(heightMm)}mm`;
  return `custom_${measures}_${measures}`;
}

const hundredths = (mm: number) => String(Number(mm.toFixed(2)));
