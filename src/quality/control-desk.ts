// The operations of API users on controls: establish a reference, record daily and weekly controls, add notes. Start at
// `ControlDesk`.
import { SetupFailure } from '../shared/errors/errors.ts';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import type { Log } from '../shared/log/log.ts';
import type { Printer } from '../shared/film/printer.ts';
import type { CalibratedPrinter } from '../calibration/store.ts';
import { measureOptions } from './measure-wishes.ts';
import {
  controlKinds,
  controlLevels,
  controlOf,
  controlSteps,
  orderedDensities,
  passedOf,
  type ControlKind,
  type ControlLimits,
  type ControlReference,
  type StepDensity,
} from './controls/control.ts';
import { dueDates, type ControlPeriods, type Due } from './controls/control-due.ts';
import type { ControlNote, ControlRecord, ControlStore } from './controls/control-store.ts';
import type { QualityWork } from './quality-threads.ts';
import type { UploadedScans } from './uploaded-scans.ts';

export interface ControlDeskOptions {
  readonly store: ControlStore;
  readonly scans: Pick<UploadedScans, 'named'>;
  readonly work: Pick<QualityWork, 'control' | 'record'>;
  /** Read at each use. */
  readonly settings: () => ControlPeriods & { readonly limits: ControlLimits };
  readonly log: Log;
}

export interface ControlWishes {
  readonly kind: ControlKind;
  readonly densities?: readonly StepDensity[] | undefined;
  readonly scans?: readonly string[] | undefined;
  readonly whiteDensity?: number | undefined;
  readonly blackDensity?: number | undefined;
  readonly scannerCurve?: string | undefined;
  readonly comment?: string | undefined;
}

export interface ReferenceWishes {
  /** Id of a record. */
  readonly record?: string | undefined;
  readonly densities?: readonly StepDensity[] | undefined;
  readonly comment?: string | undefined;
  /** Id of the reference that the user saw; null: none. */
  readonly replaces: string | null;
}

/** The state of the control of a printer on a medium. */
export interface ControlStanding {
  readonly reference: ControlReference | undefined;
  readonly due: Readonly<Record<ControlKind, Due>>;
  readonly last: ControlRecord | undefined;
  /** The last control failed, and no correction is noted. */
  readonly failing: boolean;
}

const dayMs = 86_400_000;
/** How far back controls are searched for the last one and for due dates. */
const recentDays = 90;

export const daysAgo = (days: number, now: Date): Date => new Date(now.getTime() - days * dayMs);

/** The data behind the standing of a printer; cached because the status is requested often. */
interface Remembered {
  readonly stamp: string;
  readonly reference: ControlReference | undefined;
  readonly last: ControlRecord | undefined;
  /** The last control of each kind. */
  readonly latest: readonly ControlRecord[];
}

export class ControlDesk {
  readonly #options: ControlDeskOptions;
  readonly #remembered = new Map<string, Remembered>();

  constructor(options: ControlDeskOptions) {
    this.#options = options;
  }

  get limits(): ControlLimits {
    return this.#options.settings().limits;
  }

