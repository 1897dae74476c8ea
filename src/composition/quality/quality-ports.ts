// The functions behind the routes of calibrations and controls: which printers and media there are, and their answers.
import type { ApiCalibrationState } from '../../api/quality/calibrations.ts';
import type { ApiControlState } from '../../api/quality/controls.ts';
import { sharedCurve } from '../../calibration/curve/shared-curve.ts';
import {
  calibrationPath,
  idOf,
  otherCalibratedMedia,
  readCalibrationFile,
  type CalibratedPrinter,
} from '../../calibration/store.ts';
import { targetPatches } from '../../calibration/target/target-layout.ts';
import type { CalibrationPorts, ControlPorts, PrinterMedium } from '../../console/ports/quality.ts';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { RequestRefusal, UnknownPrinterRefusal } from '../../shared/errors/request-refusals.ts';
import type { Printer } from '../../shared/film/printer.ts';
import type { CalibrationDesk } from '../../quality/calibration-desk.ts';
import { daysAgo, type ControlDesk, type ControlStanding } from '../../quality/control-desk.ts';
import { controlCsv } from '../../quality/controls/control-csv.ts';
import { controlSteps } from '../../quality/controls/control.ts';
import type { UploadedScans } from '../../quality/uploaded-scans.ts';
import { controlAnswer, measurementAnswer } from './quality-answers.ts';

export interface QualityPorts {
  readonly calibrations: CalibrationPorts;
  readonly controls: ControlPorts;
}

export interface QualityParts {
  /** By AE title, with their present calibration. */
  readonly printers: ReadonlyMap<string, Printer>;
  readonly calibrations: CalibrationDesk;
  readonly controls: ControlDesk;
  readonly scans: UploadedScans;
  /** Of the calibrations. */
  readonly folder: string;
  /** 0: never. */
  readonly expiresDays: () => number;
}

const dayMs = 86_400_000;
/** A calibration that expires within this time is due. */
const dueDays = 14;

const unknownPrinter = ({ aeTitle, medium }: PrinterMedium) =>
  new UnknownPrinterRefusal(`${aeTitle} on ${medium}`);

/** An unusable measurement, or a file that cannot be read, as a refusal of the API. */
const refused = (error: unknown): unknown =>
  error instanceof SetupFailure ? new RequestRefusal('measurement-unusable', error.message) : error;

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refused(error);
  }
}

function refusingNow<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw refused(error);
  }
}

export function qualityPorts(parts: QualityParts): QualityPorts {
  return { calibrations: calibrationPorts(parts), controls: controlPorts(parts) };
}

/** The printer, and the medium as the stores know it. @throws UnknownPrinterRefusal */
function known({ printers, folder }: QualityParts, of: PrinterMedium): CalibratedPrinter {
  const { aeTitle, medium } = of;
  const printer = printers.get(aeTitle);
  if (printer === undefined) throw unknownPrinter(of);
  const mediumName = medium;
  if (printer.mediumName === medium) return { aeTitle, mediumName };
  try {
    // Calibrations of media that the printer had earlier are still known.
    const { current, history } = readCalibrationFile(calibrationPath(folder, { aeTitle, mediumName }));
    if (current !== null || history.length > 0) return { aeTitle, mediumName };
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
  }
  throw unknownPrinter(of);
}

/** The printer with this medium in it. @throws UnknownPrinterRefusal; RequestRefusal `not-possible` */
function loaded(parts: QualityParts, of: PrinterMedium): Printer {
  const { aeTitle } = known(parts, of);
  const printer = parts.printers.get(aeTitle);
  if (printer === undefined) throw unknownPrinter(of);
  if (printer.mediumName === of.medium) return printer;
  throw new RequestRefusal(
    'not-possible',
    `${aeTitle} prints on ${printer.mediumName} now; it can be measured on ${of.medium} only when that is its medium`,
  );
}

function stateOf(
  { measuredAt, expiresAt }: { readonly measuredAt: string | null; readonly expiresAt: string | null },
  isConfigured: boolean,
  now: number,
): ApiCalibrationState['state'] {
  if (measuredAt === null) return isConfigured ? 'configured' : 'none';
  if (expiresAt === null) return 'valid';
  const left = Date.parse(expiresAt) - now;
  if (left < 0) return 'expired';
  return left < dueDays * dayMs ? 'due' : 'valid';
}

