// Printers as the console shows them: their configuration, the last answers of their devices, who paused them, and the jobs
// that wait.
import type { ApiDevice, ApiPrinter } from '../../api/printer.ts';
import type { KnownDevice } from '../../devices/device-monitor.ts';
import type { Printer, PrinterDestination, PrinterStatus } from '../../shared/film/printer.ts';
import { actionAnswer } from './job-answers.ts';
import { deviceMessage } from './messages.ts';
import { deviceStateWord, printerStateWord, troubledDestination } from './printer-state.ts';
import type { Removal } from '../printers/printer-entries.ts';
import type { PrintersInUse } from '../printers/printers-in-use.ts';
import type { Spool } from '../../spool/spool.ts';

export interface PrinterViewParts {
  readonly spool: Pick<Spool, 'pausedPrinters' | 'pendingByPrinter' | 'printerHistory'>;
  readonly printers: ReadonlyMap<string, Printer>;
  readonly printerStatus: (aeTitle: string) => PrinterStatus;
  readonly deviceStates: () => readonly KnownDevice[];
  readonly inUse: Pick<PrintersInUse, 'removalOf' | 'leftDestinations'>;
}

type Shown = Pick<PrinterDestination, 'name' | 'kind' | 'required'>;

function deviceView(
  { name, kind, required }: Shown,
  known: KnownDevice | undefined,
  removed: boolean,
): ApiDevice {
  const device = { destination: name, kind, ...(removed ? { removed } : {}), required } as const;
  if (!known) {
    const nothing = { since: null, model: null, reasons: [], supplies: [], mediaReady: [] };
    const detail = 'It has not answered yet.';
    return {
      ...device,
      status: 'UNKNOWN',
      statusInfo: 'UNKNOWN',
      ready: false,
      state: 'unknown',
      detail,
      message: deviceMessage(undefined),
      ...nothing,
    };
  }
  const { status, info, ready, detail, model, reasons, supplies, mediaReady } = known.state;
  return {
    ...device,
    status,
    statusInfo: info,
    ready,
    state: deviceStateWord({ status, ready }),
    detail,
    message: deviceMessage(known.state),
    since: known.since.toISOString(),
    model: model ?? null,
    reasons: reasons ?? [],
    supplies: (supplies ?? []).map((supply) => ({ name: supply.name, percent: supply.percent ?? null })),
    mediaReady: mediaReady ?? [],
  };
}

function calibrationView({ lastCalibration: last }: Printer): ApiPrinter['calibration'] {
  return last ? { measuredAt: last.date.toISOString(), expired: last.expired } : null;
}

function removalView(removal: Removal | undefined): Pick<ApiPrinter, 'removal'> {
  return removal ? { removal: { since: removal.since.toISOString(), moveTo: removal.moveTo } } : {};
}

const deviceKey = (printer: string, destination: string) => JSON.stringify([printer, destination]);

/** Every printer, in the order of the configuration, then those that are being removed. */
export async function printerViews(parts: PrinterViewParts): Promise<readonly ApiPrinter[]> {
  const { spool, printers, printerStatus, deviceStates, inUse } = parts;
  const waiting = await spool.pendingByPrinter();
  const paused = new Map(spool.pausedPrinters().map((one) => [one.printer, one]));
  const known = new Map(deviceStates().map((one) => [deviceKey(one.printer, one.destination), one]));
  const left = Map.groupBy(inUse.leftDestinations(), ({ printer }) => printer);
  return [...printers.values()].map((printer) => {
    const { aeTitle, name, destinations } = printer;
    const { status, info } = printerStatus(aeTitle);
    const pause = paused.get(aeTitle);
    const devices = [
      ...destinations.map((destination) =>
        deviceView(destination, known.get(deviceKey(aeTitle, destination.name)), false),
      ),
      ...(left.get(aeTitle) ?? []).map(({ destination: name, kind, required }) =>
        deviceView({ name, kind, required }, known.get(deviceKey(aeTitle, name)), true),
      ),
    ];
    const isPaused = pause !== undefined;
    return {
      aeTitle,
      name,
      status,
      statusInfo: info,
      state: printerStateWord({ paused: isPaused, status, devices }),
      troubled: troubledDestination(devices),
      paused: isPaused,
      pausedAt: pause?.at.toISOString() ?? null,
      pausedBy: pause?.who ?? null,
      ...removalView(inUse.removalOf(aeTitle)),
      jobsWaiting: waiting.get(aeTitle) ?? 0,
      calibration: calibrationView(printer),
      medium: printer.mediumName,
      resolution: printer.resolution,
      filmSizes: printer.filmSizes,
      maxCopies: printer.maxCopies,
      destinations: destinations.map((destination) => ({ kind: destination.kind, name: destination.name })),
      devices,
    };
  });
}

/** One printer with its history. */
export async function printerView(parts: PrinterViewParts, aeTitle: string): Promise<ApiPrinter | undefined> {
  const found = (await printerViews(parts)).find((printer) => printer.aeTitle === aeTitle);
  return found && { ...found, history: (await parts.spool.printerHistory(aeTitle)).map(actionAnswer) };
}
