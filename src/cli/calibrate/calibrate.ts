// `hardcopy calibrate PRINTER`: print a target, measure it, show or remove the calibration. All steps are here except
// `measure`, which has its own file; src/calibration/ does the work. The modules that read scans and draw are loaded by the
// steps that need them, because every command loads this file, including `serve`.
import { writeFile } from 'node:fs/promises';
import { Argument, Command, Option } from 'commander';
import { isExpired } from '../../calibration/calibrations.ts';
import { scannerCurveText } from '../../calibration/measured-table.ts';
import { opticalDensityText } from '../../calibration/curve/measurement.ts';
import { percent } from '../../calibration/report/report.ts';
import { sharedCurve } from '../../calibration/curve/shared-curve.ts';
import {
  calibrationFolder,
  calibrationPath,
  forgetCalibration,
  otherCalibratedMedia,
  readCalibrationFile,
} from '../../calibration/store.ts';
import { targetLevels } from '../../calibration/target/target-layout.ts';
import type { Config } from '../../config/config.ts';
import { stated } from '../../shared/stated.ts';
import { unreachable } from '../../shared/errors/errors.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { ApiClient } from '../server/api-client.ts';
import { calibrated, needFiles, usage, type CalibrateOptions, type Work } from './calibrate-work.ts';
import { printJson, type CliContext } from '../context.ts';
import { localTime } from '../jobs/job-text.ts';
import {
  aeTitle,
  filmSize as readSize,
  httpUrl,
  label,
  opticalDensity,
  whole,
} from '../terminal/option-values.ts';
import { details, listing } from '../terminal/tables.ts';
import { configHelp, configOf } from '../server/running-config.ts';
import { commandFor, forSameServer } from '../server/same-server.ts';
import { tableColumns } from '../terminal/terminal.ts';

const steps = ['show', 'target', 'measure', 'scanner', 'forget'] as const;
type Step = (typeof steps)[number];

async function target(work: Work): Promise<void> {
  const { context, config, printer, options, files } = work;
  needFiles(files, 0, 'target accepts no file argument; use --to for the file to write');
  const { to, test = false, levels, filmSize } = options;
  const filmSizeId = filmSize?.filmSizeId;
  const wanted = {
    ...(levels === undefined ? {} : { levels }),
    ...(filmSizeId === undefined ? {} : { filmSizeId }),
  };
  if (to !== undefined) {
    const { writeTarget } = await import('./target-document.ts');
    await writeTarget(to, calibrated(work), { kind: test ? 'p-values' : 'device', ...wanted });
    if (options.json) printJson(context.terminal, { file: to });
    else context.terminal.print(`The target is in ${to}. Print it in true size, without color management.`);
    return;
  }
  const where = { data: options.data ?? config.data, ...(options.url ? { url: options.url } : {}) };
  const api = await ApiClient.find(where);
  const job = await api.calibrationTarget(printer.aeTitle, {
    test,
    ...(levels === undefined ? {} : { levels }),
    ...(filmSizeId === undefined ? {} : { filmSize: filmSizeId }),
  });
  if (options.json) printJson(context.terminal, job);
  else {
    const next = commandFor(
      `hardcopy calibrate ${printer.aeTitle} measure FILE${test ? ' --test' : ''}`,
      options,
    );
    const text = `The target is job ${job.id} ("hardcopy job ${job.id}" follows it). When it is printed, let it dry, measure its patches or scan it at 300 dpi, then run\n  ${next}`;
    context.terminal.print(forSameServer(text, options));
  }
}

async function scanner({ context, options, files }: Work): Promise<void> {
  needFiles(files, 2, 'scanner needs two files: the scan of a target, and the densities measured on it');
  const [scan = '', table = ''] = files;
  const { measureScanner } = await import('../../calibration/measure.ts');
  const text = scannerCurveText(await measureScanner(scan, table));
  if (options.to === undefined) context.terminal.print(text);
  else {
    await writeFile(options.to, text);
    context.terminal.print(
      `The curve of the scanner is in ${options.to}; measure with --scanner-curve ${options.to}.`,
    );
  }
}

function show({ context: { terminal }, config, printer, options, files }: Work): void {
  needFiles(files, 0, 'show accepts no file argument');
  const { current, history } = readCalibrationFile(calibrationPath(calibrationFolder(config.data), printer));
  const { calibrationExpiresDays: days } = config;
  const expired = current !== null && isExpired(new Date(current.measuredAt), days, new Date());
  if (options.json) {
    printJson(terminal, { printer: printer.aeTitle, medium: printer.mediumName, current, expired, history });
    return;
  }
  const others = otherCalibratedMedia(calibrationFolder(config.data), printer);
  const elsewhere = others.length === 0 ? '' : ` on this medium, only on ${others.join(', ')}`;
  terminal.print(
    details([
      ['Printer', `${printer.aeTitle} on ${printer.mediumName}`],
      [
        'Calibrated',
        current
          ? `${localTime(current.measuredAt)}${current.who ? ` by ${current.who}` : ''}${expired ? `: expired, older than ${days} days` : ''}`
          : printer.calibration
            ? 'in the configuration'
            : `${history.length === 0 ? 'never' : 'not now'}${elsewhere}; begin with "${commandFor(`hardcopy calibrate ${printer.aeTitle} target`, options)}"`,
      ],
      ...(current
        ? [
            [
              'Densities',
              `white ${opticalDensityText(current.dmin)}, black ${opticalDensityText(current.dmax)} OD`,
            ] as const,
          ]
        : []),
    ]),
  );
  if (history.length === 0) return;
  const rows = history.map((past) => [
    localTime(past.measuredAt),
    past.who || '-',
    past.file,
    `${opticalDensityText(past.dmin)} to ${opticalDensityText(past.dmax)}`,
    percent(past.maxBefore),
    percent(past.maxAfter),
  ]);
  terminal.print(
    `\n${listing(['MEASURED', 'BY', 'FROM', 'DENSITIES', 'BEFORE', 'PREDICTED'], rows, tableColumns(terminal))}`,
  );
}

