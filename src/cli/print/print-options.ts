// The options of `hardcopy print`, and the settings of the plan made from them.
import { Option, type Command } from 'commander';
import {
  filmOrientations,
  magnificationTypes,
  type FilmOrientation,
  type MagnificationType,
  type PrintPriority,
} from '../../shared/film/film.ts';
import type { ImageDisplayFormat } from '../../shared/film/display-format.ts';
import { configuredPduLength } from '../../dicom/pdu/configured-length.ts';
import { printPriorities } from '../../shared/job-terms.ts';
import type { PrintSettings } from '../../print-scu/job/print-job.ts';
import type { WindowChoice } from '../../images/pixels/prepared-image.ts';
import { dataHelp } from '../server/local-server.ts';
import * as value from '../terminal/option-values.ts';
import type { ReadFilmSize } from '../../shared/film/film-size-text.ts';
import type { TlsCommandOptions } from './tls-options.ts';

export interface PrintCommandOptions extends TlsCommandOptions {
  readonly layout: ImageDisplayFormat;
  readonly filmSize?: ReadFilmSize;
  readonly orientation: FilmOrientation | 'AUTO';
  readonly copies: number;
  readonly priority?: PrintPriority;
  readonly medium?: string;
  readonly destination?: string;
  readonly label?: string;
  readonly session?: true;
  readonly frame?: value.FrameChoice;
  readonly window?: WindowChoice;
  readonly bits: 8 | 12;
  /** true: given without a value. */
  readonly color: 'auto' | 'always' | 'never' | true;
  readonly lut: 'identity' | 'lin-od' | 'none';
  readonly polarity?: 'NORMAL' | 'REVERSE';
  readonly trueSize?: true;
  readonly overlays: boolean;
  readonly shutters: boolean;
  readonly magnification?: MagnificationType;
  readonly border?: string;
  readonly empty?: string;
  readonly minDensity?: number;
  readonly maxDensity?: number;
  readonly trim?: true;
  readonly calling: string;
  /** Bytes. */
  readonly maxPdu?: number;
  readonly maxPduSent?: number;
  readonly printer?: string;
  readonly data?: string;
  /** Seconds; true: the default. */
  readonly wait?: number | true;
  readonly dryRun?: true;
  readonly json?: true;
}

const hundredths = value.whole(0, 500);
const pduLength = value.whole(configuredPduLength.min, configuredPduLength.max);
const defaultWaitSeconds = 120;

type Parser = (text: string) => unknown;

/** One option, with the value that applies when it is not given. */
function option(flags: string, description: string, parse?: Parser, fallback?: string | number): Option {
  const made = new Option(flags, description);
  if (parse) made.argParser(parse);
  return fallback === undefined ? made : made.default(fallback, String(fallback));
}

const onePerFilm: ImageDisplayFormat = { kind: 'STANDARD', columns: 1, rows: 1 };
const eightOrTwelve = (text: string): number => Number(value.word(['8', '12'])(text));

