// `hardcopy printers discover`: finds IPP printers in the network by DNS-SD (RFC 6763) over multicast DNS, for the given time.
import type { Bonjour, Service } from 'bonjour-service';
import { Command } from 'commander';
import { EventEmitter } from 'node:events';
import { messageOf, SetupFailure } from '../../shared/errors/errors.ts';
import { printJson, type CliContext } from '../context.ts';
import { maxPrinters, printersOf, type DiscoveredPrinter } from './discovered-printers.ts';
import { whole } from '../terminal/option-values.ts';
import { listing } from '../terminal/tables.ts';
import { settlesWithin } from '../../shared/within.ts';
import { tableColumns } from '../terminal/terminal.ts';

/** Of the socket for multicast DNS. */
export interface DiscoveryNetwork {
  /** IP address of the interface to search on; default: all. */
  readonly interface?: string;
  /** Address that the socket is bound to; default: the interface. */
  readonly bind?: string;
  /** Default: 5353. */
  readonly port?: number;
}

/** Receives errors of the socket, which the package does not report. */
function socketOf(bonjour: Bonjour): EventEmitter | undefined {
  const server: unknown = Reflect.get(bonjour, 'server');
  const mdns: unknown =
    typeof server === 'object' && server !== null ? Reflect.get(server, 'mdns') : undefined;
  return mdns instanceof EventEmitter ? mdns : undefined;
}

/**
 * Collects announcements for `ms`.
 * Throws SetupFailure `usage` when the network cannot be searched.
 */
export async function discover(
  ms: number,
  network: DiscoveryNetwork = {},
): Promise<readonly DiscoveredPrinter[]> {
  // The package passes its options on to the socket.
  const { Bonjour } = await import('bonjour-service');
  const bonjour = new Bonjour(network, () => undefined);
  const { promise: failed, reject } = Promise.withResolvers<never>();
  socketOf(bonjour)?.on('error', reject);
  const found: Record<'ipp' | 'ipps', Map<string, Service>> = { ipp: new Map(), ipps: new Map() };
  try {
    const browsers = (['ipp', 'ipps'] as const).map((type) => {
      const keep = (service: Service) => {
        const services = found[type];
        if (services.size < maxPrinters || services.has(service.fqdn)) services.set(service.fqdn, service);
      };
      const browser = bonjour.find({ type }, keep);
      browser.on('txt-update', keep);
      browser.on('srv-update', keep);
      return browser;
    });
    // A query may be lost, so it is repeated after half the time.
    const half = () => settlesWithin(ms / 2, failed);
    await half();
    for (const browser of browsers) browser.update();
    await half();
    for (const browser of browsers) browser.stop();
    return printersOf([...found.ipp.values()], [...found.ipps.values()]);
  } catch (error) {
    throw new SetupFailure('usage', `the network cannot be searched for printers: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    await new Promise<void>((resolve) => {
      bonjour.destroy(() => {
        resolve();
      });
    });
  }
}

function printersText(printers: readonly DiscoveredPrinter[], columns: number): string {
  const rows = printers.map(({ name, uri, secureUri, formats, model, location, color }) => [
    name,
    secureUri === undefined ? uri : `${uri} (and ipps)`,
    [model, location, color === true ? 'color' : '', formats.join(' ')].filter(Boolean).join(', '),
  ]);
  return listing(['PRINTER', 'ADDRESS', ''], rows, columns);
}

interface DiscoverOptions {
  readonly seconds: number;
  readonly json?: true;
}

export function discoverCommand({ terminal }: CliContext): Command {
  return new Command('discover')
    .summary('find IPP printers in the network')
    .description('Searches the local network for IPP printers (DNS-SD over multicast). Changes nothing.')
    .option('--seconds <N>', 'how long to wait for answers, 1 to 60', whole(1, 60), 3)
    .option('--json', 'JSON output for scripts, with UUIDs and IP addresses')
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy printers discover\n  hardcopy printers discover --seconds 10 --json\n',
    )
    .action(async (_options: unknown, command: Command) => {
      const { seconds, json } = command.optsWithGlobals<DiscoverOptions>();
      const printers = await discover(seconds * 1000);
      if (json) printJson(terminal, { printers });
      else if (printers.length === 0)
        terminal.print(
          `No printer answered within ${seconds} s. Printers in other networks are not found; "hardcopy printers add URI" accepts any address.`,
        );
      else {
        terminal.print(printersText(printers, tableColumns(terminal)));
        terminal.note('\n"hardcopy printers add ADDRESS --ae-title TITLE" makes one of them a film printer.');
      }
    });
}