async function forget({ context: { terminal }, config, printer, files }: Work): Promise<void> {
  needFiles(files, 0, 'forget accepts no file argument');
  const forgotten = await forgetCalibration(calibrationFolder(config.data), printer);
  if (!forgotten) throw usage(`${printer.aeTitle} has no measured calibration on ${printer.mediumName}`);
  terminal.print(`The calibration of ${printer.aeTitle} on ${printer.mediumName} is no longer used.`);
}

function printerOf(config: Config, title: string): Printer {
  const found = config.printers.find((printer) => printer.aeTitle === title);
  if (found) return found;
  const there = config.printers.map((printer) => printer.aeTitle).join(', ');
  throw usage(`there is no printer ${title} in the configuration; it has ${there}`);
}

async function run(step: Step, work: Work): Promise<void> {
  const shared = sharedCurve(work.printer);
  // Checked before anything is printed or measured, because a target that came from the wrong device is of no use.
  if (shared !== undefined && (step === 'show' || step === 'target' || step === 'measure'))
    work.context.terminal.note(shared);
  switch (step) {
    case 'show':
      show(work);
      return;
    case 'target':
      return target(work);
    case 'measure':
      return (await import('./calibrate-measure.ts')).measure(work);
    case 'scanner':
      return scanner(work);
    case 'forget':
      return forget(work);
    default:
      throw unreachable(step);
  }
}

export function calibrateCommand(context: CliContext): Command {
  const levels = whole(targetLevels.least, targetLevels.most);
  return new Command('calibrate')
    .summary('calibrate a printer to the GSDF: print a target, measure or scan it')
    .description(
      'Calibrates a printer on its medium to the Grayscale Standard Display Function (GSDF).\n\nSteps:\n  show      show the calibration in use (default)\n  target    print the target, or write it to a file with --to\n  measure   FILE...: densities (CSV, densitometer export) or scans of the target (PNG, TIFF, PDF);\n            writes a report and stores the calibration; several files are averaged\n  scanner   SCAN DENSITIES: make the curve of a scanner from a target that was measured and scanned\n  forget    no longer use the measured calibration',
    )
    .argument('<PRINTER>', 'AE title of the printer', aeTitle)
    .addArgument(new Argument('[STEP]', 'what to do').choices(steps).default('show'))
    .argument('[FILE...]', 'files with measurements or scans')
    .option('--config <FILE>', configHelp)
    .option('--data <DIR>', 'data folder, instead of the configured one')
    .addOption(new Option('--url <URL>', 'target: console of a server on another machine').argParser(httpUrl))
    .option('--json', 'JSON output for scripts')
    .option('--to <FILE>', 'target: write a PDF instead of printing; scanner: write the curve')
    .option('--test', 'target, measure: a test print of P-values, to check the calibration')
    .addOption(
      new Option(
        '--levels <N>',
        'number of gray levels of the target, 18 to 64; default: 32, with --test 18',
      ).argParser(levels),
    )
    .addOption(
      new Option('--film-size <SIZE>', 'target: Film Size ID; default: A4, if the printer has it').argParser(
        readSize,
      ),
    )
    .option(
      '--scanner-curve <FILE>',
      'measure: curve written by the step scanner; without it the scans must be sRGB',
    )
    .addOption(
      new Option(
        '--white-density <OD>',
        'measure: density of the blank medium; default: dmin of the medium',
      ).argParser(opticalDensity),
    )
    .addOption(
      new Option(
        '--black-density <OD>',
        'measure: density of the darkest black; default: dmax of the medium',
      ).argParser(opticalDensity),
    )
    .addOption(
      new Option('--who <NAME>', 'measure: name of the person who measured, for the report').argParser(label),
    )
    .option('--report <FILE>', 'measure: file of the report (PDF); default: beside the calibration')
    .option('--dry-run', 'measure: report only, store nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy calibrate HARDCOPY target\n  hardcopy calibrate HARDCOPY measure scan.png --white-density 0.08 --black-density 1.62 --who "Physics"\n  hardcopy calibrate HARDCOPY measure densities.csv --dry-run --report trial.pdf\n\nExit codes: 1 not measured, the message says what to do; 2 invalid configuration.\n',
    )
    .action(async (title: string, step: Step, files: readonly string[], options: CalibrateOptions) => {
      const { config: file, data } = options;
      const config = await configOf(stated({ file, data }));
      await run(step, { context, config, printer: printerOf(config, title), options, files });
    });
}