function calibrationPorts(parts: QualityParts): CalibrationPorts {
  const { printers, calibrations, scans, expiresDays, folder } = parts;
  const stateNow = (one: CalibratedPrinter): ApiCalibrationState => {
    const { aeTitle, mediumName: medium } = one;
    const printer = printers.get(aeTitle);
    const { current } = calibrations.file(one);
    const isLoaded = printer?.mediumName === medium;
    const days = expiresDays();
    const measuredAt = current?.measuredAt ?? null;
    const expiresAt =
      measuredAt === null || days === 0
        ? null
        : new Date(Date.parse(measuredAt) + days * dayMs).toISOString();
    const isConfigured = isLoaded && current === null && printer.calibration !== undefined;
    return {
      printer: aeTitle,
      medium,
      loaded: isLoaded,
      state: stateOf({ measuredAt, expiresAt }, isConfigured, Date.now()),
      id: current === null ? null : idOf(current),
      measuredAt,
      measuredBy: current?.who ?? null,
      acceptedAt: current?.acceptedAt ?? null,
      acceptedBy: current?.acceptedBy ?? null,
      expiresAt,
      dmin: current?.dmin ?? null,
      dmax: current?.dmax ?? null,
      openMeasurements: calibrations.open(one).length,
      shared: (printer && sharedCurve(printer)) ?? null,
    };
  };
  const detail: CalibrationPorts['detail'] = (of) => {
    const one = known(parts, of);
    const state = stateNow(one);
    const { history } = calibrations.file(one);
    const current = state.id === null ? undefined : calibrations.find(one, state.id);
    return {
      ...state,
      current: current && state.id !== null ? measurementAnswer(state.id, current, 'in-use') : null,
      open: calibrations.open(one).map(({ id, calibration }) => measurementAnswer(id, calibration, 'open')),
      history: history.map((past) => {
        const id = idOf(past);
        return {
          id,
          measuredAt: past.measuredAt,
          measuredBy: past.who,
          acceptedAt: past.acceptedAt ?? null,
          acceptedBy: past.acceptedBy ?? null,
          file: past.file,
          dmin: past.dmin,
          dmax: past.dmax,
          before: past.maxBefore,
          after: past.maxAfter,
          complete: calibrations.find(one, id) !== undefined,
        };
      }),
    };
  };
  return {
    list: () =>
      [...printers.values()].flatMap((printer) =>
        [printer.mediumName, ...otherCalibratedMedia(folder, printer)].map((mediumName) =>
          stateNow({ aeTitle: printer.aeTitle, mediumName }),
        ),
      ),
    target: (levels) => ({
      levels,
      patches: targetPatches(levels, 'device').map(({ patch, value }) => ({ patch, value })),
    }),
    detail,
    upload: async (of, name, content) => {
      loaded(parts, of);
      const { id, bytes, name: plain } = await scans.add(name, content);
      return { scan: id, name: plain, bytes };
    },
    measure: (of, wish, who) =>
      refusing(async () => {
        const { id, calibration, notes } = await calibrations.measure(loaded(parts, of), wish, who);
        return measurementAnswer(id, calibration, 'open', notes);
      }),
    accept: async (of, id, inUse, who) => {
      await calibrations.accept(known(parts, of), id, inUse, who);
      return detail(of);
    },
    discard: async (of, id, who) => {
      await calibrations.discard(known(parts, of), id, who);
      return detail(of);
    },
    report: async (of, id) => ({
      bytes: await calibrations.report(known(parts, of), id),
      name: `calibration-${of.aeTitle}-${of.medium}-${id}.pdf`,
    }),
  };
}

function controlPorts(parts: QualityParts): ControlPorts {
  const { printers, controls } = parts;
  const stateNow = (
    { aeTitle, mediumName: medium }: CalibratedPrinter,
    { reference, due, last, failing }: ControlStanding,
  ): ApiControlState => {
    return {
      printer: aeTitle,
      medium,
      loaded: printers.get(aeTitle)?.mediumName === medium,
      reference: reference ?? null,
      ...due,
      last: last === undefined ? null : controlAnswer(last),
      failing,
    };
  };
  const detail = (of: PrinterMedium, days: number) => {
    const one = known(parts, of);
    const now = new Date();
    const since = daysAgo(days, now);
    return {
      ...stateNow(one, controls.standing(one, now)),
      limits: controls.limits,
      steps: { daily: controlSteps('daily'), weekly: controlSteps('weekly') },
      since: since.toISOString(),
      records: controls.records(one, since).map(controlAnswer),
      references: controls.references(one),
    };
  };
  const nameOf = ({ aeTitle, medium }: PrinterMedium, end: string) => `control-${aeTitle}-${medium}.${end}`;
  return {
    list: () =>
      [...printers.values()].map((printer) =>
        stateNow(printer, controls.standingIfReadable(printer, new Date())),
      ),
    detail: (of, days) => refusingNow(() => detail(of, days)),
    record: (of, wish, who) =>
      refusing(async () => controlAnswer(await controls.record(loaded(parts, of), wish, who))),
    note: (of, id, { kind, text }, who) =>
      refusing(async () => controlAnswer(await controls.note(known(parts, of), id, { kind, text, who }))),
    setReference: (of, wish, who) =>
      refusing(async () => {
        await controls.setReference(loaded(parts, of), wish, who);
        return detail(of, 90);
      }),
    pdf: (of, days) =>
      refusing(async () => {
        const now = new Date();
        const bytes = await controls.pdf(known(parts, of), daysAgo(days, now), now);
        return { bytes, name: nameOf(of, 'pdf') };
      }),
    csv: (of, days) =>
      refusingNow(() => ({
        bytes: controlCsv(controls.records(known(parts, of), daysAgo(days, new Date())).toReversed()),
        name: nameOf(of, 'csv'),
      })),
  };
}
