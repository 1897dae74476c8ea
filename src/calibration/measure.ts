// Reads densities from a file: a table of measurements, or the scan of a target with what is known of its scanner.
// Start at `measureFile`.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemCodeOf } from '../shared/errors/errors.ts';
import { readMeasurements, readScannerCurve } from './measured-table.ts';
import { opticalDensityText, unreadable, unusable, type MeasuredPatch } from './curve/measurement.ts';
import type { MeasurementSource } from './report/report.ts';
import { openScan } from './scan/scan-file.ts';
import { readTarget, type ScannedTarget } from './scan/scan-reading.ts';
import {
  densitiesByAnchors,
  densitiesByCurve,
  scanValueOf,
  type AnchorDensities,
  type ScannerPoint,
} from './scan/scanner-curve.ts';
import { printerChecksum } from './target/target-code.ts';
import type { TargetKind } from './target/target-layout.ts';

export interface MeasureOptions {
  readonly printer: { readonly aeTitle: string; readonly mediumName: string };
  /** The expected target. */
  readonly kind: TargetKind;
  /** For a table by patch number: how many values the wedge has. */
  readonly levels?: number;
  /** File with the curve of the scanner; default: the anchors are used. */
  readonly scannerCurve?: string | NamedFile;
  /** Densities of black and white of the print. */
  readonly anchors: AnchorDensities;
  /** Whether the anchors were measured; if not, they are the nominal densities of the medium. */
  readonly anchorsMeasured: boolean;
}

export interface Measured {
  readonly patches: readonly MeasuredPatch[];
  readonly source: MeasurementSource;
  /** Notes for the operator, for example that the print is mirrored. */
  readonly notes: readonly string[];
}

const maxTextBytes = 1_048_576;

async function textOf(file: string, name = path.basename(file)): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > maxTextBytes) throw unusable(`${name} is too large for a table of measurements.`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
    throw unreadable(file, error);
  }
}

const isTable = (file: string) => /\.(csv|txt|tsv|cgats|it8|cxf\.txt)$/i.test(file);

function checkTarget({ code }: ScannedTarget, { printer, kind }: MeasureOptions): void {
  if (code.printer !== printerChecksum(printer.aeTitle, printer.mediumName)) {
    throw unusable(
      `This is target ${code.serial} of another printer or medium, not of ${printer.aeTitle} on ${printer.mediumName}. Scan the right sheet, or name its printer.`,
    );
  }
  if (code.kind !== kind) {
    throw unusable(
      code.kind === 'device'
        ? `Target ${code.serial} is for calibration, not for testing a calibration; measure it without --test.`
        : `Target ${code.serial} is for testing a calibration, not for calibration: its values went through tone. Measure it with --test.`,
    );
  }
}

function scanNotes({ mirrored }: ScannedTarget): readonly string[] {
  return mirrored
    ? ['The target is mirrored: a film may have been scanned from behind; else the device prints mirrored.']
    : [];
}

/** A file under another name than that which people gave it. */
export interface NamedFile {
  readonly file: string;
  readonly name: string;
}

/** A table that was typed or sent, not a file. */
export interface NamedText {
  readonly text: string;
  readonly name: string;
}

/** What is measured: the path of a file, or one of the above. */
export type MeasuredInput = string | NamedFile | NamedText;

const named = (file: string | NamedFile): NamedFile =>
  typeof file === 'string' ? { file, name: path.basename(file) } : file;

/**
 * Densities of the patches in a file.
 * @throws SetupFailure `measurement-unusable` when the file cannot be used, with what to do
 */
async function measureFile({ file, name }: NamedFile, options: MeasureOptions): Promise<Measured> {
  if (isTable(name)) return measureTable(await textOf(file, name), name, options);
  const scan = readTarget(await openScan(file, name));
  checkTarget(scan, options);
  const { scannerCurve, anchors, anchorsMeasured } = options;
  const about = { kind: 'scan', file: name, serial: scan.code.serial } as const;
  const notes = scanNotes(scan);
  if (scannerCurve !== undefined) {
    const curve = named(scannerCurve);
    const reference = readScannerCurve(await textOf(curve.file, curve.name));
    const assumes = `the scanner's curve in ${curve.name}, measured with the same settings`;
    return { patches: densitiesByCurve(scan, reference), source: { ...about, assumes }, notes };
  }
  const known = anchorsMeasured ? 'as measured' : 'of which not both were measured';
  const guessed = anchorsMeasured ? {} : { guessed: true };
  const assumes = `a scanner that writes light in the curve of sRGB; white ${opticalDensityText(anchors.white)} and black ${opticalDensityText(anchors.black)} OD, ${known}`;
  return { patches: densitiesByAnchors(scan, anchors), source: { ...about, ...guessed, assumes }, notes };
}

/**
 * Densities of the patches in a table.
 * @param name of its file
 * @throws SetupFailure `measurement-unusable`
 */
function measureTable(text: string, name: string, options: MeasureOptions): Measured {
  const assumes = 'densities as the densitometer shows them';
  return {
    patches: readMeasurements(text, options),
    source: { kind: 'table', file: name, assumes },
    notes: [],
  };
}

const distinct = (texts: readonly string[], between: string) => [...new Set(texts)].join(between);

/**
 * Densities of the patches in several files: repeated measurements of one target, or several targets of one printer.
 * Noise decreases with the square root of their number.
 * @param files - at least one
 * @throws SetupFailure `measurement-unusable` when one of them cannot be used, with what to do
 */
export async function measureFiles(
  files: readonly MeasuredInput[],
  options: MeasureOptions,
): Promise<Measured> {
  const all: Measured[] = [];
  for (const file of files) {
    const isText = typeof file !== 'string' && 'text' in file;
    all.push(isText ? measureTable(file.text, file.name, options) : await measureFile(named(file), options));
  }
  const [only] = all;
  if (only && all.length === 1) return only;
  const sources = all.map(({ source }) => source);
  return {
    patches: all.flatMap(({ patches }) => patches),
    source: {
      kind: sources.every(({ kind }) => kind === 'table') ? 'table' : 'scan',
      ...(sources.some(({ guessed }) => guessed === true) ? { guessed: true } : {}),
      file: distinct(
        sources.map(({ file }) => file),
        ', ',
      ),
      assumes: distinct(
        sources.map(({ assumes }) => assumes),
        '; ',
      ),
    },
    notes: [...new Set(all.flatMap(({ notes }) => notes))],
  };
}

/**
 * The curve of a scanner, from its scan of a target with measured densities.
 * @throws SetupFailure `measurement-unusable`
 */
export async function measureScanner(scanFile: string, tableFile: string): Promise<readonly ScannerPoint[]> {
  const scan = readTarget(await openScan(scanFile));
  const { kind, levels } = scan.code;
  const measured = readMeasurements(await textOf(tableFile), { kind, levels });
  return scan.patches.flatMap(({ patch, value, light }) => {
    const own =
      measured.find((other) => other.patch === patch) ??
      measured.find((other) => other.deviceValue === value);
    return own ? [{ scanValue: scanValueOf(light), density: own.density }] : [];
  });
}