  /** @throws SetupFailure `measurement-unusable` for a damaged file */
  standing(printer: CalibratedPrinter, now: Date): ControlStanding {
    const { reference, last, latest } = this.#remember(printer, now);
    const failing = last?.passed === false && !last.notes.some(({ kind }) => kind === 'correction');
    return { reference, due: dueDates(reference, latest, this.#options.settings(), now), last, failing };
  }

  /** Like `standing`, but a damaged file counts as empty: it is reported where the printer is opened. */
  standingIfReadable(printer: CalibratedPrinter, now: Date): ControlStanding {
    try {
      return this.standing(printer, now);
    } catch (error) {
      if (!(error instanceof SetupFailure)) throw error;
      const never = { state: 'never', on: null } as const;
      return { reference: undefined, due: { daily: never, weekly: never }, last: undefined, failing: false };
    }
  }

  #remember(printer: CalibratedPrinter, now: Date): Remembered {
    const { store } = this.#options;
    const key = JSON.stringify([printer.aeTitle, printer.mediumName]);
    const stamp = store.stamp(printer, now);
    const before = this.#remembered.get(key);
    if (before?.stamp === stamp) return before;
    const [reference] = store.references(printer);
    const records = store.records(printer, daysAgo(recentDays, now));
    const latest = controlKinds.flatMap((kind) => records.find((one) => one.kind === kind) ?? []);
    const remembered = { stamp, reference, last: records[0], latest };
    this.#remembered.set(key, remembered);
    return remembered;
  }

  references(printer: CalibratedPrinter): readonly ControlReference[] {
    return this.#options.store.references(printer);
  }

  /** Newest first. */
  records(printer: CalibratedPrinter, since: Date): readonly ControlRecord[] {
    return this.#options.store.records(printer, since);
  }

  /**
   * Records a control. When it returns, the control is on disk.
   * @throws SetupFailure `measurement-unusable`; RequestRefusal `bad-request`, `no-such-measurement`, `too-busy`
   */
  async record(printer: Printer, wishes: ControlWishes, who: string): Promise<ControlRecord> {
    const { store, log } = this.#options;
    const { kind, comment } = wishes;
    const measured = await this.#densities(printer, wishes);
    const densities = orderedDensities(kind, measured.densities);
    const [reference] = store.references(printer);
    const values = controlOf(densities, reference, this.limits);
    const passed = passedOf(values);
    const at = new Date().toISOString();
    const record = await store.add(printer, {
      who,
      kind,
      source: measured.source,
      reference: reference?.id ?? null,
      values,
      passed,
      notes: comment === undefined ? [] : [{ at, who, kind: 'comment', text: comment }],
    });
    const { aeTitle, mediumName } = printer;
    const result = passed === null ? 'not-judged' : passed ? 'passed' : 'failed';
    const about = { printer: aeTitle, medium: mediumName, control: record.id };
    log.info('control.recorded', { ...about, kind, result, who });
    return record;
  }

  async #densities(printer: Printer, wishes: ControlWishes) {
    const { scans, work } = this.#options;
    const { densities, kind } = wishes;
    if (densities !== undefined && wishes.scans !== undefined)
      throw new RequestRefusal('bad-request', 'densities and scans were sent; send one of them');
    if (densities !== undefined) return { densities, source: { kind: 'typed', file: '' } } as const;
    const { whiteDensity, blackDensity, scannerCurve } = wishes;
    // A scan measures relative to its own white and black; without their densities a change of them would go unnoticed.
    if (
      wishes.scans !== undefined &&
      scannerCurve === undefined &&
      (whiteDensity === undefined || blackDensity === undefined)
    )
      throw new RequestRefusal(
        'bad-request',
        'a scan needs whiteDensity and blackDensity, measured on the same sheet, or scannerCurve',
      );
    const request = measureOptions(
      printer,
      { scans: wishes.scans, levels: controlLevels, whiteDensity, blackDensity, scannerCurve },
      'p-values',
      scans,
    );
    const all = await work.control(request);
    const values = new Set(controlSteps(kind).map(({ pValue }) => pValue));
    const names = scans.named(wishes.scans ?? []).map(({ name }) => name);
    return {
      densities: all.filter(({ pValue }) => values.has(pValue)),
      source: { kind: 'scan', file: names.join(', ') },
    } as const;
  }

  /** @throws RequestRefusal `no-such-measurement`; SetupFailure `measurement-unusable` for too many notes */
  async note(printer: CalibratedPrinter, id: string, note: Omit<ControlNote, 'at'>): Promise<ControlRecord> {
    const noted = await this.#options.store.note(printer, id, note);
    if (noted) return noted;
    throw new RequestRefusal('no-such-measurement', `there is no control ${id}`);
  }

  /**
   * Establishes the reference.
   * @throws RequestRefusal `changed-meanwhile`, `no-such-measurement`, `bad-request`; SetupFailure `measurement-unusable`
   */
  async setReference(printer: CalibratedPrinter, wishes: ReferenceWishes, who: string): Promise<void> {
    const { store, log } = this.#options;
    const densities = this.#referenceDensities(printer, wishes);
    const made = { who, comment: wishes.comment ?? '', densities };
    const reference = await store.setReference(printer, made, wishes.replaces);
    if (reference === undefined) {
      const [now] = store.references(printer);
      const what =
        now === undefined
          ? 'the reference is gone'
          : `${now.who} established another reference at ${now.at.slice(0, 16).replace('T', ' ')} UTC`;
      throw new RequestRefusal('changed-meanwhile', `${what}; look at it, then try again`);
    }
    const { aeTitle, mediumName } = printer;
    log.info('control.reference', { printer: aeTitle, medium: mediumName, reference: reference.id, who });
  }

  #referenceDensities(
    printer: CalibratedPrinter,
    { record, densities }: ReferenceWishes,
  ): readonly StepDensity[] {
    if ((record === undefined) === (densities === undefined))
      throw new RequestRefusal('bad-request', 'send either densities or the id of a record');
    if (densities !== undefined) return orderedDensities('weekly', densities, 'reference');
    const found = this.#options.store.find(printer, record ?? '');
    if (found === undefined)
      throw new RequestRefusal('no-such-measurement', `there is no control ${record ?? ''}`);
    return found.values.map(({ pValue, density }) => ({ pValue, density }));
  }

  /** The record as a PDF. @throws RequestRefusal `too-busy`; SetupFailure `measurement-unusable` */
  pdf({ aeTitle, mediumName }: CalibratedPrinter, since: Date, now: Date): Promise<Uint8Array> {
    const printer = { aeTitle, mediumName };
    const { store, work } = this.#options;
    return work.record({
      printer: aeTitle,
      mediumName,
      since: since.toISOString(),
      madeAt: now.toISOString(),
      reference: store.references(printer)[0] ?? null,
      records: store.records(printer, since).toReversed(),
    });
  }
}
