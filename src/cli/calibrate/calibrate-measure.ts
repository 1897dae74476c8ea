// `hardcopy calibrate PRINTER measure FILE`: turns densities or a scan into the calibration of the printer, or into a report on
// a test print.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { measureFiles, type Measured } from '../../calibration/measure.ts';
import { opticalDensityText } from '../../calibration/curve/measurement.ts';
import { reportPdf, testReportPdf } from '../../calibration/report/report-pdf.ts';
import {
  calibrate,
  expectedText,
  percent,
  testPrint,
  verdictText,
  type Calibration,
} from '../../calibration/report/report.ts';
import { acceptMeasurement } from '../../calibration/measurements.ts';
import { calibrationFolder, calibrationPath, newCalibrationId } from '../../calibration/store.ts';
import { makeFolder } from '../../shared/durable-files.ts';
import { opticsOf } from '../../render/medium.ts';
import { calibrated, usage, type Work } from './calibrate-work.ts';
import { printJson } from '../context.ts';
import { details } from '../terminal/tables.ts';

/** Densities of black and white: as given, else those expected of a test print, else those of the configured medium. */
function anchorsOf(work: Work) {
  const { printer, options } = work;
  const { dmin, dmax } = opticsOf(options.test ? calibrated(work) : { medium: printer.medium }, {});
  const { whiteDensity, blackDensity } = options;
  return {
    anchors: { white: whiteDensity ?? dmin, black: blackDensity ?? dmax },
    anchorsMeasured: whiteDensity !== undefined && blackDensity !== undefined,
  };
}

/** The step `measure`: writes the report and stores the calibration. Throws SetupFailure and the system's errors. */
export async function measure(work: Work): Promise<void> {
  const { context, printer, options, files } = work;
  if (files.length === 0) throw usage('measure needs at least one file with measurements or a scan');
  const measured = await measureFiles(files, {
    printer,
    kind: options.test ? 'p-values' : 'device',
    ...(options.levels === undefined ? {} : { levels: options.levels }),
    ...(options.scannerCurve === undefined ? {} : { scannerCurve: options.scannerCurve }),
    ...anchorsOf(work),
  });
  for (const note of measured.notes) context.terminal.note(note);
  const about = { measuredAt: new Date().toISOString(), who: options.who ?? '', source: measured.source };
  if (options.test) return judgeTest(work, measured, about);
  return calibrateWith(work, measured, about);
}

type About = Pick<Calibration, 'measuredAt' | 'who' | 'source'>;

async function judgeTest(work: Work, { patches, source }: Measured, about: About): Promise<void> {
  const { printer, options } = work;
  const { terminal } = work.context;
  const found = testPrint(calibrated(work), patches, about);
  if (options.report !== undefined) await writeFile(options.report, await testReportPdf(found));
  if (options.json) {
    printJson(terminal, found);
    return;
  }
  const { contrast, fit } = found;
  terminal.print(
    details([
      ['Printer', `${printer.aeTitle} on ${printer.mediumName}`],
      ['Contrast', `${percent(contrast.largest)} off the GSDF at most`],
      ['Verdict', verdictText(contrast.largest, source)],
      [
        'JNDs per interval',
        `${fit.mean.toFixed(2)}, slope ${fit.slope.toFixed(4)}, RMSE ${fit.rmse.toFixed(2)}`,
      ],
      ['Assumes', source.assumes],
      ...(options.report === undefined ? [] : [['Report', options.report] as const]),
    ]),
  );
}

async function calibrateWith(work: Work, { patches, source }: Measured, about: About): Promise<void> {
  const { printer, options, config } = work;
  const { terminal } = work.context;
  const calibration = calibrate(calibrated(work), patches, about);
  const folder = calibrationFolder(config.data);
  const own = calibrationPath(folder, printer).replace(/\.json$/, '.pdf');
  const report = options.report ?? (options.dryRun ? undefined : own);
  if (report !== undefined) {
    await makeFolder(path.dirname(path.resolve(report)));
    await writeFile(report, await reportPdf(calibration));
  }
  const stored = options.dryRun
    ? undefined
    : await acceptMeasurement(folder, { id: newCalibrationId(new Date()), calibration }, about.who);
  if (options.json) {
    printJson(terminal, calibration);
    return;
  }
  const { dmin, dmax, noiseOD, leftOut, wedge, before, after } = calibration;
  terminal.print(
    details([
      ['Printer', `${printer.aeTitle} on ${printer.mediumName}`],
      ['Measured', `${patches.length} patches of ${wedge.length} values, ${leftOut.length} left out`],
      [
        'Densities',
        `white ${opticalDensityText(dmin)}, black ${opticalDensityText(dmax)} OD, noise ${noiseOD.toFixed(3)} OD`,
      ],
      ['Before', `${percent(before.contrast.largest)} off the GSDF at most`],
      [
        'Predicted',
        `${percent(after.contrast.largest)} off the GSDF at most, assuming a measurement without noise`,
      ],
      ['Expected', expectedText(calibration)],
      ['Verdict', verdictText(calibration.maxExpected, source)],
      ['Assumes', source.assumes],
      ['Report', report ?? 'none; --report names a file'],
      ['Stored', stored === undefined ? 'no (dry run)' : `${stored}; used from the next film on`],
      ...(stored !== undefined && printer.calibration
        ? [['Overrides', 'the calibration of the configuration'] as const]
        : []),
    ]),
  );
}
