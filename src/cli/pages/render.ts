// `hardcopy render`: renders the films of a job in the data folder, or of a folder with film.json, with other settings.
import path from 'node:path';
import { Command, Option } from 'commander';
import { Calibrations } from '../../calibration/calibrations.ts';
import { calibrationFolder } from '../../calibration/store.ts';
import { stated } from '../../shared/stated.ts';
import { messageOf, SetupFailure } from '../../shared/errors/errors.ts';
import type { Film } from '../../shared/film/film.ts';
import { silentLog } from '../../shared/log/log.ts';
import { media, type MediumName, type Printer } from '../../shared/film/printer.ts';
import { printedFilms } from '../../render/sheet/printed-films.ts';
import type { CliContext } from '../context.ts';
import { configHelp, configOf } from '../server/running-config.ts';
import { whole, word } from '../terminal/option-values.ts';
import { outputPath, writeWhole } from '../terminal/output-file.ts';
import { withFilms } from './render-source.ts';

interface RenderOptions {
  readonly to: string;
  readonly medium?: MediumName;
  readonly resolution?: number;
  readonly bits?: 8 | 16;
  readonly gray?: true;
  readonly printer?: string;
  readonly film?: number;
  readonly config?: string;
  readonly data?: string;
}

const formats = { '.pdf': 'pdf', '.png': 'png', '.tif': 'tiff', '.tiff': 'tiff' } as const;
type Format = (typeof formats)[keyof typeof formats];

function formatOf(file: string): Format {
  const extension = path.extname(file).toLowerCase();
  const found = Object.entries(formats).find(([candidate]) => candidate === extension)?.[1];
  if (found) return found;
  throw new SetupFailure(
    'usage',
    `--to: found "${file}"; name a file that ends in .pdf, .png, .tif or .tiff`,
  );
}

/** The printer of the films, changed by the options. */
function printerFor(
  printers: readonly Printer[],
  aeTitle: string | undefined,
  { medium, resolution, bits }: RenderOptions,
): Printer {
  const printer = aeTitle === undefined ? printers[0] : printers.find((each) => each.aeTitle === aeTitle);
  if (!printer) {
    const known = printers.map((each) => each.aeTitle).join(', ');
    throw new SetupFailure(
      'usage',
      `there is no printer ${aeTitle ?? ''} in the configuration; choose with --printer: ${known}`,
    );
  }
  const { calibration, ...plain } = printer;
  return {
    ...plain,
    // A measured curve applies only to the printer's own medium.
    ...(medium === undefined && calibration !== undefined ? { calibration } : {}),
    ...(medium === undefined ? {} : { medium: media[medium] }),
    ...(resolution === undefined ? {} : { resolution, highResolution: resolution }),
    ...(bits === undefined ? {} : { bits }),
  };
}

/** The films to render: all of them in a PDF, one in a picture. */
function chosenFilms(films: readonly Film[], number: number | undefined, format: Format): readonly Film[] {
  const chosen = number === undefined ? films : films.slice(number - 1, number);
  if (chosen.length === 0) {
    const has = films.length === 1 ? 'there is 1 film' : `there are ${films.length} films`;
    throw new SetupFailure('usage', `--film: found ${number ?? 0}; ${has}`);
  }
  if (format !== 'pdf' && chosen.length > 1) {
    throw new SetupFailure('usage', `a picture shows one of the ${films.length} films: choose with --film`);
  }
  return chosen;
}

/** Reports a failure of rendering as a failure of the command. */
async function orSentence<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new SetupFailure('usage', messageOf(error), { cause: error });
  }
}

export function renderCommand({ terminal }: CliContext): Command {
  return new Command('render')
    .summary('render films again with other settings')
    .description(
      'Renders the films of a job, or of a folder with a film.json, to a file: a PDF as for the printer, or a ' +
        'picture with the same pixels. Prints nothing and changes nothing. Works with and without a running server.',
    )
    .argument('<JOB|FOLDER>', 'job id or its first characters, or a folder such as fixtures/films/smpte-8bit')
    .requiredOption('--to <FILE>', 'file to write: .pdf, .png, .tif')
    .addOption(
      new Option('--medium <MEDIUM>', `viewing medium: ${Object.keys(media).join(', ')}`).argParser(
        word(Object.keys(media) as MediumName[]),
      ),
    )
    .addOption(
      new Option('--resolution <PPI>', 'device pixels per inch, 10 to 4800').argParser(whole(10, 4800)),
    )
    .addOption(
      new Option('--bits <BITS>', 'bits per sample, 8 or 16').argParser((text) =>
        Number(word(['8', '16'])(text)),
      ),
    )
    .option('--gray', 'convert colors to gray by luminance, as for a printer without color (pictures)')
    .option(
      '--printer <AETITLE>',
      'use the settings of this printer; default: that of the job, else the first',
    )
    .addOption(new Option('--film <N>', 'only this film, from 1').argParser(whole(1, 10_000)))
    .option('--config <FILE>', configHelp)
    .option('--data <DIR>', 'data folder with the job; default: the configured one')
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy render fixtures/films/smpte-8bit --to smpte.png --resolution 600\n' +
        '  hardcopy render 1h2k3m4n5p6q --to film.pdf --medium blue-film\n' +
        '  hardcopy render 1h2k3m4n5p6q --to film.tif --film 2 --bits 16\n',
    )
    .action(async (what: string, options: RenderOptions) => {
      const format = formatOf(options.to);
      if (format === 'pdf' && options.gray) {
        throw new SetupFailure('usage', '--gray is for pictures: name a .png or .tif');
      }
      const output = await outputPath('--to', options.to);
      const config = await configOf(stated({ file: options.config, data: options.data }));
      const { data } = config;
      await withFilms(what, data, async (source) => {
        const aeTitle = options.printer ?? source.job?.printer;
        const calibrations = new Calibrations({
          folder: calibrationFolder(data),
          expiresDays: 0,
          log: silentLog,
        });
        // A job is rendered as it was printed: with the calibration of its printer.
        const printers =
          source.job === undefined ? config.printers : config.printers.map((each) => calibrations.of(each));
        const printer = printerFor(printers, aeTitle, options);
        const films = chosenFilms(printedFilms(source.films, printer, source.job), options.film, format);
        const { blobPaths, title, createdAt } = source;
        if (format === 'pdf') {
          const { writeDocument } = await import('../../render/formats/pdf.ts');
          const task = { films, printer, blobPaths, title, createdAt };
          const { pages } = await orSentence(
            writeWhole(output, (unfinished) => writeDocument({ ...task, output: unfinished })),
          );
          terminal.note(`${options.to}: ${pages === 1 ? '1 page' : `${pages} pages`}`);
          return;
        }
        const [film] = films;
        if (!film) return;
        const { writePageFile } = await import('../../render/formats/page-file.ts');
        const gray = options.gray === true;
        const task = { film, printer, blobPaths, format, gray };
        const page = await orSentence(
          writeWhole(output, (unfinished) => writePageFile({ ...task, output: unfinished })),
        );
        const kind = page.channels === 1 ? 'gray' : 'color';
        terminal.note(
          `${options.to}: ${page.width} × ${page.height} pixels, ${kind}, ${page.bits ?? 8} bits`,
        );
      });
    });
}
