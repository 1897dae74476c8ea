// Complete calibrations by id, accepted or not: DATA/calibrations/<AE title>.<medium>/<id>.json. A measurement changes nothing
// until it is accepted; an accepted one stays, so that a printer can return to it. Start at `acceptMeasurement`.
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { SetupFailure, systemCodeOf } from '../shared/errors/errors.ts';
import { completeCalibration } from './calibration-schema.ts';
import type { Calibration } from './report/report.ts';
import {
  calibrationPath,
  idOf,
  newCalibrationId,
  readCalibrationFile,
  storeCalibration,
  writeJsonFile,
  type CalibratedPrinter,
} from './store.ts';

/** Measurements that are neither accepted nor discarded; the oldest are removed. */
const maxOpen = 10;

const idForm = /^[0-9a-z]{1,64}$/;

const folderOf = (folder: string, printer: CalibratedPrinter): string =>
  calibrationPath(folder, printer).replace(/\.json$/, '');

const fileOf = (folder: string, printer: CalibratedPrinter, id: string): string =>
  path.join(folderOf(folder, printer), `${id}.json`);

/** Ids of all complete calibrations of a printer on a medium, newest first. */
function storedIds(folder: string, printer: CalibratedPrinter): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(folderOf(folder, printer));
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .filter((id) => idForm.test(id))
    .toSorted()
    .toReversed();
}

/** Ids that are or were in use. */
function acceptedIds(folder: string, printer: CalibratedPrinter): Set<string> {
  try {
    const { current, history } = readCalibrationFile(calibrationPath(folder, printer));
    return new Set([...(current === null ? [] : [idOf(current)]), ...history.map(idOf)]);
  } catch (error) {
    // A damaged file is reported where it is read for use; a new calibration replaces it.
    if (error instanceof SetupFailure) return new Set();
    throw error;
  }
}

/** A measurement with its id. */
export interface IdentifiedCalibration {
  readonly id: string;
  readonly calibration: Calibration;
}

/** The calibration of this id; undefined if there is none, or its file is damaged. */
export function readMeasurement(
  folder: string,
  printer: CalibratedPrinter,
  id: string,
): Calibration | undefined {
  if (!idForm.test(id)) return undefined;
  let text: string;
  try {
    text = readFileSync(fileOf(folder, printer, id), 'utf8');
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
    // Files of earlier versions hold the calibration in use only.
    const { current } = readCalibrationFile(calibrationPath(folder, printer));
    return current !== null && idOf(current) === id ? completeCalibration.safeParse(current).data : undefined;
  }
  return completeCalibration.safeParse(parsed(text)).data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Measurements that are neither accepted nor discarded, newest first. */
export function openMeasurements(
  folder: string,
  printer: CalibratedPrinter,
): readonly IdentifiedCalibration[] {
  const accepted = acceptedIds(folder, printer);
  return storedIds(folder, printer)
    .filter((id) => !accepted.has(id))
    .slice(0, maxOpen)
    .flatMap((id) => {
      const calibration = readMeasurement(folder, printer, id);
      return calibration === undefined ? [] : [{ id, calibration }];
    });
}

const printerOf = ({ printer: aeTitle, mediumName }: Calibration): CalibratedPrinter => ({
  aeTitle,
  mediumName,
});

/** Stores a measurement; it is not used. Throws the system's error. */
export async function addMeasurement(folder: string, calibration: Calibration): Promise<string> {
  const printer = printerOf(calibration);
  const id = newCalibrationId(new Date());
  await writeJsonFile(fileOf(folder, printer, id), calibration);
  await prune(folder, printer);
  return id;
}

/** Removes open measurements beyond the newest. */
async function prune(folder: string, printer: CalibratedPrinter): Promise<void> {
  const accepted = acceptedIds(folder, printer);
  const open = storedIds(folder, printer).filter((id) => !accepted.has(id));
  for (const id of open.slice(maxOpen)) await rm(fileOf(folder, printer, id), { force: true });
}

/** Removes a measurement that is not accepted. Returns false if there is none. */
export async function discardMeasurement(
  folder: string,
  printer: CalibratedPrinter,
  id: string,
): Promise<boolean> {
  if (acceptedIds(folder, printer).has(id) || !storedIds(folder, printer).includes(id)) return false;
  await rm(fileOf(folder, printer, id), { force: true });
  return true;
}

/**
 * Takes a calibration into use, from the next film on. The one that was in use stays in the history, complete.
 * @throws the system's error
 * @returns the file of the calibration in use
 */
export async function acceptMeasurement(
  folder: string,
  { id, calibration }: IdentifiedCalibration,
  who: string,
): Promise<string> {
  const printer = printerOf(calibration);
  await keepCurrent(folder, printer);
  if (!storedIds(folder, printer).includes(id)) await writeJsonFile(fileOf(folder, printer, id), calibration);
  const before = acceptedIds(folder, printer);
  const acceptedAt = new Date().toISOString();
  const file = await storeCalibration(folder, calibration, { id, acceptedAt, acceptedBy: who });
  // What the history has forgotten cannot be returned to.
  for (const old of before.difference(acceptedIds(folder, printer)))
    await rm(fileOf(folder, printer, old), { force: true });
  await prune(folder, printer);
  return file;
}

/** The calibration in use as a file of its own, if an earlier version did not write one. */
async function keepCurrent(folder: string, printer: CalibratedPrinter): Promise<void> {
  let current;
  try {
    ({ current } = readCalibrationFile(calibrationPath(folder, printer)));
  } catch {
    // A damaged file is replaced.
    return;
  }
  if (current === null || storedIds(folder, printer).includes(idOf(current))) return;
  const complete = completeCalibration.safeParse(current).data;
  if (complete !== undefined) await writeJsonFile(fileOf(folder, printer, idOf(current)), complete);
}
