// `hardcopy compare`: measures the visible difference between two pages.
import { Command, InvalidArgumentError, Option } from 'commander';
import { loadConfig } from '../../config/config.ts';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { CommandFailure } from '../../shared/errors/command-failures.ts';
import { media, type MediumName } from '../../shared/film/printer.ts';
import { printJson, type CliContext } from '../context.ts';
import { whole, word } from '../terminal/option-values.ts';
import type { PageDifference } from './page-difference.ts';
import type { PagePixels } from './page-pixels.ts';
import { listing } from '../terminal/tables.ts';

interface CompareOptions {
  readonly medium: MediumName;
  readonly tolerance: number;
  readonly page: number;
  readonly resolution?: number;
  readonly json?: true;
}

/** Default for pictures that declare no resolution. */
const usualResolution = 300;
const mmPerInch = 25.4;

function tolerance(text: string): number {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (!(number <= 255)) throw new InvalidArgumentError('Give a number from 0 to 255, such as 0.5.');
  return number;
}

interface Compared {
  readonly a: PagePixels;
  readonly b: PagePixels;
  readonly difference: PageDifference;
}

async function compare(fileA: string, fileB: string, options: CompareOptions): Promise<Compared> {
  // The image library is loaded on demand.
  const { readPage, statedResolution } = await import('./page-pixels.ts');
  const { pageDifference } = await import('./page-difference.ts');
  const { shownGrays } = await import('../../render/tone/p-values.ts');
  const resolution =
    options.resolution ??
    (await statedResolution(fileA)) ??
    (await statedResolution(fileB)) ??
    usualResolution;
  const a = await readPage(fileA, options.page, resolution);
  const b = await readPage(fileB, options.page, resolution);
  if (a.width !== b.width || a.height !== b.height) {
    const [sizeA, sizeB] = [sizeOf(a), sizeOf(b)];
    throw new SetupFailure(
      'usage',
      `the pages differ in size: ${fileA} has ${sizeA}, ${fileB} ${sizeB}; only pages of equal size can be compared, ` +
        'and pictures of equal resolution (--resolution is for PDFs)',
    );
  }
  const [printer] = loadConfig().printers;
  if (!printer) throw new Error('the shipped configuration has a printer');
  const { calibration: _, ...plain } = printer;
  const grays = shownGrays({ ...plain, medium: media[options.medium] });
  return { a, b, difference: pageDifference(a.values, b.values, a.width, grays) };
}

/** In pixels, and in millimeters if known. */
function sizeOf({ width, height, pixelsPerInch }: PagePixels): string {
  const pixels = `${width} × ${height} pixels`;
  if (pixelsPerInch === undefined) return pixels;
  const mm = (count: number) => ((count / pixelsPerInch) * mmPerInch).toFixed(1);
  return `${pixels} (${mm(width)} × ${mm(height)} mm)`;
}

/** Up to three decimal places. */
const short = (value: number) => String(Number(value.toFixed(3)));

function placeOf(
  { x, y }: { readonly x: number; readonly y: number },
  { pixelsPerInch }: PagePixels,
): string {
  const pixel = `column ${x}, row ${y}`;
  if (pixelsPerInch === undefined) return pixel;
  const mm = (at: number) => (((at + 0.5) / pixelsPerInch) * mmPerInch).toFixed(1);
  return `${pixel} (${mm(x)} mm from the left, ${mm(y)} mm from the top)`;
}

function textOf({ a, b, difference }: Compared): string {
  const { pixels, different, pValues, jnds, largest } = difference;
  const byLuminance = a.color || b.color ? ' in luminance' : '';
  if (!largest) return `The pages are equal${byLuminance}: ${a.width} × ${a.height} pixels.`;
  const known = a.pixelsPerInch === undefined ? b : a;
  const pair = ([one, other]: readonly [number, number]) => `${short(one)} and ${short(other)}`;
  const rows = pValues.histogram.flatMap(({ upTo, pixels: inP }, index) => {
    const inJnds = jnds.histogram[index]?.pixels ?? 0;
    if (inP === 0 && inJnds === 0) return [];
    const name = upTo === null ? 'more' : upTo === 0 ? 'none' : `up to ${upTo}`;
    return [[name, String(inP), String(inJnds)]];
  });
  return [
    `${different} of ${pixels} pixels differ${byLuminance}.`,
    listing(
      ['', 'P-values of 255', 'JNDs'],
      [
        ['largest', short(pValues.max), short(jnds.max)],
        ['mean', short(pValues.mean), short(jnds.mean)],
        ['root mean square', short(pValues.rms), short(jnds.rms)],
      ],
    ),
    `Largest at ${placeOf(largest, known)}: P-values ${pair(largest.pValues)}, JND indices ${pair(largest.jnds)}.`,
    listing(['difference', 'pixels in P-values', 'pixels in JNDs'], rows),
  ].join('\n\n');
}

function jsonOf({ a, b, difference }: Compared, options: CompareOptions): object {
  const { largest, ...rest } = difference;
  return {
    equal: difference.pValues.max <= options.tolerance,
    tolerance: options.tolerance,
    medium: options.medium,
    width: a.width,
    height: a.height,
    pixelsPerInch: a.pixelsPerInch ?? b.pixelsPerInch ?? null,
    ...rest,
    largest: largest ?? null,
  };
}

export function compareCommand({ terminal }: CliContext): Command {
  const names = Object.keys(media) as MediumName[];
  return new Command('compare')
    .summary('measure the visible difference between two pages')
    .description(
      'Compares two pages of equal size, PDF (drawn by pdftoppm), PNG or TIFF, and reports how far they differ in P-values and ' +
        'in just noticeable differences (JNDs) on a medium. Colors are compared by luminance.\n' +
        'Exit codes: 0 equal, 1 they differ by more than the tolerance, 2 they cannot be compared.',
    )
    .argument('<A>', 'a PDF, PNG or TIFF')
    .argument('<B>', 'the other')
    .addOption(
      new Option('--medium <MEDIUM>', `viewing medium: ${names.join(', ')}`)
        .argParser(word(names))
        .default('paper' as const),
    )
    .addOption(
      new Option('--tolerance <P>', 'largest difference that counts as equal, in P-values of 0 to 255')
        .argParser(tolerance)
        .default(0),
    )
    .addOption(new Option('--page <N>', 'page number in PDFs, from 1').argParser(whole(1, 10_000)).default(1))
    .addOption(
      new Option(
        '--resolution <PPI>',
        `pixels per inch at which PDFs are drawn; default: that of the other page, else ${usualResolution}`,
      ).argParser(whole(10, 1200)),
    )
    .option('--json', 'JSON output for scripts')
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy compare before.pdf after.pdf\n' +
        '  hardcopy compare film.pdf film.png --tolerance 1 --json\n' +
        '  hardcopy compare a.tif b.tif --medium blue-film\n',
    )
    .action(async (fileA: string, fileB: string, options: CompareOptions) => {
      let compared: Compared;
      try {
        compared = await compare(fileA, fileB, options);
      } catch (error) {
        if (!(error instanceof SetupFailure)) throw error;
        terminal.note(`hardcopy: ${error.message}`);
        throw new CommandFailure(2);
      }
      if (options.json) printJson(terminal, jsonOf(compared, options));
      else terminal.print(textOf(compared));
      if (compared.difference.pValues.max > options.tolerance) throw new CommandFailure(1);
    });
}