const groups: Readonly<Record<string, readonly Option[]>> = {
  'Film:': [
    option(
      '--layout <CxR>',
      'images per film, columns x rows: 2x3, STANDARD\\2,3, ROW\\1,2, COL\\2,1',
      value.layout,
    ).default(onePerFilm, '1x1'),
    option(
      '--film-size <SIZE>',
      '14x17, 8x10, 24x30cm, A4 …; default: chosen by the printer',
      value.filmSize,
    ),
    option(
      '--orientation <WAY>',
      'portrait, landscape, or auto: whichever prints the images larger',
      value.word([...filmOrientations, 'AUTO']),
    ).default('AUTO', 'auto'),
    option('--border <DENSITY>', 'density around images: black, white or hundredths of OD', value.density),
    option(
      '--empty <DENSITY>',
      'density of boxes without an image: black, white or hundredths of OD',
      value.density,
    ),
    option('--min-density <N>', 'minimum density, hundredths of OD', hundredths),
    option('--max-density <N>', 'maximum density, hundredths of OD', hundredths),
    option(
      '--magnification <HOW>',
      magnificationTypes.join(', ').toLowerCase(),
      value.word(magnificationTypes),
    ),
    option('--trim', 'draw a line around each image'),
  ],
  'Images:': [
    option(
      '--frame <LIST>',
      'frames of multi-frame files: 3, 1,4-6 or all; default: the first, all pages of documents',
      value.frames,
    ),
    option(
      '--window <C,W>',
      'window center and width, or full, instead of the window in the file',
      value.window,
    ),
    option('--bits <N>', 'bits per gray value, 8 or 12', eightOrTwelve, 8),
    option(
      '--color [WHEN]',
      'print in color: auto (if an image has colors), always or never',
      value.word(['auto', 'always', 'never']),
      'auto',
    ),
    option(
      '--lut <KIND>',
      'presentation LUT: identity, lin-od or none',
      value.word(['identity', 'lin-od', 'none']),
      'identity',
    ),
    option('--polarity <WAY>', 'normal or reverse', value.word(['NORMAL', 'REVERSE'])),
    option('--true-size', 'print each image in true size, by its pixel spacing'),
    option('--no-overlays', 'leave out overlay planes'),
    option('--no-shutters', 'print the areas hidden by display shutters'),
  ],
  'Job:': [
    option('--copies <N>', 'copies of each film', value.whole(1, 99), 1),
    option('--priority <P>', 'high, med or low', value.word(printPriorities)),
    option('--label <TEXT>', 'label of the job', value.label),
    option('--medium <TYPE>', 'medium type: PAPER, BLUE FILM, CLEAR FILM …', value.codeString),
    option('--destination <BIN>', 'film destination: MAGAZINE, PROCESSOR, BIN_1 …', value.codeString),
    option('--session', 'print all films with one request, as one job'),
    option(
      '--wait [SECONDS]',
      `wait until the job is printed, at most SECONDS (default: ${defaultWaitSeconds})`,
      value.waitSeconds,
    ),
  ],
  'Options:': [
    option('--calling <AETITLE>', 'own AE title (calling AE title)', value.aeTitle, 'HARDCOPY_SCU'),
    option('--max-pdu <BYTES>', 'maximum length of a PDU from the printer; default: 128 KiB', pduLength),
    option(
      '--max-pdu-sent <BYTES>',
      'maximum length of a PDU to the printer, if it accepts that length; default: 128 KiB',
      pduLength,
    ),
    option('--printer <AETITLE>', 'a printer of the local server', value.aeTitle),
    option('--data <DIR>', dataHelp),
    option('--dry-run', 'show what would be printed, and print nothing'),
    option('--json', 'JSON output for scripts'),
  ],
};

export function addPrintOptions(command: Command): Command {
  for (const [heading, options] of Object.entries(groups)) {
    for (const made of options) command.addOption(made.helpGroup(heading));
  }
  return command;
}

/** Milliseconds; 0: do not wait. */
export function waitOf({ wait }: PrintCommandOptions): number {
  return wait === undefined ? 0 : (wait === true ? defaultWaitSeconds : wait) * 1000;
}

const luts = { identity: 'IDENTITY', 'lin-od': 'LIN OD', none: 'none' } as const;

export function settingsOf(options: PrintCommandOptions): PrintSettings {
  const { orientation, filmSize, priority, medium, destination, label, magnification } = options;
  const { border, empty, minDensity, maxDensity, trim, polarity, window } = options;
  return {
    layout: options.layout,
    copies: options.copies,
    presentationLut: luts[options.lut],
    color: options.color === true ? 'always' : options.color,
    bits: options.bits,
    trueSize: options.trueSize ?? false,
    overlays: options.overlays,
    shutters: options.shutters,
    sessionPrint: options.session ?? false,
    ...(orientation !== 'AUTO' && { filmOrientation: orientation }),
    // 17x14 means landscape.
    ...(orientation === 'AUTO' && filmSize?.isLandscape === true && { filmOrientation: 'LANDSCAPE' }),
    ...(filmSize !== undefined && { filmSizeId: filmSize.filmSizeId }),
    ...(priority !== undefined && { priority }),
    ...(medium !== undefined && { mediumType: medium }),
    ...(destination !== undefined && { filmDestination: destination }),
    ...(label !== undefined && { label }),
    ...(magnification !== undefined && { magnificationType: magnification }),
    ...(border !== undefined && { borderDensity: border }),
    ...(empty !== undefined && { emptyImageDensity: empty }),
    ...(minDensity !== undefined && { minDensity }),
    ...(maxDensity !== undefined && { maxDensity }),
    ...(trim !== undefined && { trim }),
    ...(polarity !== undefined && { polarity }),
    ...(window !== undefined && { window }),
  };
}
