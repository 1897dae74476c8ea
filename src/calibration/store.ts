// Calibrations on disk: DATA/calibrations/<AE title>.<medium>.json holds the calibration in use and its history, and the folder
// of the same name every complete calibration, by id (measurements.ts). A file is replaced atomically.
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder, publishFile } from '../shared/durable-files.ts';
import { messageOf, SetupFailure, systemCodeOf } from '../shared/errors/errors.ts';
import type { Calibration } from './report/report.ts';

/** Maximum length of the history in a file, newest first. */
const maxRemembered = 20;

const point = z.object({ deviceValue: z.number().min(0).max(255), density: z.number().min(-1).max(6) });

/** When and by whom a calibration was taken into use; files of earlier versions do not have them. */
const accepted = {
  id: z.string().optional(),
  acceptedAt: z.iso.datetime().optional(),
  acceptedBy: z.string().optional(),
};

/** Only the fields that rendering and lists need are validated; the others are for the report. */
const calibrationSchema = z.looseObject({
  version: z.literal(1),
  printer: z.string(),
  mediumName: z.string(),
  measuredAt: z.iso.datetime(),
  who: z.string(),
  points: z.array(point).min(2).max(1024),
  noiseOD: z.number(),
  dmin: z.number(),
  dmax: z.number(),
  ...accepted,
});

const past = z.object({
  measuredAt: z.string(),
  who: z.string(),
  file: z.string(),
  dmin: z.number(),
  dmax: z.number(),
  maxBefore: z.number(),
  maxAfter: z.number(),
  ...accepted,
});
export type PastCalibration = z.output<typeof past>;

const fileSchema = z.object({
  current: calibrationSchema.nullable(),
  history: z.array(past).max(maxRemembered),
});

/** The calibration in use is validated only as far as it is used. */
export type StoredCalibration = z.output<typeof calibrationSchema>;

export interface CalibrationFile {
  readonly current: StoredCalibration | null;
  readonly history: readonly PastCalibration[];
}

export interface CalibratedPrinter {
  readonly aeTitle: string;
  readonly mediumName: string;
}

export const calibrationFolder = (data: string): string => path.join(data, 'calibrations');

/** The file of a printer on its medium; characters that file names may not contain are encoded. */
export function calibrationPath(folder: string, { aeTitle, mediumName }: CalibratedPrinter): string {
  const safe = (text: string) => encodeURIComponent(text).replaceAll('*', '%2A');
  return path.join(folder, `${safe(aeTitle)}.${safe(mediumName)}.json`);
}

/**
 * The stored calibrations of a printer; if there is no file, no calibration and no history.
 * @throws SetupFailure `measurement-unusable` for a damaged file
 */
export function readCalibrationFile(file: string): CalibrationFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return { current: null, history: [] };
    throw error;
  }
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).split('\n')[0] : messageOf(error);
    throw new SetupFailure(
      'measurement-unusable',
      `${file} holds no calibration (${why ?? ''}); measure the printer again, or remove the file`,
      { cause: error },
    );
  }
}

/**
 * Names of other media for which the printer has a calibration in use. They do not apply to its present medium, but a
 * technician who changed the medium may believe that it is calibrated.
 */
export function otherCalibratedMedia(
  folder: string,
  { aeTitle, mediumName }: CalibratedPrinter,
): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    // Nothing was measured yet; a damaged file of the printer itself is reported elsewhere.
    return [];
  }
  return names
    .flatMap((name) => {
      try {
        return readCalibrationFile(path.join(folder, name)).current ?? [];
      } catch {
        return [];
      }
    })
    .filter((current) => current.printer === aeTitle && current.mediumName !== mediumName)
    .map((current) => current.mediumName)
    .toSorted();
}

/** A new id; ids sort by time. */
export function newCalibrationId(at: Date): string {
  return `${at.getTime().toString(36)}${randomBytes(3).toString('hex')}`;
}

/** The id of a calibration in a file; files of earlier versions have none, so it is made of the time of measurement. */
export function idOf({
  id,
  measuredAt,
}: {
  readonly id?: string | undefined;
  readonly measuredAt: string;
}): string {
  return id ?? measuredAt.replaceAll(/\D/g, '');
}

/** Who took a calibration into use, and when. */
export interface Acceptance {
  readonly id: string;
  readonly acceptedAt: string;
  readonly acceptedBy: string;
}

function pastOf(calibration: Calibration, acceptance: Acceptance): PastCalibration {
  const { measuredAt, who, source, dmin, dmax, before, after } = calibration;
  return {
    measuredAt,
    who,
    file: source.file,
    dmin,
    dmax,
    maxBefore: before.contrast.largest,
    maxAfter: after.contrast.largest,
    ...acceptance,
  };
}

/** Writes an object as a file, atomically. Throws the system's error. */
export async function writeJsonFile(file: string, content: object): Promise<void> {
  await makeFolder(path.dirname(file));
  const temporary = `${file}.${randomBytes(4).toString('hex')}.part`;
  await writeFile(temporary, `${JSON.stringify(content, null, 1)}\n`);
  await publishFile(temporary, file);
}

/** The history of a file, or none if it is damaged: a new calibration repairs it. */
function historyOf(file: string): readonly PastCalibration[] {
  try {
    return readCalibrationFile(file).history;
  } catch (error) {
    if (error instanceof SetupFailure) return [];
    throw error;
  }
}

function acceptanceOf({ who }: Calibration): Acceptance {
  const now = new Date();
  return { id: newCalibrationId(now), acceptedAt: now.toISOString(), acceptedBy: who };
}

/**
 * Sets the calibration in use and adds it to the history. Throws the system's error.
 * @param acceptance default: now, by the person who measured
 * @returns the file
 */
export async function storeCalibration(
  folder: string,
  calibration: Calibration,
  acceptance: Acceptance = acceptanceOf(calibration),
): Promise<string> {
  const file = calibrationPath(folder, { ...calibration, aeTitle: calibration.printer });
  const history = [pastOf(calibration, acceptance), ...historyOf(file)].slice(0, maxRemembered);
  await writeJsonFile(file, { current: { ...calibration, ...acceptance }, history });
  return file;
}

/** Removes the calibration of a printer from use; its history stays. Returns false if there was none. */
export async function forgetCalibration(folder: string, printer: CalibratedPrinter): Promise<boolean> {
  const file = calibrationPath(folder, printer);
  const { current, history } = readCalibrationFile(file);
  if (current === null) return false;
  await writeJsonFile(file, { current: null, history });
  return true;
}
