// Controls on disk, beside the calibrations and part of the same back-up: DATA/controls/<AE title>.<medium>/ has the references
// (reference.json) and the records of each year (2026.json). A file is replaced atomically and synced. Start at `ControlStore`.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import {
  calibrationPath,
  newCalibrationId,
  writeJsonFile,
  type CalibratedPrinter,
} from '../../calibration/store.ts';
import { unusable } from '../../calibration/curve/measurement.ts';
import { messageOf, SetupFailure, systemCodeOf } from '../../shared/errors/errors.ts';
import { controlKinds, stepRoles, type ControlReference } from './control.ts';

const maxReferences = 50;
/** Daily and weekly controls are some 420 a year. */
const maxRecordsPerYear = 2000;
const maxNotes = 50;
const maxValues = 64;

const density = z.object({ pValue: z.int(), density: z.number() });
const reference = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  who: z.string(),
  comment: z.string(),
  densities: z.array(density).max(maxValues).readonly(),
});

const note = z.object({
  at: z.iso.datetime(),
  who: z.string(),
  /** `correction`: what was done about a control that failed. */
  kind: z.enum(['comment', 'correction']),
  text: z.string(),
});
export type ControlNote = z.output<typeof note>;

const record = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  who: z.string(),
  kind: z.enum(controlKinds),
  source: z.object({
    kind: z.enum(['typed', 'scan']),
    /** Names of the files, if they were scanned. */
    file: z.string(),
  }),
  /** Id of the reference; null: there was none. */
  reference: z.string().nullable(),
  values: z
    .array(
      z.object({
        ...density.shape,
        role: z.enum(stepRoles),
        reference: z.number().nullable(),
        limit: z.number(),
        passed: z.boolean().nullable(),
      }),
    )
    .max(maxValues)
    .readonly(),
  passed: z.boolean().nullable(),
  notes: z.array(note).max(maxNotes).readonly(),
});
export type ControlRecord = z.output<typeof record>;

const referencesFile = z.object({ references: z.array(reference).max(maxReferences) });
const yearFile = z.object({ records: z.array(record).max(maxRecordsPerYear) });

export const controlFolder = (data: string): string => path.join(data, 'controls');

/** @throws SetupFailure `measurement-unusable` for a damaged file */
function read<T>(file: string, schema: z.ZodType<T>, missing: T): T {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return missing;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new SetupFailure(
      'measurement-unusable',
      `${path.basename(file)} of the controls is damaged (${messageOf(error).slice(0, 200)}); restore it from the back-up, or remove it`,
      { cause: error },
    );
  }
}

export class ControlStore {
  readonly #folder: string;
  #turn: Promise<unknown> = Promise.resolve();

  /** @param folder see `controlFolder` */
  constructor(folder: string) {
    this.#folder = folder;
  }

  #folderOf(printer: CalibratedPrinter): string {
    return calibrationPath(this.#folder, printer).replace(/\.json$/, '');
  }

  #yearFile(printer: CalibratedPrinter, year: number): string {
    return path.join(this.#folderOf(printer), `${year}.json`);
  }

  /** One change after the other: each reads what the one before has written. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(change, change);
    this.#turn = next.catch(() => undefined);
    return next;
  }

  /** References, the one in use first. */
  references(printer: CalibratedPrinter): readonly ControlReference[] {
    return read(path.join(this.#folderOf(printer), 'reference.json'), referencesFile, { references: [] })
      .references;
  }

  /** A text that changes with the references and with the records of this and the last year; empty if there are none. */
  stamp(printer: CalibratedPrinter, now: Date): string {
    const folder = this.#folderOf(printer);
    const year = now.getUTCFullYear();
    return ['reference.json', `${year}.json`, `${year - 1}.json`]
      .flatMap((name) => {
        const found = statSync(path.join(folder, name), { throwIfNoEntry: false });
        return found === undefined ? [] : `${name} ${found.mtimeMs} ${found.size} ${found.ino}`;
      })
      .join(';');
  }

  /** Years with records, newest first. */
  #years(printer: CalibratedPrinter): readonly number[] {
    try {
      return readdirSync(this.#folderOf(printer))
        .flatMap((name) => (/^\d{4}\.json$/.test(name) ? Number(name.slice(0, 4)) : []))
        .toSorted((a, b) => b - a);
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return [];
      throw error;
    }
  }

  /** Records since a time, newest first. */
  records(printer: CalibratedPrinter, since: Date): readonly ControlRecord[] {
    const from = since.toISOString();
    return this.#years(printer)
      .filter((year) => year >= since.getUTCFullYear())
      .flatMap((year) => read(this.#yearFile(printer, year), yearFile, { records: [] }).records.toReversed())
      .filter(({ at }) => at >= from);
  }

  /** The record of this id. */
  find(printer: CalibratedPrinter, id: string): ControlRecord | undefined {
    for (const year of this.#years(printer)) {
      const { records } = read(this.#yearFile(printer, year), yearFile, { records: [] });
      const found = records.find((one) => one.id === id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /**
   * Sets the reference.
   * @param replaces id of the reference that is to be in use now; null: none
   * @returns undefined if another one is in use
   */
  setReference(
    printer: CalibratedPrinter,
    made: Omit<ControlReference, 'id' | 'at'>,
    replaces: string | null,
  ): Promise<ControlReference | undefined> {
    return this.#inTurn(async () => {
      const before = this.references(printer);
      if ((before[0]?.id ?? null) !== replaces) return undefined;
      const at = new Date();
      const added = { ...made, id: newCalibrationId(at), at: at.toISOString() };
      await writeJsonFile(path.join(this.#folderOf(printer), 'reference.json'), {
        references: [added, ...before].slice(0, maxReferences),
      });
      return added;
    });
  }

  /** Adds a record. When it returns, the record is on disk. */
  add(printer: CalibratedPrinter, made: Omit<ControlRecord, 'id' | 'at'>): Promise<ControlRecord> {
    return this.#inTurn(async () => {
      const at = new Date();
      const file = this.#yearFile(printer, at.getUTCFullYear());
      const { records } = read(file, yearFile, { records: [] });
      if (records.length >= maxRecordsPerYear)
        throw unusable(
          `There are ${maxRecordsPerYear} controls of this year already; export them, and move the file.`,
        );
      const added = { ...made, id: newCalibrationId(at), at: at.toISOString() };
      await writeJsonFile(file, { records: [...records, added] });
      return added;
    });
  }

  /** Adds a note to a record; undefined if there is no such record. */
  note(
    printer: CalibratedPrinter,
    id: string,
    made: Omit<ControlNote, 'at'>,
  ): Promise<ControlRecord | undefined> {
    return this.#inTurn(async () => {
      for (const year of this.#years(printer)) {
        const file = this.#yearFile(printer, year);
        const { records } = read(file, yearFile, { records: [] });
        const found = records.find((one) => one.id === id);
        if (found === undefined) continue;
        if (found.notes.length >= maxNotes) throw unusable(`A control has at most ${maxNotes} notes.`);
        const noted = { ...found, notes: [...found.notes, { ...made, at: new Date().toISOString() }] };
        await writeJsonFile(file, { records: records.map((one) => (one === found ? noted : one)) });
        return noted;
      }
      return undefined;
    });
  }
}
