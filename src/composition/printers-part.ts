// The parts of a server that hold its printers: opened at the start, changed by each applied configuration, and drained when they
// are removed.
import { messageOf } from '../shared/errors/errors.ts';
import type { Log } from '../shared/log/log.ts';
import type { Spool } from '../spool/spool.ts';
import type { Part } from './parts.ts';
import type { ServerGiven } from './server-context.ts';
import { Draining } from './printers/draining.ts';
import { PrintersInUse } from './printers/printers-in-use.ts';
import { UsedPrintersFile, type UsedPrinter } from './printers/used-printers-file.ts';

export interface InUse extends ServerGiven {
  readonly inUse: PrintersInUse;
  /** Resolves when the printers in use are on disk, for the next start. */
  readonly keepPrinters: () => Promise<void>;
}

/** Opens what an earlier run of the server used and the configuration no longer has. */
function addLeft(
  { config }: ServerGiven,
  inUse: PrintersInUse,
  before: readonly UsedPrinter[],
  log: Log,
): void {
  for (const used of before) {
    const checked = config.source.check(JSON.stringify(used.config));
    const [printer] = checked.kind === 'valid' ? checked.config.printers : [];
    if (!printer) {
      const why = checked.kind === 'invalid' ? checked.problems.join('; ') : '';
      log.warn('printers.not-drained', { error: `a removed printer cannot be opened: ${why}` });
      continue;
    }
    try {
      inUse.addLeft(printer, used);
    } catch (error) {
      log.warn('printers.not-drained', { printer: printer.aeTitle, error: messageOf(error) });
    }
  }
}

export const printersPart: Part<ServerGiven, Pick<InUse, 'inUse' | 'keepPrinters'>> = {
  name: 'printers',
  start: async (given) => {
    const { config, live, printers, log } = given;
    const inUse = new PrintersInUse({ config, printers, log });
    const file = new UsedPrintersFile(config.data, log);
    addLeft(given, inUse, await file.read(), log);
    live.prepareWith((next) => inUse.prepare(next));
    const keepPrinters = () => file.write(inUse.used());
    const leave = inUse.onChange(() => void keepPrinters());
    return {
      made: { inUse, keepPrinters },
      stop: async () => {
        leave();
        await inUse.close();
        await keepPrinters();
      },
    };
  },
};

export const drainingPart: Part<InUse & { readonly spool: Spool }, object> = {
  name: 'draining of removed printers',
  start: async ({ inUse, spool, log, keepPrinters }) => {
    const draining = new Draining({ inUse, spool, log });
    // First, so that users do not see printers that have nothing left to print.
    await draining.settled();
    await keepPrinters();
    for (const aeTitle of inUse.aeTitles.filter((title) => inUse.removalOf(title)))
      log.info('printers.draining', { printer: aeTitle });
    return { made: {}, stop: () => draining.stop() };
  },
};
