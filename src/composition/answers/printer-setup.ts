// The functions behind the routes that find, probe, add, change and remove printers.
import { discover } from '../../destinations/ipp/discovery/discovery.ts';
import type { ConfigChanges } from '../../config/live/config-changes.ts';
import {
  placeOfPrinter,
  withChangedPrinter,
  withoutPrinter,
  withPrinter,
  writtenPrinter,
  type WrittenPrinter,
} from '../../config/live/printer-edits.ts';
import type { LiveConfig } from '../../config/live/live-config.ts';
import type { SetupPorts } from '../../console/ports/config.ts';
import { ConfigTextFailure } from '../../shared/errors/config-text-failure.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import {
  PrinterRemovedRefusal,
  RequestRefusal,
  UnknownPrinterRefusal,
} from '../../shared/errors/request-refusals.ts';
import type { PrintersInUse } from '../printers/printers-in-use.ts';
import { probeDevice } from './printer-probe.ts';

export interface SetupParts {
  readonly changes: ConfigChanges;
  readonly live: LiveConfig;
  readonly inUse: PrintersInUse;
  /** Resolves when the printers in use are on disk, for the next start. */
  readonly keepPrinters: () => Promise<void>;
}

/** Addresses of printers contain no password, so they can be compared as they are. */
const addressOf = (uri: string) => uri.replace(/\/+$/, '').toLowerCase();

async function found(seconds: number, { live }: SetupParts): ReturnType<SetupPorts['discover']> {
  const owners = new Map(
    live.now.printers.flatMap(({ aeTitle, destinations }) =>
      destinations.flatMap(({ members }) => members.map(({ place }) => [addressOf(place), aeTitle] as const)),
    ),
  );
  try {
    const printers = await discover(seconds * 1000);
    return {
      problem: null,
      printers: printers.map(
        ({ uri, secureUri = null, model = null, location = null, color = null, ...rest }) => ({
          name: rest.name,
          uri,
          secureUri,
          model,
          location,
          color,
          formats: rest.formats,
          addresses: rest.addresses,
          printer: owners.get(addressOf(uri)) ?? owners.get(addressOf(secureUri ?? uri)) ?? null,
        }),
      ),
    };
  } catch (error) {
    return { problem: `${messageOf(error)}; enter the address of the printer`, printers: [] };
  }
}

/** What a printer would change; findings are placed within it. */
async function checked(
  changes: ConfigChanges,
  printer: WrittenPrinter,
  replaces: string | undefined,
): ReturnType<SetupPorts['check']> {
  const { text } = await changes.shown();
  let edited: string;
  try {
    edited =
      replaces === undefined ? withPrinter(text, printer) : withChangedPrinter(text, replaces, printer);
  } catch (error) {
    if (!(error instanceof ConfigTextFailure)) throw error;
    // The only reason why a valid file cannot have a printer: its name is taken.
    const findings = error.problems.map((message) => ({ path: 'aeTitle', ...nowhere, message }));
    return { valid: false, findings, differences: [], needsRestart: [] };
  }
  const result = await changes.check(edited);
  const own = `printers[${placeOfPrinter(edited, printer.aeTitle)}]`;
  const within = (path: string | null) =>
    path === own ? null : path?.startsWith(`${own}.`) === true ? path.slice(own.length + 1) : path;
  return {
    ...result,
    findings: result.findings.map(({ path, message }) => ({
      path: within(path),
      ...nowhere,
      message: message.replace(`${own}.`, ''),
    })),
  };
}

/** The text is not that of the file. */
const nowhere = { line: null, column: null };

export function setupPorts(parts: SetupParts): SetupPorts {
  const { changes, live, inUse, keepPrinters } = parts;
  const requireConfigured = (aeTitle: string) => {
    if (inUse.accepts(aeTitle)) return;
    throw inUse.removalOf(aeTitle) ? new PrinterRemovedRefusal(aeTitle) : new UnknownPrinterRefusal(aeTitle);
  };
  /** One search at a time: requests that arrive meanwhile get its result. */
  let searching: ReturnType<SetupPorts['discover']> | undefined;
  return {
    discover: (seconds) =>
      (searching ??= found(seconds, parts).finally(() => {
        searching = undefined;
      })),
    probe: (device) => probeDevice(device, live.source),
    written: async (aeTitle) => {
      const { text, version } = await changes.shown();
      const printer = writtenPrinter(text, aeTitle);
      if (!printer) throw new UnknownPrinterRefusal(aeTitle);
      return { printer, version };
    },
    check: (printer, replaces) => {
      if (replaces !== undefined) requireConfigured(replaces);
      return checked(changes, printer, replaces);
    },
    add: (printer, version, who) => changes.edit((text) => withPrinter(text, printer), version, who),
    change: (aeTitle, printer, version, who) => {
      requireConfigured(aeTitle);
      return changes.edit((text) => withChangedPrinter(text, aeTitle, printer), version, who);
    },
    remove: async (aeTitle, moveTo, version, who) => {
      requireConfigured(aeTitle);
      if (moveTo !== undefined) requireConfigured(moveTo);
      if (moveTo === aeTitle)
        throw new RequestRefusal('bad-request', `moveTo is "${moveTo}"; must be another printer`);
      inUse.planRemoval(aeTitle, moveTo ?? null);
      // If the server ends after the file was changed and before the change is applied, the next start must know where the
      // queue goes.
      await keepPrinters();
      try {
        return await changes.edit((text) => withoutPrinter(text, aeTitle), version, who);
      } finally {
        inUse.forgetPlan(aeTitle);
        await keepPrinters();
      }
    },
  };
}
