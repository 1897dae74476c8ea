// `hardcopy check --devices`: queries the state of every IPP printer and DICOM imager of the configuration, as the doctor does,
// and shows how films of each size would be sent to it. Start at `surveyDevices`.
import type { DestinationDriver, FilmProspect } from '../../destinations/destination.ts';
import { filmSizeOf } from '../../shared/film/film-sizes.ts';
import type { Printer } from '../../shared/film/printer.ts';
import type { ConfiguredPrinter } from '../../config/printer-config.ts';
import type { SingleDestination } from '../../destinations/destination-kind.ts';
import { queryDevice } from '../../doctor/devices.ts';
import { broken, type Finding } from '../../doctor/finding.ts';
import { findingsText } from '../doctor/findings-text.ts';
import { listing } from '../terminal/tables.ts';

/** Number of devices queried at a time. */
const maxAtOnce = 8;
/** Time-out for the capabilities of a device, ms; the status query has its own limit. */
const prospectsMs = 10_000;

/** Findings about a device of a printer. */
export interface DeviceSurvey {
  readonly printer: string;
  readonly destination: string;
  readonly finding: Finding;
  /** Films of each size of the printer, gray and color; empty when the device does not answer. */
  readonly films: readonly FilmProspect[];
}

interface Asked {
  readonly printer: Printer;
  readonly device: SingleDestination;
}

function devicesOf(printer: ConfiguredPrinter): readonly Asked[] {
  return printer.destinations
    .flatMap(({ members }) => members.filter(({ isDevice }) => isDevice))
    .map((device) => ({ printer, device }));
}

async function filmsOf(driver: DestinationDriver, printer: Printer): Promise<readonly FilmProspect[]> {
  const sizes = printer.filmSizes.map((id) => filmSizeOf(id, printer));
  return (await driver.prospects?.(sizes, AbortSignal.timeout(prospectsMs))) ?? [];
}

/** The device in its present state; a film size that cannot be sent to it is an error, missing colors are not. */
async function survey({ printer, device }: Asked): Promise<DeviceSurvey> {
  let films: readonly FilmProspect[] = [];
  const finding = await queryDevice(printer.aeTitle, device, async (driver) => {
    films = await filmsOf(driver, printer);
  });
  const missing = films.find((film) => film.kind === 'missing');
  const named = { printer: printer.aeTitle, destination: device.name, films };
  if (missing?.kind !== 'missing' || finding.verdict === 'broken') return { ...named, finding };
  const found = `${device.name} of ${printer.aeTitle}: films of size ${missing.filmSizeId} cannot be printed there`;
  return { ...named, finding: broken('device', found, missing.missing) };
}

/** For each device, in the order of the configuration. Never throws. */
export async function surveyDevices(
  printers: readonly ConfiguredPrinter[],
): Promise<readonly DeviceSurvey[]> {
  const devices = printers.flatMap(devicesOf);
  const surveys: DeviceSurvey[] = [];
  const waiting = devices.entries();
  const work = async () => {
    for (const [index, one] of waiting) surveys[index] = await survey(one);
  };
  await Promise.all(Array.from({ length: Math.min(maxAtOnce, devices.length) }, work));
  return surveys;
}

const headings = ['  Film size', 'Film', 'Sent as', 'Paper', 'Scale'];

function row(film: FilmProspect): readonly string[] {
  const kind = film.color ? 'color' : 'gray';
  if (film.kind === 'missing') return [`  ${film.filmSizeId}`, kind, film.missing, '', ''];
  const { format, pixelsPerInch, colorMode, paper, scale } = film;
  const sent = `${format}, ${colorMode}${pixelsPerInch === undefined ? '' : `, ${pixelsPerInch} pixels per inch`}`;
  const size = scale === undefined ? '' : `${(scale * 100).toFixed(scale === 1 ? 0 : 1)} %`;
  return [`  ${film.filmSizeId}`, kind, sent, paper, size];
}

/** For a terminal: each device with its films, then what to do. */
export function surveysText(surveys: readonly DeviceSurvey[]): string {
  if (surveys.length === 0) return 'No printer of the configuration has a device.';
  const tables = surveys
    .filter(({ films }) => films.length > 0)
    .map(
      ({ printer, destination, films }) =>
        `${destination} of ${printer}\n${listing(headings, films.map(row))}`,
    );
  return [...tables, findingsText(surveys.map(({ finding }) => finding))].join('\n\n');
}
